from flask import Blueprint, jsonify, request, url_for
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, NotFound

from .extensions import db
from .forms import NoteForm
from .models import Note
from .notes import delete, fill, find_page, update

bp = Blueprint("api", __name__, url_prefix="/api/notes")


def as_dict(note):
    address = url_for("notes.note_attachment", note_id=note.id) if note.attachment else None
    return {
        "id": note.id,
        "title": note.title,
        "text": note.text,
        "author": note.author.username,
        "tags": [tag.name for tag in note.tags],
        "attachment": address,
        "created": f"{note.created.isoformat()}+00:00",
        "version": note.version,
    }


class ApiError(Exception):
    def __init__(self, status, **errors):
        self.status, self.errors = status, errors


@bp.errorhandler(ApiError)
def answer_error(error):
    return jsonify(errors=error.errors), error.status


# --8<-- [start:read]
def read():
    """The body, and the form that has checked it."""
    try:
        data = request.get_json(force=True)
        tags = data.get("tags", [])
        if not isinstance(tags, list) or any("," in tag for tag in tags):
            raise TypeError
        fields = {"title": data["title"], "text": data.get("text", ""), "tags": ",".join(tags)}
        for value in fields.values():
            value.encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, BadRequest):
        raise ApiError(400, body=["A JSON object: title, text, tags (a list)."]) from None
    # CSRFProtect has looked at the header; the form is not to look for a field.
    form = NoteForm(MultiDict(fields), meta={"csrf": False})
    if not form.validate():
        raise ApiError(400, **form.errors)
    return data, form


# --8<-- [end:read]


# --8<-- [start:views]
@bp.before_request
def only_for_users():
    if request.method in ("POST", "PUT", "DELETE") and not current_user.is_authenticated:
        raise ApiError(401, user=["Log in first."])


def find(note_id, owned=False):
    note = Note.find(note_id)
    if note is None:
        raise ApiError(404, id=["No such note."])
    if owned and note.author != current_user:
        raise ApiError(403, user=["This is somebody else's note."])
    return note


@bp.get("/")
def note_list():
    try:
        page = find_page()
    except NotFound:
        raise ApiError(404, page=["No such page."]) from None
    return {"count": page.total, "pages": page.pages, "notes": [as_dict(note) for note in page]}


@bp.post("/")
def note_create():
    data, form = read()
    note = Note(author=current_user)
    db.session.add(note)
    fill(note, form)
    db.session.commit()
    return as_dict(note), 201, {"Location": url_for(".note_detail", note_id=note.id)}


@bp.get("/<int:note_id>/")
def note_detail(note_id):
    return as_dict(find(note_id))


@bp.put("/<int:note_id>/")
def note_update(note_id):
    note = find(note_id, owned=True)
    data, form = read()
    if type(data.get("version")) is not int:
        raise ApiError(400, version=["The version that you have read."])
    try:
        update(note, form, data["version"])
    except StaleDataError:
        db.session.rollback()
        raise ApiError(409, version=["Somebody has saved another version."]) from None
    return as_dict(note)


@bp.delete("/<int:note_id>/")
def note_delete(note_id):
    delete(find(note_id, owned=True))
    return "", 204


# --8<-- [end:views]
