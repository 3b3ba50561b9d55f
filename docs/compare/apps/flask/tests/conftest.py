import pytest
from flask_login import FlaskLoginClient

from board import create_app
from board.extensions import db
from board.models import Note, User


# --8<-- [start:fixtures]
@pytest.fixture
def app():
    app = create_app(
        {"TESTING": True, "WTF_CSRF_ENABLED": False, "SQLALCHEMY_DATABASE_URI": "sqlite://"}
    )
    with app.app_context():
        db.create_all()
        ada, bob = (User(username=name, password_hash="") for name in ("ada", "bob"))
        db.session.add_all([ada, bob, Note(title="Joins", author=ada)])
        db.session.commit()
        yield app


@pytest.fixture
def log_in(app):
    def client_of(username):
        user = db.session.scalar(db.select(User).filter_by(username=username))
        return app.test_client(user=user)

    app.test_client_class = FlaskLoginClient
    return client_of


# --8<-- [end:fixtures]
