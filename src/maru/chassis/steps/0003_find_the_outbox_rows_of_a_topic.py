"""Find the outbox rows of a topic."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_index("outbox_by_topic", "outbox", ["topic", "seq"], unique=False)
