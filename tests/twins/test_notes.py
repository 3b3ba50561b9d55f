"""Notes in the browser: write, read, edit, delete, find."""

import threading

import pytest

from tests.twins.boards import Board
from tests.twins.notes import number, saved, title, write
from tests.twins.visitor import read


def test_a_note_is_written_and_shown(board: Board):
    name = title()
    address = write(board, title=f"  {name} ", text="One.\r\nTwo.", tags="SQL, orm , sql")
    page = board.user("ada").open(address)
    assert page.texts("h1") == [name]
    assert "One." in page.texts(".text")[0]
    assert "Two." in page.texts(".text")[0]
    assert page.texts("[rel=tag]") == ["orm", "sql"]
    assert page.select(f"article#note-{number(address)}")


def test_a_message_is_shown_once(board: Board):
    write(board, "carol")
    carol = board.user("carol")
    assert carol.open("/").texts(".message")[-1:] == ["Note saved."]
    assert carol.open("/").texts(".message") == []


def test_a_stranger_reads_but_does_not_write(board: Board):
    address = write(board)
    stranger = board.stranger()
    page = stranger.open(address)
    assert not page.select("a[href$='/edit/']")
    for path in ("/notes/new/", f"{address}edit/", f"{address}delete/"):
        answer = stranger.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login/?next=")


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "   "},
        {"title": "x" * 81},
        {"text": "x" * 10_001},
        {"tags": "a,b,c,d,e,f"},
        {"tags": "x" * 21},
        {"tags": "no spaces"},
        {"tags": "<b>"},
    ],
    ids=["no title", "blank title", "long title", "long text", "six", "long tag", "space", "html"],
)
def test_a_bad_note_is_refused_and_what_was_typed_is_kept(board: Board, fields: dict[str, str]):
    mark = title()
    answer = board.user("ada").send("/notes/new/", {"title": mark, "text": mark, **fields})
    page = read(answer)
    assert answer.status_code == 200
    assert page.texts(".errorlist")
    expected = {"title": mark, "text": mark, **fields}
    assert page.fields()["text"].strip() == expected["text"]
    assert page.fields()["title"].strip() == expected["title"].strip()
    assert board.stranger().open(f"/?q={mark}").select("article") == []


def test_the_longest_note_is_accepted(board: Board):
    name = title().ljust(80, "é")
    address = write(board, title=name, text="ü" * 10_000, tags=",".join("abcde"))
    assert saved(board, address)["title"] == name
    assert len(str(saved(board, address)["text"])) == 10_000


def test_the_owner_edits(board: Board):
    address = write(board, text="old", tags="one")
    ada = board.user("ada")
    page = ada.open(f"{address}edit/")
    assert page.fields()["tags"] == "one"
    answer = ada.send(f"{address}edit/", {"text": "new", "tags": "two"})
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    note = saved(board, address)
    assert (note["text"], note["tags"], note["version"]) == ("new", ["two"], 2)


def test_the_owner_deletes_after_a_question(board: Board):
    address = write(board)
    ada = board.user("ada")
    ada.open(f"{address}delete/")
    ada.open(address)  # asking deletes nothing
    answer = ada.send(f"{address}delete/", {})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert "Note deleted." in ada.open("/").texts(".message")
    assert ada.get(address).status_code == 404


def test_somebody_elses_note_is_left_alone(board: Board):
    address = write(board, text="mine")
    bob = board.user("bob")
    assert not bob.open(address).select("a[href$='/edit/']")
    token = {name: value for name, value in bob.open("/notes/new/").fields().items() if value}
    for path in (f"{address}edit/", f"{address}delete/"):
        assert bob.get(path).status_code == 403
        fields = {**token, "title": "bob was here", "version": "1"}
        assert bob.ask("POST", path, data=fields).status_code == 403
    assert saved(board, address)["text"] == "mine"


@pytest.mark.parametrize("name", ["999999", "99999999999999999999999999", "0"])
def test_an_unknown_note_is_not_found(board: Board, name: str):
    for path in ("", "edit/", "delete/", "attachment/"):
        assert board.user("ada").get(f"/notes/{name}/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/nothing/", "/notes/", "/notes/one/", "/notes/-1/", "/notes/1.5/"]
)
def test_an_unknown_address_is_not_found(board: Board, path: str):
    answer = board.stranger().get(path)
    assert answer.status_code == 404
    assert read(answer).texts("h1") == ["No such page"]


def test_a_missing_slash_is_added(board: Board):
    answer = board.stranger().get("/login")
    assert answer.status_code in (301, 308)
    assert answer.headers["Location"].endswith("/login/")


def test_the_list_has_pages(board: Board):
    tag = title()[-12:]
    addresses = [write(board, tags=tag) for _ in range(7)]
    visitor = board.stranger()
    first = visitor.open(f"/?tag={tag}")
    newest = [f"note-{number(address)}" for address in reversed(addresses)]
    assert [str(a["id"]) for a in first.select("article")] == newest[:5]
    assert not first.select("[rel=prev]")
    second = visitor.open(str(first.select("[rel=next]")[0]["href"]))
    assert [str(a["id"]) for a in second.select("article")] == newest[5:]
    assert not second.select("[rel=next]")
    back = visitor.open("/" + str(second.select("[rel=prev]")[0]["href"]).lstrip("/"))
    assert [str(a["id"]) for a in back.select("article")] == newest[:5]


@pytest.mark.parametrize("page", ["0", "-1", "999999", "two", "9" * 40])
def test_an_unknown_page_of_the_list_is_not_found(board: Board, page: str):
    assert board.stranger().get(f"/?page={page}").status_code == 404
    answer = board.stranger().get(f"/api/notes/?page={page}")
    assert answer.status_code == 404
    assert list(answer.json()) == ["errors"]


def test_search_finds_in_title_and_text_in_any_case(board: Board):
    name, word = title(), title()
    first, second = write(board, title=name), write(board, text=f"about {word} here")
    visitor = board.stranger()
    for text, address in ((name.upper(), first), (word.upper(), second)):
        articles = visitor.open(f"/?q={text}").select("article")
        assert [str(a["id"]) for a in articles] == [f"note-{number(address)}"]


def test_search_takes_every_character_as_itself(board: Board):
    mark = title()[-12:]
    address = write(board, title=f"{mark}_100%")
    write(board, title=f"{mark}x100y")
    for text in (f"{mark}_100", f"{mark}_100%25"):
        articles = board.stranger().open(f"/?q={text}").select("article")
        assert [str(a["id"]) for a in articles] == [f"note-{number(address)}"]


@pytest.mark.parametrize("text", ["'; DROP TABLE note; --", "x" * 60_000, "\0", "%", "\\", "ÿ"])
def test_no_search_breaks_the_list(board: Board, text: str):
    answer = board.stranger().get("/", params={"q": text, "tag": text[:100]})
    assert answer.status_code == 200
    assert board.stranger().get("/").status_code == 200


def test_who_saves_second_is_told(board: Board):
    address = write(board, text="zero")
    ada = board.user("ada")
    mine = ada.open(f"{address}edit/").fields() | {"text": "second"}
    ada.send(f"{address}edit/", {"text": "first"})
    answer = ada.ask("POST", f"{address}edit/", data=mine)
    assert answer.status_code == 409
    assert read(answer).texts(".errorlist") == ["Somebody saved this note while you were writing."]
    assert read(answer).fields()["text"].strip() == "second"
    assert saved(board, address)["text"] == "first"


def test_two_writers_at_once_lose_nothing(board: Board):
    tag, answers = title()[-12:], []
    names = [title() for _ in range(8)]
    board.user("ada"), board.user("bob")

    def work(visitor_name: str, mine: list[str]) -> None:
        for name in mine:
            fields = {"title": name, "tags": f"{tag},{name[-12:]}"}
            answers.append(board.user(visitor_name).send("/notes/new/", fields).status_code)

    threads = [
        threading.Thread(target=work, args=("ada", names[:4])),
        threading.Thread(target=work, args=("bob", names[4:])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 8
    assert board.stranger().get(f"/api/notes/?tag={tag}").json()["count"] == 8
