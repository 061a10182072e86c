"""The employees service over a real embedded store, with the services around it played by small stand-ins."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import falcon.asgi
import httpx
import msgspec
from sqlalchemy import select

from maru.chassis.bus import Inbox
from maru.chassis.events import Event, decode_envelope, envelope
from maru.chassis.ids import uuid7
from maru.chassis.limits import RateLimiter
from maru.chassis.live.hub import Hub
from maru.chassis.manifest import Context, Parts
from maru.chassis.plumbing import outbox
from maru.chassis.rpc import local
from maru.chassis.settings import Settings
from maru.chassis.sql import Query
from maru.chassis.web import Principal, app
from maru.erp.attendance.contract import Attendance
from maru.erp.employees.contract import Directory
from maru.erp.employees.manifest import employees
from maru.erp.leave.contract import (
    Adjustment,
    Bucket,
    Deduction,
    InsufficientBalance,
    Leave,
    LeaveBalance,
)
from maru.identity.accounts.contract import Account, Accounts, AccountVerified
from tests.erp.engines import AnyStore, open_store

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # half past nine in Seoul


class Sent(msgspec.Struct):
    topic: str
    body: bytes


_SENT = Query(select(outbox.c.topic, outbox.c.body).order_by(outbox.c.seq), Sent)


class LeaveBook:
    """Everybody has 15 days until somebody says otherwise."""

    def __init__(self) -> None:
        self.days: dict[int, float] = {}
        self.asked: list[list[int]] = []
        self.adjusted: dict[str, Adjustment] = {}
        self.deducted: dict[str, Deduction] = {}

    async def balance(self, tenant: str, employee_id: int) -> LeaveBalance:
        left = self.days.get(employee_id, 15.0)
        return LeaveBalance(
            employee_id=employee_id, day_minutes=480, total=15.0, used=15.0 - left, remaining=left, buckets=()
        )

    async def balances(self, tenant: str, employee_ids: Sequence[int]) -> dict[int, LeaveBalance]:
        self.asked.append(list(employee_ids))
        return {id: await self.balance(tenant, id) for id in employee_ids}

    async def adjust(self, ask: Adjustment) -> LeaveBalance:
        if ask.key not in self.adjusted:
            self.adjusted[ask.key] = ask
            self.days[ask.employee_id] = self.days.get(ask.employee_id, 15.0) + ask.days
        return await self.balance(ask.tenant, ask.employee_id)

    async def deduct(self, ask: Deduction) -> LeaveBalance:
        if ask.key not in self.deducted:
            if self.days.get(ask.employee_id, 15.0) < ask.days:
                raise InsufficientBalance("연차가 부족합니다.", missing=ask.days)
            self.deducted[ask.key] = ask
            self.days[ask.employee_id] = self.days.get(ask.employee_id, 15.0) - ask.days
        return await self.balance(ask.tenant, ask.employee_id)

    def bucket_of(self, employee_id: int) -> list[Bucket | None]:
        return [ask.bucket for ask in self.adjusted.values() if ask.employee_id == employee_id]


class TimeClock:
    def __init__(self) -> None:
        self.days: dict[int, int] = {}

    async def counts(self, employee_ids: Sequence[int]) -> dict[int, int]:
        return {id: self.days.get(id, 0) for id in employee_ids}


class AddressBook:
    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}

    async def get(self, id: str) -> Account | None:
        return self.accounts.get(id)


class Office:
    """`as_` calls as somebody; `told` lists what was published; `hear` delivers an event of another service."""

    def __init__(self, store: AnyStore, keys: Path) -> None:
        self.store, self.now = store, NOW
        self.leave, self.clock, self.accounts = LeaveBook(), TimeClock(), AddressBook()
        offered: dict[type[Any], object] = {
            Leave: self.leave,
            Attendance: self.clock,
            Accounts: self.accounts,
        }
        self.parts: Parts = employees.assemble(
            Context(
                store=store,
                settings=Settings(),
                now=lambda: self.now,
                new_id=uuid7,
                call=cast("Any", lambda contract: local(contract, lambda: offered[contract])),
                hub=Hub(),
                keys=keys,
            )
        )
        self.directory = local(Directory, lambda: self.parts.offers)
        self.inbox = Inbox(store, self.parts.consumers[0], lambda: self.now)
        self.http: httpx.AsyncClient

    async def hear(self, event: Event, id: str | None = None) -> None:
        body = envelope(event, id or uuid7(), "identity.accounts", None)
        await self.store.write(lambda tx: self.inbox.effect(tx, body))

    async def told(self, topic: str) -> list[tuple[str, dict[str, Any]]]:
        sent = await self.store.read(lambda tx: tx.all(_SENT))
        found = [decode_envelope(each.body) for each in sent if each.topic == topic]
        return [(each.type, msgspec.json.decode(each.data)) for each in found]

    async def verified(self, email: str, name: str = "홍길동", **given: Any) -> None:
        account = f"acc-{email.partition('@')[0]}"
        self.accounts.accounts[account] = Account(id=account, email=email, name=name)
        await self.hear(
            AccountVerified(
                tenant="maru", at=self.now, actor=account, account_id=account, email=email, name=name, **given
            )
        )

    async def ask(
        self,
        method: str,
        path: str,
        who: int | str | None,
        json: object = None,
        roles: str = "staff",
        **headers: str,
    ) -> httpx.Response:
        """`who` is an employee's id, `service`, or None for nobody."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if who is not None:
            given |= {"x-who": str(who), "x-roles": roles}
        return await self.http.request(method, path, json=json, headers=given)

    async def hr(self, method: str, path: str, json: object = None, **headers: str) -> httpx.Response:
        """Asked by somebody with the HR role whose number is 999."""
        if path.startswith("/api/v2/") and method == "POST":
            headers.setdefault("idempotency_key", uuid7())
        return await self.ask(method, path, 999, json, "staff,hr", **headers)

    async def department(self, name: str, parent: int | None = None) -> int:
        made = await self.hr("POST", "/api/v2/erp/departments", {"name": name, "parentId": parent})
        assert made.status_code == 201, made.text
        return int(made.json()["id"])

    async def person(self, name: str, department: int, **given: object) -> int:
        ask = {"name": name, "departmentId": department, "position": "사원", **given}
        made = await self.hr("POST", "/api/v2/erp/employees", ask)
        assert made.status_code == 201, made.text
        return int(made.json()["id"])

    async def head(self, department: int, employee: int | None) -> httpx.Response:
        version = (await self.hr("GET", f"/api/v2/erp/departments/{department}")).headers["etag"]
        path = f"/api/v2/erp/departments/{department}"
        return await self.hr("PATCH", path, {"headId": employee}, if_match=version)


async def by_header(req: falcon.asgi.Request) -> Principal | None:
    who = req.get_header("x-who")
    if who is None:
        return None
    roles = frozenset((req.get_header("x-roles") or "").split(","))
    if who == "service":
        return Principal("service", frozenset({"service"}))
    return Principal(
        req.get_header("x-account") or f"acc-{who}",
        roles,
        tenant=req.get_header("x-tenant") or "maru",
        claims={"employee_id": int(who)} if who.isdigit() else {},
    )


@asynccontextmanager
async def office(folder: Path, engine: str = "sqlite") -> AsyncIterator[Office]:
    opened = Office(open_store(employees, folder, engine), folder)
    served = app(opened.parts.routes, by_header, RateLimiter(10**6, 10**6))
    transport = httpx.ASGITransport(app=cast("Any", served))
    async with httpx.AsyncClient(transport=transport, base_url="http://maru") as http:
        opened.http = http
        yield opened
    await opened.store.close()
