"""Keep the checkpoints of audit chains."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("service", sa.String(length=120), nullable=False),
        sa.Column("tenant", sa.String(length=120), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "hash", sa.LargeBinary(length=32).with_variant(sa.BINARY(length=32), "mysql"), nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column(
            "signature", sa.LargeBinary(length=64).with_variant(sa.BINARY(length=64), "mysql"), nullable=False
        ),
        sa.PrimaryKeyConstraint("service", "tenant", "number"),
    )
    op.create_index("audit_unsealed", "audit", ["number", "id"], unique=False)
