"""Start with documents and what is derived from them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("attachments_by_document", "attachments", ["document", "id"], unique=False)
    op.create_table(
        "comments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.String(length=36), nullable=False),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("comments_by_document", "comments", ["document", "id"], unique=False)
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "delegations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("giver", sa.BigInteger(), nullable=False),
        sa.Column("delegate", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("delegations_by_delegate", "delegations", ["delegate", "ends"], unique=False)
    op.create_index("delegations_by_giver", "delegations", ["giver", "ends"], unique=False)
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("drafter", sa.BigInteger(), nullable=False),
        sa.Column("form_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sort_at", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("documents_by_drafter", "documents", ["drafter", "sort_at"], unique=False)
    op.create_index("documents_by_number", "documents", ["tenant", "number"], unique=False)
    op.create_index("documents_by_request", "documents", ["tenant", "request_id"], unique=True)
    op.create_table(
        "entries",
        sa.Column("document", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=24), nullable=False),
        sa.Column("box", sa.String(length=12), nullable=False),
        sa.Column("sort_at", sa.BigInteger(), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("document", "owner", "box"),
    )
    op.create_index("entries_by_owner", "entries", ["owner", "box", "sort_at", "document"], unique=False)
    op.create_table(
        "favourites",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("body", sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("favourites_by_owner", "favourites", ["owner", "id"], unique=False)
    op.create_table(
        "readers",
        sa.Column("document", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("sort_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("document", "key"),
    )
    op.create_index("readers_by_key", "readers", ["key", "sort_at", "document"], unique=False)
