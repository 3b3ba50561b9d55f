from pathlib import Path
from uuid import uuid4

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_login import current_user, login_required
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.utils import secure_filename

from .extensions import db
from .forms import EditForm, EmptyForm, NoteForm
from .models import Note, Tag

bp = Blueprint("notes", __name__)


# --8<-- [start:list]
@bp.get("/")
def note_list():
    page = find_page()
    if page.total and not page.items:
        abort(404)
    return render_template("note_list.html", page=page)


def find_page():
    number = request.args.get("page", "1")
    if not number.isdecimal() or len(number) > 9:
        abort(404)
    query = Note.search(request.args.get("q", "")[:100], request.args.get("tag", ""))
    return db.paginate(query, page=int(number), per_page=5)


# --8<-- [end:list]


# --8<-- [start:detail]
def find_note(note_id, owned=False):
    note = Note.find(note_id)
    if note is None:
        abort(404)
    if owned and note.author != current_user:
        abort(403)
    return note


@bp.get("/notes/<int:note_id>/")
def note_detail(note_id):
    return render_template("note_detail.html", note=find_note(note_id))


# --8<-- [end:detail]


# --8<-- [start:create]
@bp.route("/notes/new/", methods=["GET", "POST"])
@login_required
def note_create():
    form = NoteForm()
    if form.validate_on_submit():
        note = Note(author=current_user)
        db.session.add(note)
        fill(note, form)
        db.session.commit()
        flash("Note saved.")
        return redirect(url_for(".note_detail", note_id=note.id))
    return render_template("form.html", form=form, heading="New note")


def fill(note, form):
    note.title = form.title.data
    note.text = form.text.data or ""
    note.tags = Tag.named(form.tag_names)
    if form.attachment.data:
        note.attachment = save_upload(form.attachment.data)


# --8<-- [end:create]


# --8<-- [start:edit]
@bp.route("/notes/<int:note_id>/edit/", methods=["GET", "POST"])
@login_required
def note_update(note_id):
    note = find_note(note_id, owned=True)
    form = EditForm(data=as_fields(note))
    status = 200
    if form.validate_on_submit():
        try:
            update(note, form, form.version.data)
        except StaleDataError:
            form.form_errors.append("Somebody saved this note while you were writing.")
            status = 409
        else:
            flash("Note saved.")
            return redirect(url_for(".note_detail", note_id=note.id))
    return render_template("form.html", form=form, heading="Edit"), status


def as_fields(note):
    tags = ", ".join(tag.name for tag in note.tags)
    return {"title": note.title, "text": note.text, "tags": tags, "version": note.version}


def update(note, form, version):
    """Save the note, unless it is another version than the one that was read."""
    if str(note.version) != str(version):
        raise StaleDataError
    fill(note, form)
    db.session.commit()


# --8<-- [end:edit]


# --8<-- [start:delete]
@bp.route("/notes/<int:note_id>/delete/", methods=["GET", "POST"])
@login_required
def note_delete(note_id):
    note = find_note(note_id, owned=True)
    form = EmptyForm()
    if form.validate_on_submit():
        delete(note)
        flash("Note deleted.")
        return redirect(url_for(".note_list"))
    return render_template("note_delete.html", form=form, note=note)


def delete(note):
    if note.attachment:
        (uploads() / note.attachment).unlink(missing_ok=True)
    db.session.delete(note)
    db.session.commit()


# --8<-- [end:delete]


# --8<-- [start:attachment]
def uploads():
    return Path(current_app.instance_path, "uploads")


def save_upload(file):
    """A folder of its own for each upload: names stay as they are and never collide."""
    name = secure_filename(file.filename.replace("\\", "/").rpartition("/")[2]) or "file"
    path = f"{uuid4().hex}/{name}"
    (uploads() / path).parent.mkdir(parents=True)
    file.save(uploads() / path)
    return path


@bp.get("/notes/<int:note_id>/attachment/")
def note_attachment(note_id):
    note = find_note(note_id)
    if not note.attachment:
        abort(404)
    return send_from_directory(uploads(), note.attachment, as_attachment=True)


# --8<-- [end:attachment]
