import re

from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField, FileSize
from wtforms import HiddenField, PasswordField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, EqualTo, Length, Regexp

from .extensions import db
from .models import User

MAX_TAGS = 5
MAX_BYTES = 100_000


# --8<-- [start:form]
def strip(value):
    return value.strip() if value else value


def no_null(form, field):
    if "\0" in (field.data or ""):
        raise ValidationError("Null characters are not allowed.")


class NoteForm(FlaskForm):
    title = StringField(
        "Title", filters=[strip], validators=[DataRequired(), Length(max=80), no_null]
    )
    text = TextAreaField("Text", filters=[strip], validators=[Length(max=10_000), no_null])
    tags = StringField("Tags", description="Up to five, with commas between them.")
    attachment = FileField(
        "Attachment",
        validators=[FileAllowed(["txt", "md", "pdf", "png"]), FileSize(MAX_BYTES, min_size=1)],
    )

    def validate_tags(self, field):
        names = sorted({name.strip().lower() for name in (field.data or "").split(",")})
        self.tag_names = [name for name in names if name]
        if len(self.tag_names) > MAX_TAGS:
            raise ValidationError(f"At most {MAX_TAGS} tags.")
        for name in self.tag_names:
            if not re.fullmatch(r"[a-z0-9-]{1,20}", name):
                raise ValidationError("A tag has 1 to 20 letters a to z, digits and hyphens.")


# --8<-- [end:form]


class EditForm(NoteForm):
    """Carries the version that was read, so that nobody overwrites what they have not seen."""

    version = HiddenField()


# --8<-- [start:signup]
class SignUpForm(FlaskForm):
    username = StringField(
        "Username",
        filters=[strip],
        validators=[DataRequired(), Length(max=150), Regexp(r"[\w.@+-]+\Z")],
    )
    password1 = PasswordField("Password", validators=[DataRequired(), Length(min=8, max=128)])
    password2 = PasswordField(
        "Again", validators=[EqualTo("password1", "The two passwords differ.")]
    )

    def validate_username(self, field):
        same_name = db.select(User).filter_by(username=field.data)
        if db.session.scalar(same_name) is not None:
            raise ValidationError("This name is taken.")


class LoginForm(FlaskForm):
    username = StringField("Username", validators=[DataRequired()])
    password = PasswordField("Password", validators=[DataRequired()])


# --8<-- [end:signup]


class EmptyForm(FlaskForm):
    """Nothing but the token: for a button."""
