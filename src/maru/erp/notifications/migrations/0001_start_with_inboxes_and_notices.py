"""Start with inboxes and notices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "handed",
        sa.Column("session", sa.String(length=120), nullable=False),
        sa.Column("recipient", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("session", "recipient"),
    )
    op.create_index("handed_by_age", "handed", ["at"], unique=False)
    op.create_table(
        "inboxes",
        sa.Column(
            "recipient",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("muted", sa.String(length=1000), nullable=False),
        sa.Column("quiet_begin", sa.String(length=5), nullable=True),
        sa.Column("quiet_end", sa.String(length=5), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("recipient"),
    )
    op.create_table(
        "notices",
        sa.Column("recipient", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("params", sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql"), nullable=False),
        sa.Column("approval_id", sa.String(length=20), nullable=True),
        sa.Column("link", sa.String(length=200), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("recipient", "seq"),
        sa.UniqueConstraint("recipient", "source", name="notices_by_source"),
        sqlite_with_rowid=False,
    )
    op.create_index("notices_unread", "notices", ["recipient", "read", "seq"], unique=False)
    op.create_table(
        "people",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("people_of_department", "people", ["department_id", "active", "id"], unique=False)
    op.create_index("people_of_tenant", "people", ["tenant", "active", "id"], unique=False)
    op.create_table(
        "waiting",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("recipient", sa.BigInteger(), nullable=False),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("params", sa.LargeBinary().with_variant(mysql.LONGBLOB(), "mysql"), nullable=False),
        sa.Column("approval_id", sa.String(length=20), nullable=True),
        sa.Column("link", sa.String(length=200), nullable=True),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("recipient", "source", name="waiting_by_source"),
        sqlite_autoincrement=True,
    )
    op.create_index("waiting_by_due", "waiting", ["due", "id"], unique=False)
