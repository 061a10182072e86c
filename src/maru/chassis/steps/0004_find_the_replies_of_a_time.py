"""Find the replies of a time."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index("replies_by_time", "replies", ["at"], unique=False)
