"""What somebody does who means no good."""

import re

import pytest

from tests.twins.boards import Board
from tests.twins.notes import saved, title, write
from tests.twins.visitor import read

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def stored(board: Board) -> set[str]:
    """Every file in the board's folder, apart from the database and the server's own."""
    files = {p.relative_to(board.folder).as_posix() for p in board.folder.rglob("*") if p.is_file()}
    return {name for name in files if ".sqlite3" not in name and name != "server.log"}


def upload(board: Board, name: str, content: bytes = b"hello", **fields: str) -> str:
    return write(board, files={"attachment": (name, content)}, **fields)


def test_a_form_without_its_token_is_refused(board: Board):
    ada, name = board.user("ada"), title()
    address = write(board, text="before")
    for path in ("/notes/new/", f"{address}edit/", f"{address}delete/"):
        fields = {k: v for k, v in ada.open(path).fields().items() if "csrf" not in k}
        fields |= {"title": name, "text": "after"}
        assert ada.ask("POST", path, data=fields).status_code == 403
    for path in ("/login/", "/signup/", "/logout/"):
        assert ada.ask("POST", path, data={"username": "ada"}).status_code == 403
    assert ada.open("/").texts("nav button") == ["Log out ada"]
    assert saved(board, address)["text"] == "before"
    assert board.stranger().open(f"/?q={name}").select("article") == []


def test_a_token_of_another_session_is_refused(board: Board):
    ada = board.user("ada")
    hidden = {
        k: v for k, v in board.user("bob").open("/notes/new/").fields().items() if "csrf" in k
    }
    assert len(hidden) == 1
    answer = ada.ask("POST", "/notes/new/", data={**hidden, "title": title()})
    assert answer.status_code == 403


def test_a_script_in_a_note_stays_text(board: Board):
    address = write(board, title=SCRIPT, text=SCRIPT)
    for path in (address, f"/?q={SCRIPT[:20]}", f"{address}edit/", f"{address}delete/"):
        page = board.user("ada").open(path)
        assert page.select("script, img") == []
        assert SCRIPT in page.get_text() or SCRIPT in page.fields().get("text", "")


def test_a_script_in_a_search_stays_text(board: Board):
    answer = board.stranger().get("/", params={"q": f'"><b>{SCRIPT}'})
    assert read(answer).select("script, img, b") == []


@pytest.mark.parametrize(
    "name",
    ["../../evil.txt", "..\\..\\evil.txt", "/etc/evil.txt", "C:\\evil.txt", "a/../../evil.txt"],
)
def test_an_uploads_name_leads_nowhere(board: Board, name: str):
    before = stored(board)
    address = upload(board, name)
    new = stored(board) - before
    assert len(new) == 1
    assert new.pop().startswith("data/uploads/")
    (shown,) = board.stranger().open(address).texts("a[href$='/attachment/']")
    assert re.fullmatch(r"\w*evil\.txt", shown)


def test_an_attachment_is_downloaded_not_shown(board: Board):
    content = bytes(range(256))
    address = upload(board, "page.md", content)
    answer = board.stranger().get(f"{address}attachment/")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_two_attachments_of_one_name_do_not_meet(board: Board):
    first, second = upload(board, "same.txt", b"first"), upload(board, "same.txt", b"second")
    assert board.stranger().get(f"{first}attachment/").content == b"first"
    assert board.stranger().get(f"{second}attachment/").content == b"second"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>alert(1)</script>"),
        ("program.exe", b"MZ"),
        ("page.txt.html", b"x"),
        ("noextension", b"x"),
        ("big.txt", b"x" * 100_001),
        ("empty.txt", b""),
    ],
)
def test_a_bad_attachment_is_refused(board: Board, name: str, content: bytes):
    before, mark = stored(board), title()
    files = {"attachment": (name, content)}
    answer = board.user("ada").send("/notes/new/", {"title": mark}, files)
    assert answer.status_code == 200
    assert read(answer).texts(".errorlist")
    assert stored(board) == before
    assert board.stranger().open(f"/?q={mark}").select("article") == []


def test_a_deleted_note_takes_its_file_along(board: Board):
    before = stored(board)
    address = upload(board, "gone.txt")
    assert stored(board) != before
    board.user("ada").send(f"{address}delete/", {})
    assert stored(board) == before
    assert board.stranger().get(f"{address}attachment/").status_code == 404


def test_a_note_without_attachment_has_none(board: Board):
    assert board.stranger().get(f"{write(board)}attachment/").status_code == 404


def test_every_page_forbids_frames_and_guessing(board: Board):
    for path in ("/", "/login/", "/nothing/", "/api/notes/"):
        headers = board.stranger().get(path).headers
        assert headers.get("X-Frame-Options") == "DENY"
        assert headers.get("X-Content-Type-Options") == "nosniff"
        assert headers.get("Referrer-Policy") == "same-origin"
