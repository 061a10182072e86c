"""The audit log: a line commits with what it tells of, and is chained to the line before it moments later.

A line is written in the command's own unit, so nothing happens unrecorded. A leased job then numbers the new lines
of each tenant and chains them: `hash = HMAC-SHA256(key, previous hash ‖ line)` (RFC 2104). Sealing apart keeps
concurrent commands apart on every engine; until a line is sealed it could be altered unseen, for about a second.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, func, insert, select, update

from maru.chassis.plumbing import audit
from maru.chassis.sql import Query, SqlTx, Statement, micros

BATCH = 500
SEALED_AT_ONCE = 100  # lines; sealing shares the writer with the commands
START = bytes(32)

_encode = msgspec.json.Encoder(order="deterministic").encode


class Line(Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Who did what to which subject, for whom, and what is worth keeping of it."""

    tenant: str
    at: datetime
    action: str
    subject: str
    actor: int | str | None = None
    on_behalf_of: int | str | None = None
    detail: Mapping[str, str | int | bool | None] = {}


class _Row(Struct):
    id: int
    tenant: str
    line: bytes
    number: int | None
    hash: bytes | None


class Head(Struct, frozen=True):
    """The newest sealed line of a chain."""

    number: int
    hash: bytes


class _TenantHead(Struct):
    tenant: str
    number: int


class _Tenant(Struct):
    tenant: str


class Break(Struct, frozen=True):
    """The first line of a tenant's chain that is not what was sealed."""

    tenant: str
    number: int
    reason: str


class AuditLog:
    _add = Statement(
        insert(audit).values({n: bindparam(n) for n in ("tenant", "at", "action", "subject", "line")})
    )
    _columns = (audit.c.id, audit.c.tenant, audit.c.line, audit.c.number, audit.c.hash)
    _unsealed = Query(
        select(*_columns).where(audit.c.number.is_(None)).order_by(audit.c.id).limit(SEALED_AT_ONCE), _Row
    )
    _head = Query(
        select(*_columns)
        .where(audit.c.tenant == bindparam("tenant"), audit.c.number.is_not(None))
        .order_by(audit.c.number.desc())
        .limit(1),
        _Row,
    )
    _seal = Statement(
        update(audit)
        .where(audit.c.id == bindparam("line_id"), audit.c.number.is_(None))
        .values(number=bindparam("next_number"), hash=bindparam("chained"))
    )
    _sealed = Query(
        select(*_columns)
        .where(audit.c.tenant == bindparam("tenant"), audit.c.number > bindparam("after"))
        .order_by(audit.c.number)
        .limit(BATCH),
        _Row,
    )
    _any_unsealed = Query(select(audit.c.id).where(audit.c.number.is_(None)).limit(1), int)
    _numbered = Query(
        select(audit.c.number, audit.c.hash).where(
            audit.c.tenant == bindparam("tenant"), audit.c.number == bindparam("number")
        ),
        Head,
    )
    _heads = Query(
        select(audit.c.tenant, func.max(audit.c.number).label("number"))
        .where(audit.c.number.is_not(None))
        .group_by(audit.c.tenant),
        _TenantHead,
    )
    _tenants = Query(select(audit.c.tenant).distinct(), _Tenant)
    _of = Query(
        select(*_columns).where(audit.c.subject == bindparam("subject")).order_by(audit.c.id).limit(BATCH),
        _Row,
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, line: Line) -> None:
        self._tx.run(
            self._add,
            tenant=line.tenant,
            at=micros(line.at),
            action=line.action,
            subject=line.subject,
            line=_encode(line),
        )

    def of(self, subject: str) -> list[Line]:
        """The lines about one subject, oldest first."""
        return [msgspec.json.decode(row.line, type=Line) for row in self._tx.all(self._of, subject=subject)]

    def sealed_of(self, subject: str) -> list[tuple[Line, int | None, bytes | None]]:
        """As `of`, with each line's number and hash in its chain, absent until it is sealed."""
        rows = self._tx.all(self._of, subject=subject)
        return [(msgspec.json.decode(row.line, type=Line), row.number, row.hash) for row in rows]

    def seal(self, key: bytes) -> dict[str, Head]:
        """Chain what is new, at most `SEALED_AT_ONCE` lines; the new head of each chain that grew."""
        heads: dict[str, Head] = {}
        for row in self._tx.all(self._unsealed):
            if row.tenant not in heads:
                found = self._tx.one(self._head, tenant=row.tenant)
                heads[row.tenant] = Head(found.number or 0, found.hash or START) if found else Head(0, START)
            before = heads[row.tenant]
            head = heads[row.tenant] = Head(before.number + 1, _chain(key, before.hash, row.line))
            self._tx.run(self._seal, line_id=row.id, next_number=head.number, chained=head.hash)
        return heads

    def unsealed(self) -> bool:
        return self._tx.value(self._any_unsealed) is not None

    def heads(self) -> dict[str, Head]:
        """The head of every chain."""
        found = {}
        for row in self._tx.all(self._heads):
            head = self._tx.one(self._numbered, tenant=row.tenant, number=row.number)
            if head is not None:
                found[row.tenant] = head
        return found

    def hash_of(self, tenant: str, number: int) -> bytes | None:
        """The hash of a sealed line, if there is such a line."""
        found = self._tx.one(self._numbered, tenant=tenant, number=number)
        return found.hash if found else None

    def tenants(self) -> list[str]:
        return [row.tenant for row in self._tx.all(self._tenants)]

    def verify(self, key: bytes, tenant: str) -> Break | None:
        """The first break of the chain: an edited, inserted, removed or reordered line."""
        number, before = 0, START
        while rows := self._rows(tenant, number):
            for row in rows:
                if row is None:
                    return Break(tenant, number + 1, "a line after this one cannot be read")
                if row.number != number + 1:
                    return Break(tenant, number + 1, "a line is missing")
                if not hmac.compare_digest(_chain(key, before, row.line), row.hash or b""):
                    return Break(tenant, row.number, "the line is not the one that was sealed")
                number, before = row.number, row.hash or b""
        return None

    def _rows(self, tenant: str, after: int) -> Sequence[_Row | None]:
        """None stands for what is no row of ours any more."""
        try:
            return self._tx.all(self._sealed, tenant=tenant, after=after)
        except msgspec.ValidationError:
            return [None]


def _chain(key: bytes, before: bytes, line: bytes) -> bytes:
    return hmac.new(key, before + line, sha256).digest()
