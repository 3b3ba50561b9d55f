"""The notes board. `create_app` puts the parts together."""

import os

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError

from . import api, auth, moderation, notes
from .extensions import csrf, db, login_manager, migrate


# --8<-- [start:factory]
def create_app(config=None):
    # The database and the uploads; in production, a folder that is backed up.
    app = Flask(__name__, instance_path=os.environ.get("BOARD_DATA"))
    app.config.from_mapping(
        # In production: a secret of your own.
        SECRET_KEY=os.environ.get("SECRET_KEY", "for-trying-out-only"),
        SQLALCHEMY_DATABASE_URI="sqlite:///board.sqlite3",
        SQLALCHEMY_ENGINE_OPTIONS={"connect_args": {"timeout": 20}},
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=2_000_000,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.config.update(config or {})

    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True)
    csrf.init_app(app)
    login_manager.init_app(app)
    moderation.add_admin(app)

    app.register_blueprint(auth.bp)
    app.register_blueprint(notes.bp)
    app.register_blueprint(api.bp)
    app.cli.add_command(moderation.make_moderator)
    app.register_error_handler(403, forbidden)
    app.register_error_handler(404, not_found)
    app.register_error_handler(CSRFError, forbidden)
    app.after_request(add_security_headers)
    return app


# --8<-- [end:factory]


def forbidden(error):
    return render_template("403.html"), 403


def not_found(error):
    return render_template("404.html"), 404


# --8<-- [start:headers]
def add_security_headers(response):
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


# --8<-- [end:headers]
