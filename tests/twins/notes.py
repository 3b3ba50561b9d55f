"""What the tests do again and again with a note."""

from uuid import uuid4

from tests.twins.boards import Board


def title() -> str:
    """No other note has this title, and nothing else on a page looks like it."""
    return f"Note {uuid4().hex[:12]}"


def write(board: Board, name: str = "ada", files: object = None, **fields: str) -> str:
    """Write a note by its form; returns its address: `/notes/7/`."""
    answer = board.user(name).send("/notes/new/", {"title": title(), **fields}, files)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def number(address: str) -> int:
    return int(address.split("/")[2])


def draft(**fields: object) -> dict[str, object]:
    """A note as the JSON API takes it."""
    return {"title": title(), "text": "", "tags": [], **fields}


def saved(board: Board, address: str) -> dict[str, object]:
    """A note as the JSON API gives it."""
    answer = board.stranger().get(f"/api{address}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
