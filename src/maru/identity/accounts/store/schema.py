"""The tables of accounts. Secrets are kept as hashes; what must be read again (a TOTP secret) is sealed."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table

from maru.chassis.plumbing import Blob, Name, Serial

Id = String(36)
Hash = String(64)
Address = String(254)

tables = MetaData()
accounts = Table(
    "accounts",
    tables,
    Column("id", Id, primary_key=True),
    Column("tenant", Name, nullable=False),
    Column("email", Address, nullable=False, unique=True),
    Column("username", String(60), unique=True),
    Column("name", String(100), nullable=False),
    Column("title", String(100), nullable=False),
    Column("password", String(200)),
    Column("one_time_until", BigInteger),
    Column("granted", String(1000), nullable=False),
    Column("verified", Integer, nullable=False),
    Column("locale", String(10), nullable=False),
    Column("theme", String(10), nullable=False),
    Column("time_zone", String(60), nullable=False),
    Column("totp", LargeBinary(120)),
    Column("totp_offered", LargeBinary(120)),
    Column("totp_step", BigInteger, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
)
memberships = Table(
    "memberships",
    tables,
    Column("whose", Address, primary_key=True),
    Column("system", String(40), primary_key=True),
    Column("claims", String(2000), nullable=False),
    Column("roles", String(1000), nullable=False),
    Column("number", BigInteger, nullable=False),
)
links = Table(
    "links",
    tables,
    Column("issuer", String(254), primary_key=True),
    Column("subject", String(254), primary_key=True),
    Column("account_id", Id, nullable=False),
)
sessions = Table(
    "sessions",
    tables,
    Column("id", Id, primary_key=True),
    Column("hash", Hash, unique=True),
    Column("account_id", Id, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("client", String(120), nullable=False),
    Column("agent", String(200), nullable=False),
    Column("address", String(64), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("authenticated", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Index("sessions_by_account", "account_id", "id"),
    Index("sessions_by_end", "expires"),
)
refreshes = Table(
    "refreshes",
    tables,
    Column("hash", Hash, primary_key=True),
    Column("session_id", Id, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("used", BigInteger),
    Index("refreshes_by_end", "expires"),
)
slips = Table(
    "slips",
    tables,
    Column("hash", Hash, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("body", Blob, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("used", BigInteger),
    Index("slips_by_end", "expires"),
)
attempts = Table(
    "attempts",
    tables,
    Column("whose", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("until", BigInteger),
    Index("attempts_by_last", "last"),
)
recovery_codes = Table(
    "recovery_codes",
    tables,
    Column("account_id", Id, primary_key=True),
    Column("hash", Hash, primary_key=True),
)
mails = Table(
    "mails",
    tables,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("recipient", Address, nullable=False),
    Column("subject", String(200), nullable=False),
    Column("body", Blob, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("sent", BigInteger),
    Index("mails_by_sent", "sent", "id"),
    sqlite_autoincrement=True,
)
