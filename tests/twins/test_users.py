"""Sign up, log in, log out."""

from urllib.parse import urlsplit

import pytest

from tests.twins.boards import PASSWORD, Board
from tests.twins.notes import title
from tests.twins.visitor import read


def account(name: str, password: str = PASSWORD) -> dict[str, str]:
    return {"username": name, "password1": password, "password2": password}


def test_signing_up_logs_in_and_greets(board: Board):
    visitor, name = board.stranger(), "x" + title()[-12:]
    answer = visitor.send("/signup/", account(name))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    page = visitor.open("/")
    assert page.texts(".message") == ["Welcome!"]
    assert page.texts("nav button") == [f"Log out {name}"]


@pytest.mark.parametrize(
    "fields",
    [
        account("ada"),  # taken
        account(""),
        account("a b"),
        account("a" * 151),
        account("short", "secret7"),
        account("differ") | {"password2": "something else 8"},
    ],
    ids=["taken", "empty", "space", "long", "short password", "two passwords"],
)
def test_a_bad_account_is_refused(board: Board, fields: dict[str, str]):
    board.user("ada")
    visitor = board.stranger()
    answer = visitor.send("/signup/", fields)
    assert answer.status_code == 200
    assert read(answer).texts(".errorlist")
    assert not visitor.open("/").texts("nav button")


def test_logging_in_leads_where_the_visitor_wanted_to_go(board: Board):
    board.user("ada")
    visitor = board.stranger()
    answer = visitor.get("/notes/new/")
    assert answer.status_code == 302
    login = answer.headers["Location"]
    assert urlsplit(login).path == "/login/"
    answer = visitor.send(login, {"username": "ada", "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/notes/new/")
    visitor.open("/notes/new/")


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong password"), ("nobody", PASSWORD), ("ADA", PASSWORD)]
)
def test_wrong_name_and_wrong_password_look_the_same(board: Board, name: str, password: str):
    board.user("ada")
    visitor = board.stranger()
    answer = visitor.send("/login/", {"username": name, "password": password})
    assert answer.status_code == 200
    assert "Please enter a correct username and password" in " ".join(read(answer).texts("li"))
    assert not visitor.open("/").texts("nav button")


def test_logging_out_needs_a_post(board: Board):
    visitor = board.stranger()
    visitor.send("/signup/", account("x" + title()[-12:]))
    assert visitor.get("/logout/").status_code == 405
    assert visitor.open("/").texts("nav button")
    answer = visitor.send("/", {})  # the form of the button that the page shows
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert not visitor.open("/").texts("nav button")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org/",
        "https:example.org",
        "javascript:1",
    ],
)
def test_logging_in_never_leads_to_another_site(board: Board, elsewhere: str):
    board.user("ada")
    visitor = board.stranger()
    visitor.open("/login/")
    fields = {"username": "ada", "password": PASSWORD}
    answer = visitor.send(f"/login/?next={elsewhere}", fields)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(board: Board):
    visitor = board.stranger()
    fields = account("x" + title()[-12:])
    answer = visitor.send("/signup/", fields)
    cookies = [value for name, value in answer.raw.headers.items() if name.lower() == "set-cookie"]
    session = next(cookie for cookie in cookies if cookie.startswith("session"))
    assert "httponly" in session.lower()
    assert "samesite=lax" in session.lower()


def test_a_changed_session_cookie_logs_nobody_in(board: Board):
    name = next(c.name for c in board.user("ada").session.cookies if c.name.startswith("session"))
    value = board.user("ada").session.cookies[name]
    visitor = board.stranger()
    # the first character after the last dot: the last one of a signature has two bits that mean nothing
    start = value.rfind(".") + 1
    changed = value[:start] + ("A" if value[start] != "A" else "B") + value[start + 1 :]
    visitor.session.cookies.set(name, changed)
    assert not visitor.open("/").texts("nav button")


def test_a_password_is_kept_as_a_hash(board: Board):
    board.user("ada")
    for path in board.data.glob("*.sqlite3*"):
        assert PASSWORD.encode() not in path.read_bytes()
