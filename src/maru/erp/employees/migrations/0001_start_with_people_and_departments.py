"""Start with people and departments."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "departments",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("korean", sa.String(length=100), nullable=False),
        sa.Column("english", sa.String(length=100), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("head_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant", "name", name="departments_by_name"),
    )
    op.create_index("departments_by_head", "departments", ["head_id"], unique=False)
    op.create_table(
        "employees",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=100), nullable=True),
        sa.Column("department", sa.String(length=100), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.String(length=100), nullable=False),
        sa.Column("hire_date", sa.String(length=10), nullable=False),
        sa.Column("left_on", sa.String(length=10), nullable=True),
        sa.Column("day_minutes", sa.Integer(), nullable=False),
        sa.Column("work_days", sa.String(length=7), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("account_id"),
        sa.UniqueConstraint("tenant", "email", name="employees_by_email"),
    )
    op.create_index("employees_by_department", "employees", ["tenant", "department", "id"], unique=False)
    op.create_index("employees_by_id", "employees", ["tenant", "id"], unique=False)
    op.create_index("employees_by_position", "employees", ["tenant", "position", "id"], unique=False)
    op.create_index("employees_of_department", "employees", ["department_id", "id"], unique=False)
    op.create_table(
        "grants",
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "role"),
    )
    op.create_index("grants_by_role", "grants", ["tenant", "role", "account_id"], unique=False)
