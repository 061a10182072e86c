"""Start with accounts, the ledger and leaves."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("employee_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("accrued_to", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("hire_date", sa.String(length=10), nullable=True),
        sa.Column("left_on", sa.String(length=10), nullable=True),
        sa.Column("day_minutes", sa.Integer(), nullable=False),
        sa.Column("work_days", sa.String(length=7), nullable=False),
        sa.Column("person_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("employee_id"),
    )
    op.create_index(
        "accounts_by_department", "accounts", ["tenant", "department_id", "employee_id"], unique=False
    )
    op.create_index("accounts_to_accrue", "accounts", ["accrued_to", "employee_id"], unique=False)
    op.create_table(
        "calendars",
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("looked_through", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
    )
    op.create_table(
        "cancellations",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("leave_id", sa.BigInteger(), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("dates", sa.Text(), nullable=True),
        sa.Column("by_hr", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("hold_until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("document_id"),
    )
    op.create_index("cancellations_by_leave", "cancellations", ["leave_id", "state"], unique=False)
    op.create_table(
        "grants",
        sa.Column("employee_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("bucket", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("starts", sa.String(length=10), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.Column("rule_version", sa.String(length=20), nullable=False),
        sa.Column("article", sa.String(length=200), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("warned", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("employee_id", "id"),
    )
    op.create_table(
        "holidays",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("effective", sa.String(length=10), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant", "date", "name", name="holidays_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("holidays_by_edit", "holidays", ["tenant", "edit"], unique=False)
    op.create_table(
        "leaves",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=True),
        sa.Column("start_date", sa.String(length=10), nullable=True),
        sa.Column("end_date", sa.String(length=10), nullable=True),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("bucket", sa.String(length=20), nullable=True),
        sa.Column("day_minutes", sa.Integer(), nullable=False),
        sa.Column("holiday_version", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("hold_until", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    op.create_index("leaves_by_day", "leaves", ["tenant", "start_date"], unique=False)
    op.create_index("leaves_by_document", "leaves", ["document_id"], unique=False)
    op.create_index("leaves_by_employee", "leaves", ["employee_id", "id"], unique=False)
    op.create_index("leaves_by_hold", "leaves", ["state", "hold_until"], unique=False)
    op.create_table(
        "ledger",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("bucket", sa.String(length=20), nullable=False),
        sa.Column("grant_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("effective_date", sa.String(length=10), nullable=False),
        sa.Column("document_id", sa.String(length=200), nullable=True),
        sa.Column("rule_version", sa.String(length=20), nullable=False),
        sa.Column("article", sa.String(length=200), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ledger_by_employee", "ledger", ["employee_id", "id"], unique=False)
    op.create_table(
        "proposals",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("employee_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("leave_id", sa.BigInteger(), nullable=True),
        sa.Column("grant_id", sa.String(length=200), nullable=True),
        sa.Column("minutes_was", sa.Integer(), nullable=False),
        sa.Column("minutes_now", sa.Integer(), nullable=False),
        sa.Column("days", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("about"),
        sqlite_autoincrement=True,
    )
    op.create_index("proposals_by_state", "proposals", ["tenant", "state", "id"], unique=False)
