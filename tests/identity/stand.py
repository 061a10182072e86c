"""Accounts over the real embedded store, with a clock that tests move."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct
from sqlalchemy import select

from maru.chassis.audit import AuditLog, Line
from maru.chassis.events import decode_envelope
from maru.chassis.ids import uuid7
from maru.chassis.limits import RateLimiter
from maru.chassis.live.hub import Hub
from maru.chassis.manifest import Context, Parts
from maru.chassis.migrations import PLUMBING, migrate
from maru.chassis.migrations import Line as Steps
from maru.chassis.plumbing import outbox
from maru.chassis.rpc import local
from maru.chassis.settings import Settings
from maru.chassis.sql import Query, SqlTx
from maru.chassis.stores.mysql import MysqlStore
from maru.chassis.stores.sqlite import SqliteStore
from maru.chassis.web import Asgi, Principal, Route, app, has_role, signed_in
from maru.identity.accounts.contract import Accounts, MembershipChanged
from maru.identity.accounts.manifest import accounts, assemble

HOME = "http://127.0.0.1:8080"
PASSWORD = "correct horse battery"
JUN = "jun@example.com"
RIGHT = {"email": JUN, "password": PASSWORD}
OURS = {"x-maru-csrf": "1"}


STEPS = [PLUMBING, Steps("identity_accounts", accounts.steps)]


@dataclass
class Clock:
    moment: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, by: timedelta) -> None:
        self.moment += by


class _Body(Struct):
    body: bytes


_sent = Query(select(outbox.c.body).order_by(outbox.c.seq), _Body)


@dataclass
class Stand:
    settings: Settings
    store: SqliteStore | MysqlStore
    clock: Clock
    parts: Parts
    app: Asgi
    callers: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def accounts(self) -> Accounts:
        """As other services have it."""
        return local(Accounts, lambda: self.parts.offers)

    async def caller(self, address: str = "127.0.0.1", home: str = HOME, **headers: str) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=cast("Any", self.app), client=(address, 4000))
        client = httpx.AsyncClient(transport=transport, base_url=home, headers=headers)
        return await self.callers.enter_async_context(client)

    async def account(self, email: str = JUN, *roles: str, password: str = PASSWORD) -> str:
        added = await self.accounts.add(email, "김준", list(roles or ("staff",)), password)
        return added.id

    async def hear(self, event: MembershipChanged) -> None:
        consumer = self.parts.consumers[0]
        await self.store.write(lambda tx: consumer.handle(tx, event))

    async def events(self) -> list[Mapping[str, Any]]:
        def unit(tx: SqlTx) -> list[Mapping[str, Any]]:
            return [msgspec.json.decode(decode_envelope(each.body).data) for each in tx.all(_sent)]

        return await self.store.read(unit)

    async def audit(self, subject: str) -> list[Line]:
        return await self.store.read(lambda tx: AuditLog(tx).of(subject))

    async def carry_mail(self) -> list[str]:
        """What letters went out, oldest first."""
        await next(job for job in self.parts.jobs if job.name.endswith(".mail")).run()
        return [path.read_text("utf-8") for path in sorted((self.settings.folder / "mail").glob("*.eml"))]

    def stored(self) -> bytes:
        """All that lies on the disk."""
        assert isinstance(self.store, SqliteStore)
        self.store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self.store.path.read_bytes()

    def column(self, select: str) -> list[object]:
        assert isinstance(self.store, SqliteStore)
        return [row[0] for row in self.store._reader.execute(select).fetchall()]

    def signing_key(self) -> tuple[str, ec.EllipticCurvePrivateKey]:
        path = sorted((self.settings.folder / "keys" / "signing").glob("*.pem"))[0]
        private = serialization.load_pem_private_key(path.read_bytes(), None)
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        return path.stem.partition(".")[2], private


async def entered(maru: Stand, password: str = PASSWORD) -> httpx.AsyncClient:
    """A browser of who has just signed in, on our own pages."""
    caller = await maru.caller(**OURS)
    answer = await caller.post("/api/auth/login", json={"email": JUN, "password": password})
    assert answer.status_code == 200, answer.text
    return caller


def stand(
    folder: Path,
    clock: Clock,
    http: httpx.AsyncClient | None = None,
    store: MysqlStore | None = None,
    **given: Any,
) -> Stand:
    settings = Settings(data=str(folder), **given)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "accounts.db"
    if store is None:
        migrate(f"sqlite:///{path}", STEPS)
    kept = store or SqliteStore(path, "identity.accounts")
    context = Context(
        store=kept,
        settings=settings,
        now=clock,
        new_id=uuid7,
        call=cast("Any", None),
        hub=Hub(),
        keys=folder / "keys",
    )
    parts = assemble(context, http)
    assert parts.identify is not None
    edge = app([*parts.routes, *_elsewhere()], parts.identify, RateLimiter(10**6, 10**6))
    return Stand(settings, kept, clock, parts, edge)


def _elsewhere() -> list[Route]:
    """Routes of some other service."""

    async def who_am_i(who: Principal) -> Mapping[str, object]:
        return {"id": who.id, "roles": sorted(who.roles), "claims": who.claims, "session": who.session}

    async def work(who: Principal) -> Mapping[str, object]:
        return {"id": who.id}

    return [
        Route(method="GET", path="/api/v2/who", handler=who_am_i, access=signed_in),
        Route(method="POST", path="/api/v2/work", handler=work, access=signed_in),
        Route(method="GET", path="/api/v2/admin", handler=work, access=has_role("admin")),
    ]
