from datetime import UTC, datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, String, Text, false, or_
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload
from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db, login_manager


# --8<-- [start:user]
class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(150), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    is_moderator: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[list["Note"]] = relationship(back_populates="author")

    def __str__(self):
        return self.username

    def set_password(self, password):
        self.password_hash = generate_password_hash(password)

    def check_password(self, password):
        return check_password_hash(self.password_hash, password)


@login_manager.user_loader
def load_user(user_id):
    return db.session.get(User, int(user_id))


# --8<-- [end:user]


# --8<-- [start:models]
note_tags = db.Table(
    "note_tags",
    db.Column("note_id", ForeignKey("note.id", ondelete="CASCADE"), primary_key=True),
    db.Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Tag(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(20), unique=True)

    def __str__(self):
        return self.name

    @classmethod
    def named(cls, names):
        """The tags of these names; those that are missing are made."""
        if names:
            rows = [{"name": name} for name in names]
            db.session.execute(insert(cls).values(rows).on_conflict_do_nothing())
        return db.session.scalars(db.select(cls).where(cls.name.in_(names))).all()


class Note(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[list[Tag]] = relationship(secondary=note_tags, order_by=Tag.name)
    attachment: Mapped[str | None] = mapped_column(String(255))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    author: Mapped[User] = relationship(back_populates="notes")
    created: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column()

    # Counts the version up; a save of an old one raises StaleDataError.
    __mapper_args__ = {"version_id_col": version}

    def __str__(self):
        return self.title

    @classmethod
    def visible(cls):
        return (
            db.select(cls)
            .filter_by(hidden=False)
            .options(joinedload(cls.author), selectinload(cls.tags))
            .order_by(cls.id.desc())
        )

    @classmethod
    def find(cls, note_id):
        # Flask takes any whole number from an address, SQLite none of more than 63 bits.
        if note_id < 2**63:
            return db.session.scalar(cls.visible().filter_by(id=note_id))

    @classmethod
    def search(cls, text="", tag=""):
        notes = cls.visible()
        if text:
            notes = notes.where(
                or_(
                    cls.title.icontains(text, autoescape=True),
                    cls.text.icontains(text, autoescape=True),
                )
            )
        if tag:
            notes = notes.where(cls.tags.any(name=tag))
        return notes

    # --8<-- [end:models]

    @property
    def attachment_name(self):
        return self.attachment.rpartition("/")[2]
