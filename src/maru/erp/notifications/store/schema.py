"""The tables."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.sql.dml import Insert

from maru.chassis.plumbing import Blob, Name, Serial

tables = MetaData()
# One row a person: the last number given, what waits to be read, and their preferences.
inboxes = Table(
    "inboxes",
    tables,
    Column("recipient", Serial, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("unread", Integer, nullable=False),
    Column("muted", String(1000), nullable=False),
    Column("quiet_begin", String(5)),
    Column("quiet_end", String(5)),
    Column("version", Integer, nullable=False),
)
notices = Table(
    "notices",
    tables,
    Column("recipient", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(30), nullable=False),
    Column("source", String(160), nullable=False),
    Column("params", Blob, nullable=False),
    Column("approval_id", String(20)),
    Column("link", String(200)),
    Column("at", BigInteger, nullable=False),
    Column("read", Integer, nullable=False),
    UniqueConstraint("recipient", "source", name="notices_by_source"),
    Index("notices_unread", "recipient", "read", "seq"),
    sqlite_with_rowid=False,
)
# Not yet notices: they wait for the end of their recipient's quiet hours.
waiting = Table(
    "waiting",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("recipient", BigInteger, nullable=False),
    Column("tenant", Name, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("source", String(160), nullable=False),
    Column("params", Blob, nullable=False),
    Column("approval_id", String(20)),
    Column("link", String(200)),
    Column("due", BigInteger, nullable=False),
    UniqueConstraint("recipient", "source", name="waiting_by_source"),
    Index("waiting_by_due", "due", "id"),
    sqlite_autoincrement=True,
)
# How far a session of an older client, which remembers nothing, was served.
handed = Table(
    "handed",
    tables,
    Column("session", String(120), primary_key=True),
    Column("recipient", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("handed_by_age", "at"),
)
people = Table(
    "people",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=False),
    Column("tenant", Name, nullable=False),
    Column("department_id", BigInteger),
    Column("department", String(100), nullable=False),
    Column("active", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("people_of_department", "department_id", "active", "id"),
    Index("people_of_tenant", "tenant", "active", "id"),
)


def unless_there(statement: Insert) -> Insert:
    return statement.prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
