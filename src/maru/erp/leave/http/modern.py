"""`/api/v2/erp/leave` and `/api/v2/erp/holidays`."""

from datetime import date

from maru.chassis.idempotency import Once
from maru.chassis.problems import Invalid
from maru.chassis.web import IfMatch, Principal, Route, has_role, signed_in
from maru.erp.leave.contract import LeaveAsk, LeaveBalance, LeavePreview, Reservation
from maru.erp.leave.domain import wording
from maru.erp.leave.domain.simulation import simulate
from maru.erp.leave.messages import (
    Absence,
    CalendarDay,
    CalendarQuery,
    CancelAnswer,
    CancelAsk,
    EmployeeQuery,
    GrantPage,
    GrantView,
    HolidayChange,
    HolidayList,
    HolidayQuery,
    HolidayView,
    LedgerPage,
    NewGrant,
    NewHoliday,
    NewRequest,
    Proposal,
    ProposalDecision,
    ProposalPage,
    ProposalQuery,
    RequestPage,
    RequestView,
    SimulateAnswer,
    SimulateAsk,
    TeamBalance,
    TeamBalances,
    TeamCalendar,
    TeamQuery,
)
from maru.erp.leave.service.giving import Giving
from maru.erp.leave.service.holidays import Almanac
from maru.erp.leave.service.readers import me
from maru.erp.leave.service.records import Records, Seen
from maru.erp.leave.service.requests import Requests

V2 = "/api/v2/erp"
NEWEST = 1 << 53

hr = has_role("hr")
hr_or_admin = has_role("hr", "admin")


def routes(records: Records, requests: Requests, giving: Giving, almanac: Almanac) -> list[Route]:
    return [*_leave(records, requests, giving), *_decisions_of_hr(almanac)]


def _leave(records: Records, requests: Requests, giving: Giving) -> list[Route]:
    async def balance(query: EmployeeQuery, who: Principal) -> LeaveBalance:
        return await records.balance(who, query.employee_id or me(who))

    async def team(query: TeamQuery, who: Principal) -> TeamBalances:
        found = await records.team(who, query.department, _after(query.cursor), query.limit + 1)
        shown = tuple(
            TeamBalance(employee_id=person.id, name=person.name, department=person.department, balance=has)
            for person, has in found[: query.limit]
        )
        return TeamBalances(shown, str(shown[-1].employee_id) if len(found) > query.limit else None)

    async def ledger(query: EmployeeQuery, who: Principal) -> LedgerPage:
        employee_id, before = query.employee_id or me(who), _before(query.cursor)
        found = await records.ledger(who, employee_id, before, query.limit + 1)
        more = str(found[query.limit - 1].id) if len(found) > query.limit else None
        return LedgerPage(tuple(found[: query.limit]), more)

    async def grants(query: EmployeeQuery, who: Principal) -> GrantPage:
        found = await records.grants(who, query.employee_id or me(who))
        start = _place(found, query.cursor)
        page = found[start : start + query.limit]
        more = f"{page[-1].grant.last_day}|{page[-1].grant.id}" if len(found) > start + len(page) else None
        return GrantPage(tuple(page), more)

    async def grant(body: NewGrant, who: Principal, once: Once) -> GrantView:
        return await giving.grant(who, body, once)

    async def ask(body: NewRequest, who: Principal, once: Once) -> RequestView:
        return await requests.ask(who, _ask(body, who), once, shown)

    async def preview(body: NewRequest, who: Principal) -> LeavePreview:
        return await records.desk.preview(_ask(body, who))

    async def listed(query: EmployeeQuery, who: Principal) -> RequestPage:
        employee_id, before = query.employee_id or me(who), _before(query.cursor)
        found = await records.requests(who, employee_id, before, query.limit + 1)
        more = str(found[query.limit - 1].id) if len(found) > query.limit else None
        return RequestPage(tuple(shown(leave) for leave in found[: query.limit]), more)

    async def one(id: int, who: Principal) -> RequestView:
        return shown(await records.request(who, id))

    async def cancel(id: int, body: CancelAsk, who: Principal, once: Once) -> CancelAnswer:
        return await requests.cancel(who, id, body.reason, body.dates, once, CancelAnswer)

    async def calendar(query: CalendarQuery, who: Principal) -> TeamCalendar:
        month = await records.calendar(who, query.since, query.until, query.department)
        return TeamCalendar(
            tuple(
                CalendarDay(date=day, holiday=holiday, absences=tuple(_absence(each) for each in seen))
                for day, holiday, seen in month.days
            )
        )

    async def simulated(body: SimulateAsk) -> SimulateAnswer:
        return simulate(body)

    return [
        Route(method="GET", path=f"{V2}/leave/balances", handler=balance, access=signed_in),
        Route(method="GET", path=f"{V2}/leave/balances/team", handler=team, access=signed_in),
        Route(method="GET", path=f"{V2}/leave/ledger", handler=ledger, access=signed_in),
        Route(method="GET", path=f"{V2}/leave/grants", handler=grants, access=hr),
        Route(method="POST", path=f"{V2}/leave/grants", handler=grant, access=hr, status=201),
        Route(method="POST", path=f"{V2}/leave/requests", handler=ask, access=signed_in, status=201),
        Route(method="GET", path=f"{V2}/leave/requests", handler=listed, access=signed_in),
        Route(method="GET", path=f"{V2}/leave/requests/{{id}}", handler=one, access=signed_in),
        Route(
            method="POST",
            path=f"{V2}/leave/requests/{{id}}/cancel-document",
            handler=cancel,
            access=signed_in,
            status=201,
        ),
        Route(method="POST", path=f"{V2}/leave/preview", handler=preview, access=signed_in),
        Route(method="GET", path=f"{V2}/leave/calendar", handler=calendar, access=signed_in),
        Route(method="POST", path=f"{V2}/leave/simulate", handler=simulated, access=signed_in),
    ]


def _decisions_of_hr(almanac: Almanac) -> list[Route]:
    async def holidays(query: HolidayQuery, who: Principal) -> HolidayList:
        return await almanac.of_year(who.tenant, query.year)

    async def enter(body: NewHoliday, who: Principal, once: Once) -> HolidayView:
        return await almanac.add(who, body, once)

    async def change(
        id: int, body: HolidayChange, who: Principal, if_match: IfMatch, once: Once | None
    ) -> HolidayView:
        return await almanac.change(who, id, body, if_match, once)

    async def remove(id: int, who: Principal, if_match: IfMatch, once: Once | None) -> None:
        await almanac.remove(who, id, if_match, once)

    async def proposals(query: ProposalQuery, who: Principal) -> ProposalPage:
        found = await almanac.proposals(who, query.state, _before(query.cursor), query.limit + 1)
        more = str(found[query.limit - 1].id) if len(found) > query.limit else None
        return ProposalPage(tuple(found[: query.limit]), more)

    async def decide(
        id: int, body: ProposalDecision, who: Principal, if_match: IfMatch, once: Once
    ) -> Proposal:
        return await almanac.decide(who, id, body.action, if_match, once)

    return [
        Route(method="GET", path=f"{V2}/holidays", handler=holidays, access=hr_or_admin),
        Route(method="POST", path=f"{V2}/holidays", handler=enter, access=hr_or_admin, status=201),
        Route(method="PUT", path=f"{V2}/holidays/{{id}}", handler=change, access=hr_or_admin),
        Route(method="DELETE", path=f"{V2}/holidays/{{id}}", handler=remove, access=hr_or_admin),
        Route(method="GET", path=f"{V2}/leave/corrections", handler=proposals, access=hr),
        Route(method="POST", path=f"{V2}/leave/corrections/{{id}}/decisions", handler=decide, access=hr),
    ]


def shown(leave: Reservation) -> RequestView:
    return RequestView(
        id=leave.id,
        employee_id=leave.employee_id,
        start_date=leave.start_date,
        end_date=leave.end_date,
        unit=leave.unit,
        days=wording.in_days(leave.minutes, leave.day_minutes),
        minutes=leave.minutes,
        counted=leave.days,
        state=leave.state,
        document_id=leave.document_id,
        reason=leave.reason,
        version=leave.version,
        created_at=leave.created_at,
    )


def _ask(body: NewRequest, who: Principal) -> LeaveAsk:
    return LeaveAsk(
        tenant=who.tenant,
        employee_id=me(who),
        key="preview",
        start_date=body.start_date,
        end_date=body.end_date,
        unit=body.unit,
        start_time=body.start_time,
        hours=body.hours,
        bucket=body.bucket,
        reason=body.reason,
    )


def _absence(seen: Seen) -> Absence:
    leave = seen.away.leave
    return Absence(
        employee_id=leave.employee_id,
        name=seen.away.name,
        unit=leave.unit,
        state=leave.state,
        reason=seen.reason,
    )


def _after(cursor: str | None) -> int:
    return 0 if cursor is None else _number(cursor)


def _before(cursor: str | None) -> int:
    return NEWEST if cursor is None else _number(cursor)


def _number(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 16):
        raise Invalid("cursor는 앞 응답의 nextCursor 값이어야 합니다.")
    return int(cursor)


def _place(found: list[GrantView], cursor: str | None) -> int:
    """Where the page after the cursor begins; grants are ordered by their last day."""
    if cursor is None:
        return 0
    last_day, _, id = cursor.partition("|")
    for place, each in enumerate(found):
        if each.grant.id == id:
            return place + 1
    try:
        day = date.fromisoformat(last_day)
    except ValueError:
        raise Invalid("cursor는 앞 응답의 nextCursor 값이어야 합니다.") from None
    return sum(each.grant.last_day <= day for each in found)
