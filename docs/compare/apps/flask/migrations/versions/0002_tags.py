"""tags

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

note = sa.table("note", sa.column("id"), sa.column("labels"))
tag = sa.table("tag", sa.column("id"), sa.column("name"))
note_tags = sa.table("note_tags", sa.column("note_id"), sa.column("tag_id"))


def upgrade():
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "note_tags",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"]),
        sa.PrimaryKeyConstraint("note_id", "tag_id"),
    )
    labels_to_tags(op.get_bind())
    with op.batch_alter_table("note") as batch_op:
        batch_op.drop_column("labels")


def labels_to_tags(connection):
    ids = {}
    for note_id, labels in connection.execute(sa.select(note)).all():
        for name in {name.strip() for name in labels.split(",")} - {""}:
            if name not in ids:
                connection.execute(tag.insert().values(name=name))
                ids[name] = connection.scalar(sa.select(tag.c.id).filter_by(name=name))
            connection.execute(note_tags.insert().values(note_id=note_id, tag_id=ids[name]))


def downgrade():
    with op.batch_alter_table("note") as batch_op:
        labels = sa.Column("labels", sa.String(length=120), server_default="", nullable=False)
        batch_op.add_column(labels)
    tags_to_labels(op.get_bind())
    op.drop_table("note_tags")
    op.drop_table("tag")


def tags_to_labels(connection):
    names = sa.select(note_tags.c.note_id, tag.c.name).join_from(
        tag, note_tags, tag.c.id == note_tags.c.tag_id
    )
    found = {}
    for note_id, name in connection.execute(names.order_by(tag.c.name)):
        found.setdefault(note_id, []).append(name)
    for note_id, labels in found.items():
        change = note.update().where(note.c.id == note_id).values(labels=", ".join(labels))
        connection.execute(change)
