import click
from flask import redirect, request, url_for
from flask.cli import with_appcontext
from flask_admin import Admin, AdminIndexView
from flask_admin.contrib.sqla import ModelView
from flask_login import current_user

from .extensions import db
from .models import Note, Tag, User


# --8<-- [start:admin]
class ModeratorsOnly:
    def is_accessible(self):
        return current_user.is_authenticated and current_user.is_moderator

    def inaccessible_callback(self, name, **kwargs):
        return redirect(url_for("auth.login", next=request.path))


class ModeratorIndex(ModeratorsOnly, AdminIndexView):
    pass


class NoteAdmin(ModeratorsOnly, ModelView):
    can_create = can_delete = False
    column_default_sort = ("id", True)
    column_list = ["title", "author", "created", "hidden"]
    column_filters = ["hidden", "tags.name"]
    column_searchable_list = ["title", "text"]
    form_columns = ["hidden"]


class TagAdmin(ModeratorsOnly, ModelView):
    form_columns = ["name"]


def add_admin(app):
    # An Admin serves one application: it is made anew for each, unlike the other extensions.
    admin = Admin(app, name="Moderation", index_view=ModeratorIndex())
    admin.add_view(NoteAdmin(Note, db, name="Notes"))
    admin.add_view(TagAdmin(Tag, db, name="Tags"))


# --8<-- [end:admin]


# --8<-- [start:command]
@click.command("make-moderator")
@click.argument("username")
@with_appcontext
def make_moderator(username):
    """Let a user into the admin, to hide notes and to tidy tags."""
    user = db.session.scalar(db.select(User).filter_by(username=username))
    if user is None:
        raise click.ClickException(f"There is no user {username!r}.")
    user.is_moderator = True
    db.session.commit()
    click.echo(f"{username} is a moderator now.")


# --8<-- [end:command]
