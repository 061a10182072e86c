"""The tables of approvals: the paper is one blob, the rest are indexes over it and what lies beside it."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text

from maru.chassis.plumbing import Blob, Name

Id = String(36)
Key = String(24)

tables = MetaData()
documents = Table(
    "documents",
    tables,
    Column("id", Id, primary_key=True),
    Column("tenant", Name, nullable=False),
    Column("request_id", BigInteger, nullable=False),
    Column("drafter", BigInteger, nullable=False),
    Column("form_id", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Column("sort_at", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("number", String(60)),
    Column("words", Text, nullable=False),
    Column("body", Blob, nullable=False),
    Index("documents_by_request", "tenant", "request_id", unique=True),
    Index("documents_by_number", "tenant", "number"),
    Index("documents_by_drafter", "drafter", "sort_at"),
)
entries = Table(
    "entries",
    tables,
    Column("document", Id, primary_key=True),
    Column("owner", Key, primary_key=True),
    Column("box", String(12), primary_key=True),
    Column("sort_at", BigInteger, nullable=False),
    Column("unread", Boolean, nullable=False),
    Index("entries_by_owner", "owner", "box", "sort_at", "document"),
)
readers = Table(
    "readers",
    tables,
    Column("document", Id, primary_key=True),
    Column("key", Key, primary_key=True),
    Column("sort_at", BigInteger, nullable=False),
    Index("readers_by_key", "key", "sort_at", "document"),
)
comments = Table(
    "comments",
    tables,
    Column("id", Id, primary_key=True),
    Column("document", Id, nullable=False),
    Column("author", BigInteger, nullable=False),
    Column("body", Blob, nullable=False),
    Index("comments_by_document", "document", "id"),
)
attachments = Table(
    "attachments",
    tables,
    Column("id", Id, primary_key=True),
    Column("document", Id, nullable=False),
    Column("name", String(255), nullable=False),
    Column("type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("by", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("attachments_by_document", "document", "id"),
)
delegations = Table(
    "delegations",
    tables,
    Column("id", Id, primary_key=True),
    Column("tenant", Name, nullable=False),
    Column("giver", BigInteger, nullable=False),
    Column("delegate", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Blob, nullable=False),
    Index("delegations_by_giver", "giver", "ends"),
    Index("delegations_by_delegate", "delegate", "ends"),
)
counters = Table(
    "counters",
    tables,
    Column("name", String(160), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
favourites = Table(
    "favourites",
    tables,
    Column("id", Id, primary_key=True),
    Column("owner", BigInteger, nullable=False),
    Column("name", String(100), nullable=False),
    Column("body", Blob, nullable=False),
    Index("favourites_by_owner", "owner", "id"),
)
