"""The tables that every SQL service has beside its own: outbox, inbox, replies, positions, what waits, what died."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.dialects import mysql

Blob = LargeBinary().with_variant(mysql.LONGBLOB(), "mysql")
Serial = BigInteger().with_variant(Integer(), "sqlite")
Name = String(120)

tables = MetaData()
outbox = Table(
    "outbox",
    tables,
    Column("seq", Serial, primary_key=True, autoincrement=True),
    Column("topic", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("body", Blob, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("position", BigInteger, unique=True),
    Index("outbox_by_topic", "topic", "seq"),
    sqlite_autoincrement=True,
)
inbox = Table(
    "inbox",
    tables,
    Column("consumer", Name, primary_key=True),
    Column("event_id", String(40), primary_key=True),
    sqlite_with_rowid=False,
)
replies = Table(
    "replies",
    tables,
    Column("id", LargeBinary(16).with_variant(mysql.BINARY(16), "mysql"), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("saved", Blob, nullable=False),
    Index("replies_by_time", "at"),
)
positions = Table(
    "positions",
    tables,
    Column("consumer", Name, primary_key=True),
    Column("source", Name, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
parked = Table(
    "parked",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("consumer", Name, nullable=False),
    Column("source", Name, nullable=False),
    Column("topic", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("body", Blob, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("cause", Text, nullable=False),
    Index("parked_by_key", "consumer", "key", "id"),
    sqlite_autoincrement=True,
)
dead_letters = Table(
    "dead_letters",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("consumer", Name, nullable=False),
    Column("source", Name, nullable=False),
    Column("topic", Name, nullable=False),
    Column("key", Name, nullable=False),
    Column("body", Blob, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("cause", Text, nullable=False),
    sqlite_autoincrement=True,
)
leases = Table(
    "leases",
    tables,
    Column("name", Name, primary_key=True),
    Column("holder", Name, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
)
jobs = Table(
    "jobs",
    tables,
    Column("name", Name, primary_key=True),
    Column("due", BigInteger, nullable=False),
    Column("ran", BigInteger),
    Column("outcome", Text, nullable=False),
)
audit = Table(
    "audit",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("tenant", Name, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("action", Name, nullable=False),
    Column("subject", Name, nullable=False),
    Column("line", Blob, nullable=False),
    Column("number", BigInteger),
    Column("hash", LargeBinary(32).with_variant(mysql.BINARY(32), "mysql")),
    Index("audit_by_subject", "subject", "id"),
    Index("audit_by_number", "tenant", "number", unique=True),
    Index("audit_unsealed", "number", "id"),
    sqlite_autoincrement=True,
)
checkpoints = Table(
    "checkpoints",
    tables,
    Column("service", Name, primary_key=True),
    Column("tenant", Name, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32).with_variant(mysql.BINARY(32), "mysql"), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("signature", LargeBinary(64).with_variant(mysql.BINARY(64), "mysql"), nullable=False),
)
