"""A company of nine for the services that ask the directory and leave: real store and edge, told answers."""

import asyncio
import itertools
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import falcon.asgi
import httpx
import msgspec
import pymysql
from sqlalchemy import select

from maru.chassis.bus import Inbox
from maru.chassis.events import Envelope, Event, envelope
from maru.chassis.ids import uuid7
from maru.chassis.limits import RateLimiter
from maru.chassis.live.hub import Hub
from maru.chassis.manifest import Context, Manifest, Parts
from maru.chassis.migrations import PLUMBING, Line, migrate
from maru.chassis.plumbing import outbox
from maru.chassis.problems import Unavailable
from maru.chassis.rpc import local
from maru.chassis.settings import Settings
from maru.chassis.sql import Query
from maru.chassis.stores.mysql import MysqlStore
from maru.chassis.stores.sqlite import SqliteStore
from maru.chassis.web import Principal, app
from maru.erp.employees.contract import Department, Directory, Person
from maru.erp.leave.contract import (
    InsufficientBalance,
    Leave,
    LeaveAsk,
    LeaveBalance,
    LeavePreview,
    Reservation,
)
from tests.servers import mariadb

MINA, JUN, LEAD, CHIEF, HR, SELLER, SALES_HEAD, ADMIN, ELSEWHERE = range(1, 10)
TENANT = "maru"
DEPARTMENTS: Final = {1: "HEADQUARTERS", 2: "DEVELOPMENT", 3: "SALES", 4: "HR"}
PARENT: Final = {1: None, 2: 1, 3: 1, 4: 1}
HEADED: Final = {1: CHIEF, 2: LEAD, 3: SALES_HEAD, 4: HR}
PLACES: Final = {MINA: 2, JUN: 2, LEAD: 2, CHIEF: 1, HR: 4, SELLER: 3, SALES_HEAD: 3, ADMIN: 1, ELSEWHERE: 2}
NAMES: Final = dict(
    zip(PLACES, ["미나", "준", "지우", "도윤", "하은", "서준", "예린", "시우", "로건"], strict=True)
)


@dataclass
class Company:
    """The part of the directory that is asked. `places` may be changed: people move."""

    places: dict[int, int] = field(default_factory=lambda: dict(PLACES))
    away: bool = False

    def person(self, id: int) -> Person:
        return Person(
            id=id,
            tenant="elsewhere" if id == ELSEWHERE else TENANT,
            name=NAMES[id],
            title="부장" if id == MINA else "사원",
            department_id=self.places[id],
            department=DEPARTMENTS[self.places[id]],
            hire_date=date(2024, 1, 2),
        )

    def department(self, id: int) -> Department:
        name = DEPARTMENTS[id]
        return Department(
            id=id,
            tenant=TENANT,
            name=name,
            korean=name,
            english=name,
            parent_id=PARENT[id],
            head_id=HEADED[id],
        )

    async def people(self, tenant: str, ids: Sequence[int]) -> list[Person]:
        self._reached()
        known = [self.person(id) for id in ids if id in self.places]
        return [person for person in known if person.tenant == tenant]

    async def departments(self, tenant: str) -> list[Department]:
        self._reached()
        return [self.department(id) for id in DEPARTMENTS]

    async def department_members(self, tenant: str, department_id: int) -> list[Person]:
        self._reached()
        ids = [id for id, place in self.places.items() if place == department_id]
        return await self.people(tenant, ids)

    async def heads(self, tenant: str, employee_id: int) -> list[Person]:
        self._reached()
        chain = self._chain(self.places[employee_id])
        return [self.person(HEADED[id]) for id in chain if HEADED[id] != employee_id]

    async def is_head_of(self, tenant: str, manager: int, employee: int) -> bool:
        if not await self.people(tenant, [manager]) or not await self.people(tenant, [employee]):
            return False
        return manager in [person.id for person in await self.heads(tenant, employee)]

    async def managed_departments(self, tenant: str, employee_id: int) -> list[Department]:
        self._reached()
        return [
            self.department(id)
            for id in DEPARTMENTS
            if any(HEADED[above] == employee_id for above in self._chain(id))
        ]

    async def hr_people(self, tenant: str) -> list[Person]:
        return await self.people(tenant, [HR])

    def _reached(self) -> None:
        if self.away:
            raise Unavailable("직원 정보를 지금 확인할 수 없습니다.")

    @staticmethod
    def _chain(department: int | None) -> list[int]:
        chain = []
        while department is not None:
            chain.append(department)
            department = PARENT[department]
        return chain


@dataclass
class Balances:
    """Everybody has fifteen days, unless leave is away; `reserved` are the asks that were granted."""

    away: bool = False
    short: bool = False
    reserved: list[LeaveAsk] = field(default_factory=list)

    async def reserve(self, ask: LeaveAsk) -> Reservation:
        if self.away:
            raise Unavailable("연차 정보를 지금 확인할 수 없습니다.")
        if self.short:
            raise InsufficientBalance("잔여 연차가 부족합니다.")
        self.reserved.append(ask)
        return Reservation(key=ask.key, employee_id=ask.employee_id, document_id=ask.document_id)

    async def preview(self, ask: LeaveAsk) -> LeavePreview:
        return LeavePreview(
            days=(), minutes=480, counted_days=1.0, before=15.0, after=14.0, holiday_version="1"
        )

    async def balance(self, tenant: str, employee_id: int) -> LeaveBalance:
        if self.away:
            raise Unavailable("연차 정보를 지금 확인할 수 없습니다.")
        return LeaveBalance(
            employee_id=employee_id, day_minutes=480, total=15.0, used=0.0, remaining=15.0, buckets=()
        )


_migrated: dict[str, bytes] = {}  # taking the steps for every test would be most of its time


class _Body(msgspec.Struct):
    body: bytes


_sent = Query(select(outbox.c.body).where(outbox.c.topic.like("%.v1")).order_by(outbox.c.seq), _Body)


@dataclass
class Office:
    store: SqliteStore | MysqlStore
    http: httpx.AsyncClient
    company: Company
    balances: Balances
    parts: Parts = field(default_factory=Parts)
    moment: datetime = datetime(2026, 7, 1, tzinfo=UTC)
    keys: int = 0

    def at(self, text: str) -> None:
        """Let it be this moment; the text carries its offset."""
        self.moment = datetime.fromisoformat(text).astimezone(UTC)

    async def call(
        self, method: str, path: str, by: int | None = None, json: Any = None, **more: Any
    ) -> httpx.Response:
        """One request as this employee; v2 commands get a new Idempotency-Key unless `key` names one."""
        headers = dict(more.pop("headers", {}))
        if by is not None:
            headers["x-employee"] = str(by)
        key = more.pop("key", None)
        if key is None and path.startswith("/api/v2/") and method != "GET":
            self.keys += 1
            key = f"key-{self.keys}"
        if key is not None:
            headers["idempotency-key"] = key
        if (version := more.pop("version", None)) is not None:
            headers["if-match"] = f'"v{version}"'
        return await self.http.request(method, path, headers=headers, json=json, **more)

    async def get(self, path: str, by: int, **params: Any) -> Any:
        """The body of a read that must succeed."""
        answer = await self.call("GET", path, by, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def done(self, method: str, path: str, by: int, json: Any = None, **more: Any) -> Any:
        """The body of a command that must succeed."""
        answer = await self.call(method, path, by, json, **more)
        assert answer.status_code in (200, 201, 204), answer.text
        return answer.json() if answer.content else None

    async def all_at_once(self, calls: int, method: str, path: str, by: int, json: Any = None) -> list[int]:
        """The statuses of that many equal requests sent together, each with a key of its own."""
        asked = [self.call(method, path, by, json) for _ in range(calls)]
        return [answer.status_code for answer in await asyncio.gather(*asked)]

    async def events(self, *kinds: str) -> list[tuple[str, dict[str, Any]]]:
        """What was told so far, oldest first: the type and its data."""
        rows = await self.store.read(lambda tx: tx.all(_sent))
        sent = [msgspec.json.decode(row.body, type=Envelope) for row in rows]
        told = [(one.type, msgspec.json.decode(one.data)) for one in sent]
        return [one for one in told if not kinds or one[0] in kinds]

    async def hear(self, event: Event) -> None:
        """Deliver an event of another service."""
        for consumer in self.parts.consumers:
            if consumer.topic == event.topic:
                body = envelope(event, uuid7(), "test", None)
                inbox = Inbox(self.store, consumer, lambda: self.moment)
                await self.store.write(partial(inbox.effect, body=body))

    def offered(self, contract: type[Any]) -> Any:
        return local(contract, lambda: self.parts.offers)


async def _identify(req: falcon.asgi.Request) -> Principal | None:
    given = req.get_header("x-employee")
    if given is None:
        return None
    id = int(given)
    granted = {HR: {"hr"}, ADMIN: {"admin"}}.get(id, set())
    roles = frozenset({"staff", *granted, *({"manager"} if id in HEADED.values() else ())})
    tenant = "elsewhere" if id == ELSEWHERE else TENANT
    return Principal(f"account-{id}", roles, tenant, claims={"employee_id": id})


_numbers = itertools.count()


def _embedded(manifest: Manifest, folder: Path) -> SqliteStore:
    path = folder / f"{manifest.name}.db"
    if manifest.name not in _migrated:
        migrate(f"sqlite:///{path}", _lines(manifest))
        _migrated[manifest.name] = path.read_bytes()
    path.write_bytes(_migrated[manifest.name])
    return SqliteStore(path, manifest.name)


def _served(manifest: Manifest) -> MysqlStore:
    address, database = mariadb(), f"office{os.getpid()}_{next(_numbers)}"
    port = int(address.rsplit(":", 1)[1])
    with pymysql.connect(host="127.0.0.1", port=port, user="root") as server:
        server.cursor().execute(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
    migrate(f"mysql+pymysql://root@127.0.0.1:{port}/{database}", _lines(manifest))
    return MysqlStore(address, database, manifest.name)


def _lines(manifest: Manifest) -> list[Line]:
    return [PLUMBING, Line(manifest.name.replace(".", "_"), manifest.steps)]


@asynccontextmanager
async def opened(
    manifest: Manifest, folder: Path, engine: str = "sqlite", others: Mapping[type[Any], object] | None = None
) -> AsyncIterator[Office]:
    """The service on an embedded file, or (`mysql`) on a real server. `others` answer for further contracts."""
    store = _served(manifest) if engine == "mysql" else _embedded(manifest, folder)
    company, balances = Company(), Balances()
    told: dict[type[Any], object] = {Directory: company, Leave: balances, **(others or {})}
    office = Office(store, cast("Any", None), company, balances)
    context = Context(
        store=store,
        settings=Settings(data=str(folder)),
        now=lambda: office.moment,
        new_id=uuid7,
        call=lambda contract: local(contract, lambda: told[contract]),
        hub=Hub(),
        keys=folder,
    )
    office.parts = manifest.assemble(context)
    asgi = app(office.parts.routes, _identify, RateLimiter(10**6, 10**6))
    transport = httpx.ASGITransport(app=cast("Any", asgi))
    async with httpx.AsyncClient(transport=transport, base_url="http://office") as client:
        office.http = client
        yield office
    await store.close()
