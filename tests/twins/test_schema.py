"""A migration changes the schema while there is data in it: labels as a text become tags."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.twins.boards import Board
from tests.twins.notes import draft, saved


def insert(connection: sqlite3.Connection, with_column: str, **values: object) -> int:
    """A row in the table that has this column; columns that must be filled get a zero."""
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        names = {name for _, name, *_ in columns}
        if with_column in names:
            row = {n: 0 for _, n, _, needed, _, key in columns if needed and not key}
            row |= {name: value for name, value in values.items() if name in names}
            marks = ", ".join("?" * len(row))
            sql = f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"
            return int(connection.execute(sql, [*row.values()]).lastrowid or 0)
    raise AssertionError(f"no table has a column {with_column}")


def labels(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            if "labels" in [c[1] for c in connection.execute(f"PRAGMA table_info({table})")]:
                rows = connection.execute(f"SELECT labels FROM {table} ORDER BY id")
                return [text for (text,) in rows]
    return []


def test_labels_become_tags_and_tags_labels(board: Board, tmp_path: Path):
    check_both_ways(Board(board.kind, tmp_path))


def check_both_ways(old: Board) -> None:
    old.run("first schema")
    database = next(old.data.glob("*.sqlite3"))
    day = "2026-01-02 03:04:05"
    with closing(sqlite3.connect(database)) as connection, connection:
        author = insert(connection, "username", username="eve", date_joined=day)
        both = {"author_id": author, "text": "x", "created": day, "version": 1}
        for text in ("orm, sql", "", "sql"):
            insert(connection, "labels", title=f"Note {text}", labels=text, **both)
    assert labels(database) == ["orm, sql", "", "sql"]

    old.run("migrate")
    assert labels(database) == []
    try:
        old.start()
        notes = [saved(old, f"/notes/{i}/") for i in (1, 2, 3)]
        assert [note["tags"] for note in notes] == [["orm", "sql"], [], ["sql"]]
        assert [note["author"] for note in notes] == ["eve"] * 3
        assert old.stranger().get("/api/notes/?tag=sql").json()["count"] == 2
        answer = old.user("ada").api("POST", "/api/notes/", draft(tags=["sql", "new"]))
        assert answer.status_code == 201
    finally:
        old.stop()

    old.run("back to first schema")
    assert labels(database) == ["orm, sql", "", "sql", "new, sql"]
