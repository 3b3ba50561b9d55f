"""Moderators and their admin: the two look different and do the same."""

import re

from tests.twins.boards import Board
from tests.twins.notes import number, saved, title, write
from tests.twins.visitor import Visitor


def moderator(board: Board) -> Visitor:
    if not board.knows("mia"):
        board.user("mia")
        assert "mia is a moderator now." in board.run("make moderator", "mia")
    return board.user("mia")


def find_form(visitor: Visitor, address: str) -> str:
    """As the contract has it: /admin/ links to the list of notes, that one to each note's form."""
    page = visitor.open("/admin/")
    notes = next(a for a in page.select("a[href]") if a.get_text(strip=True) == "Notes")
    page = visitor.open(str(notes["href"]))
    for link in page.select("a[href]"):
        path = str(link["href"])
        if re.search(rf"\b{number(address)}\b", path) and re.search("change|edit", path):
            return path
    raise AssertionError(f"no form for {address} in {notes['href']}")


def test_strangers_and_users_do_not_come_in(board: Board):
    for visitor in (board.stranger(), board.user("ada")):
        answer = visitor.get("/admin/")
        assert answer.status_code == 302
        assert "login" in answer.headers["Location"]
        for path in ("/admin/board/note/", "/admin/note/"):
            assert visitor.get(path).status_code in (302, 404)


def test_a_moderator_hides_a_note(board: Board):
    visitor, name = moderator(board), title()
    address = write(board, title=name, text="spam")
    form = find_form(visitor, address)
    answer = visitor.send(form, {"hidden": "y"})
    assert answer.status_code == 302, answer.text
    for path in (address, f"/api{address}", f"{address}attachment/"):
        assert board.stranger().get(path).status_code == 404
    assert board.user("ada").get(f"{address}edit/").status_code == 404
    assert board.stranger().open(f"/?q={name}").select("article") == []


def test_a_moderators_form_needs_its_token_too(board: Board):
    visitor, address = moderator(board), write(board)
    form = find_form(visitor, address)
    fields = {k: v for k, v in visitor.open(form).fields().items() if "csrf" not in k}
    answer = visitor.ask("POST", form, data=fields | {"hidden": "y"})
    assert answer.status_code == 403
    assert saved(board, address)


def test_a_moderator_does_not_change_what_others_wrote(board: Board):
    visitor, address = moderator(board), write(board, text="as it was")
    form = find_form(visitor, address)
    visitor.send(form, {"title": "changed", "text": "changed"})
    assert saved(board, address)["text"] == "as it was"
    assert saved(board, address)["title"] != "changed"
    assert visitor.get(f"{address}edit/").status_code == 403


def test_nobody_becomes_a_moderator_by_a_typing_mistake(board: Board):
    try:
        board.run("make moderator", "nobody")
    except RuntimeError as error:
        assert "There is no user 'nobody'." in str(error)
    else:
        raise AssertionError("the command accepts an unknown name")
