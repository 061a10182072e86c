"""The notifications service over a real store, heard of what happens, with accounts played by a stand-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import falcon.asgi
import httpx
import msgspec
import uvicorn
from sqlalchemy import select
from websockets.asyncio.client import connect

from maru.chassis.bus import Inbox
from maru.chassis.events import Event, decode_envelope, envelope
from maru.chassis.ids import uuid7
from maru.chassis.limits import RateLimiter
from maru.chassis.live import Hub
from maru.chassis.manifest import Context, Parts
from maru.chassis.plumbing import outbox
from maru.chassis.problems import Unauthenticated
from maru.chassis.rpc import local
from maru.chassis.settings import Settings
from maru.chassis.sql import Query
from maru.chassis.web import Asgi, Principal, app
from maru.erp.approvals import contract as approvals
from maru.erp.employees.contract import EmployeeCreated, EmployeeOffboarded, Person
from maru.erp.notifications.contract import Notices
from maru.erp.notifications.manifest import notifications
from maru.identity.accounts.contract import Accounts
from maru.identity.accounts.contract import Person as SignedIn
from tests.erp.engines import AnyStore, open_store

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # half past nine in Seoul
DRAFTER, LEAD, CHIEF, OUTSIDER, STRANGER = 1, 2, 3, 4, 9
DEVELOPMENT, SALES = 10, 20


class _Body(msgspec.Struct):
    topic: str
    body: bytes


_SENT = Query(select(outbox.c.topic, outbox.c.body).order_by(outbox.c.seq), _Body)


@dataclass
class Doors:
    """Plays identity: a cookie or ticket is `<employee>:<session>`; a ticket works once."""

    ended: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    async def admit(self, ticket: str = "", cookie: str = "", bearer: str = "") -> SignedIn:
        shown = ticket or cookie or bearer
        who, _, session = shown.partition(":")
        if not session or session in self.ended or (ticket and ticket in self.used):
            raise Unauthenticated("로그인이 필요합니다.")
        if ticket:
            self.used.add(ticket)
        claims: dict[str, int | str] = {"employee_id": int(who)} if who.isdigit() else {}
        return SignedIn(
            id=f"acc-{who}", tenant="maru", roles=frozenset({"staff"}), claims=claims, session=session
        )

    async def present(self, account: str, session: str | None) -> bool:
        return session not in self.ended


class PostOffice:
    def __init__(self, store: AnyStore, keys: Path) -> None:
        self.store, self.now, self.hub, self.doors = store, NOW, Hub(), Doors()
        self.sequence = 0
        self.parts: Parts = notifications.assemble(
            Context(
                store=store,
                settings=Settings(),
                now=lambda: self.now,
                new_id=uuid7,
                call=cast("Any", lambda contract: local(contract, lambda: {Accounts: self.doors}[contract])),
                hub=self.hub,
                keys=keys,
            )
        )
        self.asgi: Asgi = app(self.parts.routes, by_header, RateLimiter(10**6, 10**6))
        self.notices = local(Notices, lambda: self.parts.offers)
        self.http: httpx.AsyncClient
        self.port = 0

    async def hear(self, event: Event, id: str | None = None) -> None:
        """Deliver an event of another service; the same `id` is the same event again."""
        body = envelope(event, id or uuid7(), "test", None)
        for consumer in self.parts.consumers:
            if consumer.topic == event.topic:
                inbox = Inbox(self.store, consumer, lambda: self.now)
                await self.store.write(partial(inbox.effect, body=body))

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        sent = [decode_envelope(row.body) for row in await self.store.read(lambda tx: tx.all(_SENT))]
        return [(each.type, msgspec.json.decode(each.data)) for each in sent]

    async def carry_on(self) -> None:
        """Deliver to this service what it said itself, until it says nothing new."""
        done = 0
        while True:
            sent = await self.store.read(lambda tx: tx.all(_SENT))
            if len(sent) == done:
                return
            for row in sent[done:]:
                consumer = next(c for c in self.parts.consumers if c.name.endswith("announcements"))
                inbox = Inbox(self.store, consumer, lambda: self.now)
                await self.store.write(partial(inbox.effect, body=row.body))
            done = len(sent)

    async def employ(self, id: int, department: int = DEVELOPMENT, tenant: str = "maru") -> None:
        person = Person(
            id=id,
            tenant=tenant,
            name=f"사원{id}",
            title="사원",
            department_id=department,
            department={DEVELOPMENT: "개발팀", SALES: "영업팀"}[department],
            hire_date=date(2024, 1, 2),
        )
        await self.hear(EmployeeCreated(tenant=tenant, at=self.now, person=person, employee_version=1))

    async def offboard(self, id: int) -> None:
        person = Person(
            id=id,
            tenant="maru",
            name=f"사원{id}",
            title="사원",
            department_id=DEVELOPMENT,
            department="개발팀",
            active=False,
            hire_date=date(2024, 1, 2),
        )
        await self.hear(EmployeeOffboarded(tenant="maru", at=self.now, person=person, employee_version=2))

    def fact(self, **more: Any) -> dict[str, Any]:
        """What every event of one document says."""
        self.sequence += 1
        return {
            "tenant": "maru",
            "at": self.now,
            "document_id": "doc-1",
            "request_id": 12,
            "form_id": "expense",
            "form_version": 1,
            "title": "노트북 구매",
            "drafter": DRAFTER,
            "drafter_name": "미나",
            "state": approvals.DocumentState.IN_PROGRESS,
            "sequence": self.sequence,
            **more,
        }

    def step(self, **more: Any) -> dict[str, Any]:
        return {
            **self.fact(),
            "step_id": "s1",
            "role": approvals.StepRole.APPROVE,
            "round": 1,
            "approver": LEAD,
            "approver_name": "지우",
            "actor_name": "지우",
            "outcome": approvals.StepState.ACTIVE,
            **more,
        }

    def waiting(self, *audience: int, **more: Any) -> approvals.StepActivated:
        return approvals.StepActivated(**self.step(audience=audience or (LEAD,), **more))

    async def ask(
        self, method: str, path: str, who: int | str | None, json: object = None, **more: str
    ) -> Any:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        if who is not None:
            headers["x-who"] = str(who)
        if path.startswith("/api/v2/") and method == "POST":
            headers.setdefault("idempotency-key", uuid7())
        return await self.http.request(method, path, json=json, headers=headers)

    async def inbox(self, who: int, query: str = "") -> list[dict[str, Any]]:
        answer = await self.ask("GET", f"/api/v2/erp/notifications?limit=100{query}", who)
        assert answer.status_code == 200, answer.text
        return cast("list[dict[str, Any]]", answer.json()["items"])

    async def bodies(self, who: int) -> list[str]:
        """The texts in a person's inbox, oldest first."""
        return [each["body"] for each in await self.inbox(who, "&after=0")]

    def dial(self, **options: Any) -> connect:
        path = options.pop("path", "/ws/notifications/websocket")
        return connect(f"ws://127.0.0.1:{self.port}{path}", proxy=None, **options)


async def by_header(req: falcon.asgi.Request) -> Principal | None:
    who = req.get_header("x-who")
    if who is None:
        return None
    if who == "service":
        return Principal("service", frozenset({"service"}))
    roles = frozenset((req.get_header("x-roles") or "staff").split(","))
    claims = {"employee_id": int(who)} if who.isdigit() else {}
    return Principal(f"acc-{who}", roles, session=req.get_header("x-session"), claims=claims)


@asynccontextmanager
async def post_office(folder: Path, engine: str = "sqlite") -> AsyncIterator[PostOffice]:
    office = PostOffice(open_store(notifications, folder, engine), folder)
    transport = httpx.ASGITransport(app=cast("Any", office.asgi))
    async with httpx.AsyncClient(transport=transport, base_url="http://maru") as http:
        office.http = http
        yield office
    await office.store.close()


@asynccontextmanager
async def on_air(office: PostOffice) -> AsyncIterator[PostOffice]:
    """Served by a real server on loopback, the live channel mounted."""
    for mount in office.parts.mounts:
        mount(office.asgi)
    server = uvicorn.Server(
        uvicorn.Config(
            cast("Any", office.asgi), port=0, log_level="error", lifespan="off", ws="websockets-sansio"
        )
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    office.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        for each in office.parts.closing:
            await each.close()
        server.should_exit = True
        await serving


def later(office: PostOffice, **delta: int) -> None:
    office.now += timedelta(**delta)
