from sqlalchemy import event

from board.extensions import db
from board.models import Note


# --8<-- [start:tests]
def test_a_note_is_saved_with_its_tags(log_in):
    fields = {"title": "Indexes", "tags": "SQL, orm"}
    response = log_in("ada").post("/notes/new/", data=fields)
    note = db.session.scalar(db.select(Note).filter_by(title="Indexes"))
    assert response.location == f"/notes/{note.id}/"
    assert [tag.name for tag in note.tags] == ["orm", "sql"]


def test_somebody_elses_note_cannot_be_edited(log_in):
    note = db.session.scalar(db.select(Note))
    assert log_in("bob").get(f"/notes/{note.id}/edit/").status_code == 403


def test_a_stranger_is_sent_to_log_in(app):
    response = app.test_client().get("/notes/new/")
    assert response.location == "/login/?next=%2Fnotes%2Fnew%2F"


def test_the_list_asks_the_database_three_times(app):
    queries = []
    event.listen(db.engine, "after_cursor_execute", lambda *given: queries.append(given[2]))
    app.test_client().get("/")
    assert len(queries) == 3


# --8<-- [end:tests]
