"""The tables of leave. Lines of the ledger are inserted and read, never changed."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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

Key = String(200)
Document = String(64)
Day = String(10)

tables = MetaData()
# One row a person: the lock that every command on their ledger takes first, the balance as it was last
# written, and what is known of their employment. `hire_date` is empty until the register has told of them.
accounts = Table(
    "accounts",
    tables,
    Column("employee_id", BigInteger, primary_key=True, autoincrement=False),
    Column("tenant", Name, nullable=False),
    Column("version", Integer, nullable=False),
    Column("available", Integer, nullable=False),
    Column("accrued_to", Day, nullable=False),
    Column("name", String(100), nullable=False),
    Column("department_id", BigInteger),
    Column("department", String(100), nullable=False),
    Column("hire_date", Day),
    Column("left_on", Day),
    Column("day_minutes", Integer, nullable=False),
    Column("work_days", String(7), nullable=False),
    Column("person_version", Integer, nullable=False),
    Index("accounts_to_accrue", "accrued_to", "employee_id"),
    Index("accounts_by_department", "tenant", "department_id", "employee_id"),
)
grants = Table(
    "grants",
    tables,
    Column("employee_id", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Key, primary_key=True),
    Column("bucket", String(20), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("starts", Day, nullable=False),
    Column("last_day", Day, nullable=False),
    Column("rule_version", String(20), nullable=False),
    Column("article", String(200), nullable=False),
    Column("explanation", Text, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("warned", Boolean, nullable=False),  # its owner was told that it will expire
)
lines = Table(
    "ledger",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("employee_id", BigInteger, nullable=False),
    Column("bucket", String(20), nullable=False),
    Column("grant_id", Key, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("effective_date", Day, nullable=False),
    Column("document_id", Key),
    Column("rule_version", String(20), nullable=False),
    Column("article", String(200), nullable=False),
    Column("explanation", Text, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("created_by", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Index("ledger_by_employee", "employee_id", "id"),
    sqlite_autoincrement=True,
)
reservations = Table(
    "leaves",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("tenant", Name, nullable=False),
    Column("key", Key, nullable=False, unique=True),
    Column("employee_id", BigInteger, nullable=False),
    Column("document_id", Document),
    Column("start_date", Day),
    Column("end_date", Day),
    Column("unit", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("bucket", String(20)),
    Column("day_minutes", Integer, nullable=False),
    Column("holiday_version", String(40), nullable=False),
    Column("days", Text, nullable=False),
    Column("parts", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("hold_until", BigInteger),
    Column("version", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("leaves_by_employee", "employee_id", "id"),
    Index("leaves_by_document", "document_id"),
    Index("leaves_by_hold", "state", "hold_until"),
    Index("leaves_by_day", "tenant", "start_date"),
    sqlite_autoincrement=True,
)
# 취소 documents: which leave, and which days of it (all of them where there is no list).
cancellations = Table(
    "cancellations",
    tables,
    Column("document_id", Document, primary_key=True),
    Column("tenant", Name, nullable=False),
    Column("leave_id", BigInteger, nullable=False),
    Column("employee_id", BigInteger, nullable=False),
    Column("dates", Text),
    Column("by_hr", Boolean, nullable=False),
    Column("state", String(20), nullable=False),
    Column("hold_until", BigInteger, nullable=False),
    Index("cancellations_by_leave", "leave_id", "state"),
)
holidays = Table(
    "holidays",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("tenant", Name, nullable=False),
    Column("date", Day, nullable=False),
    Column("name", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("source", String(200), nullable=False),
    Column("effective", Day, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("edit", Integer, nullable=False),  # of the calendar's edits the one that wrote this row
    Column("version", Integer, nullable=False),
    UniqueConstraint("tenant", "date", "name", name="holidays_once"),
    Index("holidays_by_edit", "tenant", "edit"),
    sqlite_autoincrement=True,
)
# A tenant's calendar: how often it was edited, and up to which edit the leaves were looked through.
calendars = Table(
    "calendars",
    tables,
    Column("tenant", Name, primary_key=True),
    Column("edits", Integer, nullable=False),
    Column("looked_through", Integer, nullable=False),
)
# What HR has to decide: a leave that counts otherwise since the holidays changed, a reward that is used already.
proposals = Table(
    "proposals",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("tenant", Name, nullable=False),
    Column("about", Key, nullable=False, unique=True),
    Column("employee_id", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("leave_id", BigInteger),
    Column("grant_id", Key),
    Column("minutes_was", Integer, nullable=False),
    Column("minutes_now", Integer, nullable=False),
    Column("days", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("decided_by", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Index("proposals_by_state", "tenant", "state", "id"),
    sqlite_autoincrement=True,
)


def read(stored: int | None) -> datetime | None:
    return None if stored is None else moment(stored)


def written(given: datetime | None) -> int | None:
    return None if given is None else micros(given)


def day(given: date | None) -> str | None:
    return None if given is None else given.isoformat()
