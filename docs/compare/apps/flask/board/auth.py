from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_user, logout_user
from sqlalchemy.exc import IntegrityError

from .extensions import db
from .forms import LoginForm, SignUpForm
from .models import User

bp = Blueprint("auth", __name__)


# --8<-- [start:signup]
@bp.route("/signup/", methods=["GET", "POST"])
def signup():
    form = SignUpForm()
    if form.validate_on_submit():
        user = User(username=form.username.data)
        user.set_password(form.password1.data)
        db.session.add(user)
        try:
            db.session.commit()
        except IntegrityError:  # somebody else took the name just now
            db.session.rollback()
            form.username.errors = ["This name is taken."]
        else:
            login_user(user)
            flash("Welcome!")
            return redirect(url_for("notes.note_list"))
    return render_template("form.html", form=form, heading="Sign up")


# --8<-- [end:signup]


# --8<-- [start:login]
@bp.route("/login/", methods=["GET", "POST"])
def login():
    form = LoginForm()
    if form.validate_on_submit():
        user = db.session.scalar(db.select(User).filter_by(username=form.username.data))
        if user and user.check_password(form.password.data):
            login_user(user)
            return redirect(next_page())
        form.password.errors = ["Please enter a correct username and password."]
    return render_template("form.html", form=form, heading="Log in")


def next_page():
    """Where the visitor wanted to go, if that is on this site."""
    address = request.args.get("next", "")
    parts = urlsplit(address.replace("\\", "/"))
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//"):
        return url_for("notes.note_list")
    return address


@bp.post("/logout/")
def logout():
    logout_user()
    return redirect(url_for("notes.note_list"))


# --8<-- [end:login]
