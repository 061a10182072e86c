"""`/api/leaves`, also without `/api`: the shapes and texts of the older clients."""

from maru.chassis.idempotency import Once
from maru.chassis.problems import Problem
from maru.chassis.web import Handler, Principal, Route, signed_in
from maru.erp.leave.classic import (
    ClassicAsk,
    ClassicBalance,
    ClassicDecision,
    ClassicLeave,
    ClassicStatus,
)
from maru.erp.leave.contract import InsufficientBalance, LeaveAsk, LeaveState, Reservation
from maru.erp.leave.domain import balances, wording
from maru.erp.leave.service.book import SEOUL
from maru.erp.leave.service.readers import me
from maru.erp.leave.service.records import Records
from maru.erp.leave.service.requests import Requests

MANY = 500
NEWEST = 1 << 53

STATUS = {
    LeaveState.HELD: ClassicStatus.PENDING,
    LeaveState.RESERVED: ClassicStatus.PENDING,
    LeaveState.SETTLED: ClassicStatus.APPROVED,
    LeaveState.RELEASED: ClassicStatus.REJECTED,
    LeaveState.LAPSED: ClassicStatus.REJECTED,
    LeaveState.CANCELLED: ClassicStatus.CANCELLED,
}


class NotEnoughLeave(Problem):
    """The older clients look for this text with 400."""


def routes(records: Records, requests: Requests) -> list[Route]:
    async def ask(body: ClassicAsk, who: Principal, once: Once | None) -> ClassicLeave:
        wanted = LeaveAsk(
            tenant=who.tenant,
            employee_id=me(who),
            key="",
            start_date=body.start_date,
            end_date=body.end_date,
            reason=body.reason or "",
        )
        try:
            return await requests.ask_head(who, wanted, body.employee_id, once, shown)
        except InsufficientBalance:
            raise NotEnoughLeave("연차가 부족합니다") from None

    async def listed(id: int, who: Principal) -> list[ClassicLeave]:
        found = await records.requests(who, id, NEWEST, MANY)
        return [shown(leave) for leave in found if leave.state is not LeaveState.LAPSED]

    async def approve(id: int, who: Principal, once: Once | None) -> ClassicLeave:
        return await requests.decide(who, id, True, "", once, shown)

    async def reject(id: int, body: ClassicDecision, who: Principal, once: Once | None) -> ClassicLeave:
        return await requests.decide(who, id, False, body.reason or "", once, shown)

    async def balance(id: int, who: Principal) -> ClassicBalance:
        return balances.classic(await records.balance(who, id))

    table: list[tuple[str, str, Handler]] = [
        ("POST", "/leaves", ask),
        ("GET", "/leaves/{id}", listed),
        ("PUT", "/leaves/{id}/approve", approve),
        ("PUT", "/leaves/{id}/reject", reject),
        ("GET", "/leaves/balance/{id}", balance),
    ]
    return [
        Route(method=method, path=prefix + path, handler=handler, access=signed_in, hidden=not prefix)
        for prefix in ("/api", "")
        for method, path, handler in table
    ]


def shown(leave: Reservation) -> ClassicLeave:
    created = leave.created_at
    return ClassicLeave(
        id=leave.id,
        employee_id=leave.employee_id,
        start_date=leave.start_date,
        end_date=leave.end_date,
        days=wording.in_days(leave.minutes, leave.day_minutes),
        reason=leave.reason,
        status=STATUS[leave.state],
        created_at=None if created is None else created.astimezone(SEOUL).replace(tzinfo=None),
    )
