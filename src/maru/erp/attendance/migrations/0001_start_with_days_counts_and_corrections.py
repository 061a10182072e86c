"""Start with days, counts and corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("work_date", sa.String(length=10), nullable=False),
        sa.Column("check_in_time", sa.BigInteger(), nullable=False),
        sa.Column("check_out_time", sa.BigInteger(), nullable=True),
        sa.Column("work_hours", sa.Float(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("employee_id", "work_date", name="attendance_once_a_day"),
        sqlite_autoincrement=True,
    )
    op.create_index("attendance_by_status", "attendance", ["status", "work_date", "id"], unique=False)
    op.create_table(
        "corrections",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("employee_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("work_date", sa.String(length=10), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("check_in", sa.BigInteger(), nullable=True),
        sa.Column("check_out", sa.BigInteger(), nullable=True),
        sa.Column("was_check_in", sa.BigInteger(), nullable=True),
        sa.Column("was_check_out", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("waiting"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "corrections_by_department", "corrections", ["department_id", "state", "id"], unique=False
    )
    op.create_index("corrections_by_employee", "corrections", ["employee_id", "id"], unique=False)
    op.create_index("corrections_by_state", "corrections", ["tenant", "state", "id"], unique=False)
    op.create_table(
        "tallies",
        sa.Column("employee_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("employee_id"),
    )
