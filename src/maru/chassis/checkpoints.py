"""Signed checkpoints of the audit chains, kept by another service than the one they tell of.

Who holds a service's store and the key of its chain could cut the chain's tail or write it anew without a break.
Each `LINES` lines or `PAUSE`, the head is therefore signed (Ed25519, RFC 8032) and told as an event, and another
service keeps it: the chain must still contain every head that was told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct
from sqlalchemy import bindparam, func, insert, select

from maru.chassis.audit import AuditLog, Break, Head
from maru.chassis.bus import Consumer
from maru.chassis.events import Event
from maru.chassis.plumbing import checkpoints
from maru.chassis.sql import Query, SqlTx, Statement, micros
from maru.chassis.store import Store

SIGNING = "audit-sign"  # the name of the secret that signs
LINES = 1000
PAUSE = timedelta(seconds=60)


class AuditSealed(Event, frozen=True, kw_only=True, tag="audit.sealed"):
    """`hash` and `signature` are hexadecimal."""

    topic: ClassVar[str] = "audit.checkpoint.v1"
    service: str
    number: int
    hash: str
    signature: str

    @property
    def key(self) -> str:
        return f"{self.service}:{self.tenant}"


class KeepersOwn(AuditSealed, frozen=True, kw_only=True, tag="audit.keeper-sealed"):
    """Of the service that keeps the others' checkpoints: somebody else keeps its own."""

    topic: ClassVar[str] = "audit.keeper-checkpoint.v1"


class Kept(Struct, frozen=True):
    tenant: str
    number: int
    hash: bytes
    at: int
    signature: bytes


class Checkpoints:
    """What one service keeps of the others."""

    _add = Statement(
        insert(checkpoints).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _of = Query(
        select(*(c for c in checkpoints.columns if c.name != "service"))
        .where(checkpoints.c.service == bindparam("service"), checkpoints.c.number > bindparam("after"))
        .order_by(checkpoints.c.tenant, checkpoints.c.number),
        Kept,
    )
    _last = Query(
        select(func.max(checkpoints.c.number)).where(
            checkpoints.c.service == bindparam("service"), checkpoints.c.tenant == bindparam("tenant")
        ),
        int,
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, told: AuditSealed) -> None:
        self._tx.run(
            self._add,
            service=told.service,
            tenant=told.tenant,
            number=told.number,
            hash=bytes.fromhex(told.hash),
            at=micros(told.at),
            signature=bytes.fromhex(told.signature),
        )

    def of(self, service: str) -> list[Kept]:
        return self._tx.all(self._of, service=service, after=0)

    def last(self, service: str, tenant: str) -> int:
        return int(self._tx.value(self._last, service=service, tenant=tenant) or 0)


def keepers(services: Sequence[str]) -> dict[str, type[AuditSealed]]:
    """As what each service tells its checkpoints: the first one keeps them, the second one keeps the first one's."""
    return {name: AuditSealed if number else KeepersOwn for number, name in enumerate(services)}


def keeping(services: Sequence[str]) -> list[tuple[str, Consumer]]:
    """Which service hears what."""

    def keep(tx: SqlTx, told: AuditSealed) -> None:
        Checkpoints(tx).add(told)

    return [
        (name, Consumer(f"{name}.{word}", kind.topic, (kind,), keep))
        for name, kind, word in zip(
            services, (AuditSealed, KeepersOwn), ("checkpoints", "keeper-checkpoints"), strict=False
        )
    ]


def keeper_of(service: str, services: Sequence[str]) -> str | None:
    first, *others = services
    return first if service != first else next(iter(others), None)


def signed(service: str, tenant: str, number: int, hash: bytes, at: int) -> bytes:
    """The bytes that a signature stands for."""
    return f"{service}\n{tenant}\n{number}\n{hash.hex()}\n{at}".encode()


@dataclass
class Sealer:
    """Seals what is new in one service's audit log, and tells its heads in time."""

    store: Store[SqlTx]
    service: str
    kind: type[AuditSealed]
    key: bytes
    seed: bytes
    now: Callable[[], datetime]
    _told: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    _heads: dict[str, Head] = field(default_factory=dict)
    _begun: bool = False

    async def wanted(self) -> bool:
        return (
            not self._begun
            or any(self._due(tenant, head) for tenant, head in self._heads.items())
            or await self.store.read(lambda tx: AuditLog(tx).unsealed())
        )

    async def run(self) -> str:
        sealed = 0
        if not self._begun:
            self._heads = await self.store.scan(lambda tx: AuditLog(tx).heads())
            self._begun = True
        while heads := await self.store.write(lambda tx: AuditLog(tx).seal(self.key)):
            self._heads.update(heads)
            sealed += 1
        for tenant, head in self._heads.items():
            if self._due(tenant, head):
                await self._tell(tenant, head)
        return f"{sealed} batches sealed" if sealed else ""

    def _due(self, tenant: str, head: Head) -> bool:
        number, at = self._told.get(tenant, (0, datetime.min.replace(tzinfo=self.now().tzinfo)))
        return head.number - number >= LINES or (head.number > number and self.now() - at >= PAUSE)

    async def _tell(self, tenant: str, head: Head) -> None:
        now = self.now()
        signer = Ed25519PrivateKey.from_private_bytes(self.seed)
        told = self.kind(
            tenant=tenant,
            at=now,
            service=self.service,
            number=head.number,
            hash=head.hash.hex(),
            signature=signer.sign(signed(self.service, tenant, head.number, head.hash, micros(now))).hex(),
        )

        def unit(tx: SqlTx) -> None:
            # a copy of our own tells us after a restart how far we had told
            if Checkpoints(tx).last(self.service, tenant) < head.number:
                Checkpoints(tx).add(told)
                tx.emit(told)

        await self.store.write(unit)
        self._told[tenant] = head.number, now


def broken(log: AuditLog, service: str, kept: Sequence[Kept], public: Ed25519PublicKey) -> Break | None:
    """The first checkpoint that is not ours or that the chain no longer contains."""
    for each in kept:
        try:
            public.verify(each.signature, signed(service, each.tenant, each.number, each.hash, each.at))
        except InvalidSignature:
            return Break(each.tenant, each.number, "the checkpoint is not the one that was signed")
        if log.hash_of(each.tenant, each.number) != each.hash:
            return Break(each.tenant, each.number, "the chain no longer contains what its checkpoint tells")
    return None
