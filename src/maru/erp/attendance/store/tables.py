"""The tables of attendance."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
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
attendance = Table(
    "attendance",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("tenant", Name, nullable=False),
    Column("employee_id", Integer, nullable=False),
    Column("work_date", String(10), nullable=False),
    Column("check_in_time", BigInteger, nullable=False),
    Column("check_out_time", BigInteger),
    Column("work_hours", Float),
    Column("status", String(20), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("employee_id", "work_date", name="attendance_once_a_day"),
    Index("attendance_by_status", "status", "work_date", "id"),
    sqlite_autoincrement=True,
)
tallies = Table(
    "tallies",
    tables,
    Column("employee_id", Integer, primary_key=True, autoincrement=False),
    Column("tenant", Name, nullable=False),
    Column("days", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
corrections = Table(
    "corrections",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("tenant", Name, nullable=False),
    Column("employee_id", Integer, nullable=False),
    Column("department_id", Integer),
    Column("work_date", String(10), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("check_in", BigInteger),
    Column("check_out", BigInteger),
    Column("was_check_in", BigInteger),
    Column("was_check_out", BigInteger),
    Column("reason", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("comment", Text),
    Column("decided_by", Integer),
    Column("decided_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("waiting", String(40), unique=True),  # one undecided correction a day; empty once decided
    Index("corrections_by_employee", "employee_id", "id"),
    Index("corrections_by_department", "department_id", "state", "id"),
    Index("corrections_by_state", "tenant", "state", "id"),
    sqlite_autoincrement=True,
)


def read(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)


def written(given: datetime | None) -> int | None:
    return None if given is None else micros(given)
