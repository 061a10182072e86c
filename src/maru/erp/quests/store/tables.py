"""The tables of quests."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from maru.chassis.plumbing import Name, Serial
from maru.chassis.sql import micros, moment

tables = MetaData()
quests = Table(
    "quests",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("ref", String(36), nullable=False, unique=True),  # finds the row just written, on every engine
    Column("tenant", Name, nullable=False),
    Column("title", String(200), nullable=False),
    Column("description", Text, nullable=False),
    Column("reward_days", Float, nullable=False),
    Column("department", String(100), nullable=False),
    Column("created_by", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index("quests_by_department", "tenant", "department", "status", "id"),
    Index("quests_by_creator", "created_by", "id"),
    sqlite_autoincrement=True,
)
quest_progress = Table(
    "quest_progress",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("quest_id", Serial, ForeignKey("quests.id"), nullable=False),
    Column("employee_id", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("reason", Text),
    Column("accepted_at", BigInteger, nullable=False),
    Column("completed_at", BigInteger),
    Column("approved_at", BigInteger),
    Column("decided_by", Integer),
    Column("decided_at", BigInteger),
    Column("claimed_at", BigInteger),
    Column("version", Integer, nullable=False),
    # not only while it is active: the reward is one per quest and person for life
    UniqueConstraint("quest_id", "employee_id", name="quest_once_a_person"),
    Index("progress_by_employee", "employee_id", "id"),
    sqlite_autoincrement=True,
)


def read(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)


def written(given: datetime | None) -> int | None:
    return None if given is None else micros(given)
