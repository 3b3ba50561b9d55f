"""The JSON API: by example, by schema, and by notes that nobody would think of."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from jsonschema import Draft202012Validator

from tests.twins.boards import APPS, Board
from tests.twins.notes import draft, saved, title, write

SCHEMA = json.loads((APPS / "api.schema.json").read_text(encoding="utf-8"))
SHAPES = {
    shape: Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/{shape}"}) for shape in SCHEMA["$defs"]
}
FEW = settings(max_examples=40, suppress_health_check=list(HealthCheck), derandomize=True)


def check(answer: Any, shape: str) -> Any:
    """The answer's JSON, which must fit the schema."""
    assert answer.headers["Content-Type"].startswith("application/json")
    SHAPES[shape].validate(answer.json())
    return answer.json()


def test_a_note_is_made_read_changed_and_deleted(board: Board):
    ada, mine = board.user("ada"), draft(text="a\nb", tags=["orm", "sql"])
    answer = ada.api("POST", "/api/notes/", mine)
    assert answer.status_code == 201
    note, address = check(answer, "note"), answer.headers["Location"]
    assert address == f"/api/notes/{note['id']}/"
    assert {name: note[name] for name in mine} == mine
    assert (note["author"], note["version"], note["attachment"]) == ("ada", 1, None)
    assert check(board.stranger().get(address), "note") == note

    answer = ada.api("PUT", address, mine | {"text": "c", "tags": [], "version": 1})
    assert answer.status_code == 200
    changed = check(answer, "note")
    assert changed == note | {"text": "c", "tags": [], "version": 2}
    assert board.stranger().get(address).json() == changed

    answer = ada.api("DELETE", address)
    assert (answer.status_code, answer.content) == (204, b"")
    assert board.stranger().get(address).status_code == 404


def test_the_list_is_the_list_of_the_pages(board: Board):
    tag = title()[-12:]
    addresses = [write(board, tags=tag) for _ in range(6)]
    first = check(board.stranger().get(f"/api/notes/?tag={tag}"), "list")
    assert (first["count"], first["pages"]) == (6, 2)
    assert [note["id"] for note in first["notes"]] == [
        saved(board, address)["id"] for address in reversed(addresses[1:])
    ]
    second = check(board.stranger().get(f"/api/notes/?tag={tag}&page=2"), "list")
    assert second["notes"] == [saved(board, addresses[0])]


def test_an_attachments_address_is_in_the_answer(board: Board):
    address = write(board, files={"attachment": ("a.txt", b"hello")})
    note = check(board.stranger().get(f"/api{address}"), "note")
    assert board.stranger().get(note["attachment"]).content == b"hello"


def test_a_stranger_may_read_only(board: Board):
    address = f"/api{write(board)}"
    for method, path in (("POST", "/api/notes/"), ("PUT", address), ("DELETE", address)):
        answer = board.stranger().api(method, path, draft(version=1))
        assert answer.status_code == 401
        check(answer, "errors")


def test_the_api_needs_the_token_too(board: Board):
    address = f"/api{write(board, text='before')}"
    ada = board.user("ada")
    for method, path in (("POST", "/api/notes/"), ("PUT", address), ("DELETE", address)):
        answer = ada.ask(method, path, json=draft(version=1))
        assert answer.status_code == 403
    assert board.stranger().get(address).json()["text"] == "before"


def test_the_api_leaves_somebody_elses_note_alone(board: Board):
    address = f"/api{write(board, text='mine')}"
    for method in ("PUT", "DELETE"):
        answer = board.user("bob").api(method, address, draft(version=1))
        assert answer.status_code == 403
        check(answer, "errors")
    assert board.stranger().get(address).json()["text"] == "mine"


@pytest.mark.parametrize("name", ["999999", "99999999999999999999999999"])
def test_the_api_does_not_find_an_unknown_note(board: Board, name: str):
    for method in ("GET", "PUT", "DELETE"):
        answer = board.user("ada").api(method, f"/api/notes/{name}/", draft(version=1))
        assert answer.status_code == 404


def test_the_api_names_the_methods_it_knows(board: Board):
    answer = board.user("ada").api("PATCH", "/api/notes/", {})
    assert answer.status_code == 405
    assert {"GET", "POST"} <= {name.strip() for name in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize("version", [0, 2, -1, 10**30])
def test_the_api_refuses_another_version(board: Board, version: int):
    address = f"/api{write(board, text='before')}"
    answer = board.user("ada").api("PUT", address, draft(version=version))
    assert answer.status_code == 409
    check(answer, "errors")
    assert board.stranger().get(address).json()["text"] == "before"


@pytest.mark.parametrize("version", [None, "1", 1.0, True, [1]])
def test_the_api_wants_a_whole_number_as_version(board: Board, version: object):
    address = f"/api{write(board)}"
    answer = board.user("ada").api("PUT", address, draft(version=version))
    assert answer.status_code == 400
    check(answer, "errors")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"title"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"title": 1}',
        b'{"title": "\\u0000"}',
        b'{"title": "\\ud800"}',
        b'{"title": "x", "text": "\\udfff"}',
        b'{"title": "x", "text": null}',
        b'{"title": "x", "tags": "sql"}',
        b'{"title": "x", "tags": ["a,b"]}',
        b'{"title": "x", "tags": [1]}',
        b'{"title": "x", "tags": [["a"]]}',
        b'{"title": "x", "tags": ["UPPER CASE"]}',
    ],
)
def test_the_api_refuses_what_is_no_note(board: Board, body: bytes):
    headers = {"Content-Type": "application/json"}
    answer = board.user("ada").api("POST", "/api/notes/", data=body, headers=headers)
    assert answer.status_code == 400, answer.text
    check(answer, "errors")


TEXT = st.text(max_size=90)
NOTE = st.fixed_dictionaries(
    {"title": TEXT},
    optional={
        "text": TEXT,
        "tags": st.lists(st.from_regex(r"[a-zA-Z0-9-]{1,22}", fullmatch=True) | TEXT, max_size=6),
        "surplus": st.integers(),
    },
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda some: st.lists(some, max_size=4) | st.dictionaries(TEXT, some, max_size=4),
    max_leaves=10,
)
ALMOST = st.fixed_dictionaries({"title": ANYTHING, "text": ANYTHING, "tags": ANYTHING})


def valid(note: dict[str, Any]) -> bool:
    """The contract's rules for a note, said once more."""
    tags = {tag.strip().lower() for tag in note.get("tags", [])} - {""}
    texts = (note["title"], note.get("text", ""))
    return (
        0 < len(note["title"].strip()) <= 80
        and not any("\0" in text for text in texts)
        and not any("," in tag for tag in note.get("tags", []))
        and len(tags) <= 5
        and all(
            1 <= len(tag) <= 20 and set(tag) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
            for tag in tags
        )
    )


def test_any_note_is_kept_as_it_is_or_refused(board: Board):
    ada = board.user("ada")
    headers = {"X-CSRFToken": ada.token}

    @FEW
    @given(NOTE)
    def kept_or_refused(note: dict[str, Any]) -> None:
        answer = ada.ask("POST", "/api/notes/", json=note, headers=headers)
        if not valid(note):
            assert answer.status_code == 400, f"{note!r}: {answer.text}"
            check(answer, "errors")
            return
        assert answer.status_code == 201, f"{note!r}: {answer.text}"
        kept = check(answer, "note")
        assert kept["title"] == note["title"].strip()
        assert kept["text"] == note.get("text", "").strip()
        assert kept["tags"] == sorted({t.strip().lower() for t in note.get("tags", [])} - {""})
        assert check(ada.get(answer.headers["Location"]), "note") == kept

    kept_or_refused()


def test_any_json_is_answered_by_the_schema(board: Board):
    ada = board.user("ada")
    headers = {"X-CSRFToken": ada.token}

    @FEW
    @given(ANYTHING | ALMOST)
    def answered(body: Any) -> None:
        answer = ada.ask("POST", "/api/notes/", json=body, headers=headers)
        assert answer.status_code in (201, 400), f"{body!r}: {answer.text}"
        check(answer, "note" if answer.status_code == 201 else "errors")

    answered()


def test_any_sequence_of_requests_leaves_what_a_dictionary_would_hold(board: Board):
    ada = board.user("ada")
    headers = {"X-CSRFToken": ada.token}

    class Requests(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.tag = title()[-12:]
            self.notes: dict[str, dict[str, Any]] = {}

        def ask(self, method: str, path: str, body: Any = None) -> Any:
            return ada.ask(method, path, json=body, headers=headers)

        @rule(text=st.text("ab\n <&é", max_size=5))
        def make(self, text: str) -> None:
            answer = self.ask("POST", "/api/notes/", draft(text=text, tags=[self.tag]))
            assert answer.status_code == 201
            self.notes[answer.headers["Location"]] = answer.json()

        @rule(data=st.data(), text=st.text("xyz", max_size=3), late=st.booleans())
        def change(self, data: st.DataObject, text: str, late: bool) -> None:
            if not self.notes:
                return
            address = data.draw(st.sampled_from(sorted(self.notes)))
            note = self.notes[address]
            body = {"title": note["title"], "text": text, "tags": [self.tag]}
            version = note["version"] - late
            answer = self.ask("PUT", address, body | {"version": version})
            assert answer.status_code == (409 if late else 200)
            if not late:
                note |= {"text": text, "version": version + 1}

        @rule(data=st.data())
        def remove(self, data: st.DataObject) -> None:
            if self.notes:
                address = data.draw(st.sampled_from(sorted(self.notes)))
                assert self.ask("DELETE", address).status_code == 204
                del self.notes[address]
                assert self.ask("GET", address).status_code == 404

        @invariant()
        def the_list_is_the_dictionary(self) -> None:
            answer = check(self.ask("GET", f"/api/notes/?tag={self.tag}"), "list")
            newest = sorted(self.notes.values(), key=lambda note: -note["id"])
            assert answer["count"] == len(newest)
            assert answer["notes"] == newest[:5]

    few = settings(FEW, max_examples=8, stateful_step_count=12)
    run_state_machine_as_test(Requests, settings=few)
