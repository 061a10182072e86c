"""Attendance over HTTP: the older routes, with and without `/api`, and `/api/v2/erp/attendance`."""

from datetime import datetime

from maru.chassis.idempotency import Once
from maru.chassis.web import Handler, IfMatch, Principal, Route, signed_in
from maru.erp.attendance import domain
from maru.erp.attendance.contract import REWARD_DAYS, Correction, DayState, WorkDay
from maru.erp.attendance.domain import KST, Progress
from maru.erp.attendance.messages import (
    CheckInPage,
    CheckInQuery,
    CheckInView,
    ClassicAttendance,
    ClassicCheckIn,
    ClassicProgress,
    ClassicStatus,
    CorrectionPage,
    CorrectionQuery,
    DayView,
    Decision,
    EmployeeQuery,
    MonthQuery,
    MonthView,
    NewCorrection,
    ProgressView,
)
from maru.erp.attendance.service.account import Told
from maru.erp.attendance.service.corrections import Correcting
from maru.erp.attendance.service.readers import me, oneself
from maru.erp.attendance.service.records import Month, Records
from maru.erp.attendance.service.shifts import Shifts

V2 = "/api/v2/erp/attendance"


def routes(shifts: Shifts, records: Records, correcting: Correcting) -> list[Route]:
    return [*classic(shifts, records), *modern(shifts, records, correcting)]


def classic(shifts: Shifts, records: Records) -> list[Route]:
    async def check_in(id: int, who: Principal, once: Once | None) -> ClassicCheckIn:
        oneself(who, id)
        return await shifts.arrive(who, once, _classic_check_in)

    async def check_out(id: int, who: Principal, once: Once | None) -> ClassicAttendance:
        oneself(who, id)
        return await shifts.depart(who, once, _classic_day)

    async def history(id: int, who: Principal) -> list[ClassicAttendance]:
        return [_classic_day(day) for day in await records.history(who, id)]

    async def progress(id: int, who: Principal) -> ClassicProgress:
        now = domain.progress(await records.attended(who, id))
        return ClassicProgress(
            attendance_count=now.count,
            target_count=now.target,
            progress=now.percent,
            next_reward_at=now.left,
        )

    table: list[tuple[str, str, Handler]] = [
        ("POST", "/attendance/check-in/{id}", check_in),
        ("POST", "/attendance/check-out/{id}", check_out),
        ("GET", "/attendance/history/{id}", history),
        ("GET", "/attendance/progress/{id}", progress),
    ]
    return [
        Route(method=method, path=prefix + path, handler=handler, access=signed_in, hidden=not prefix)
        for prefix in ("/api", "")
        for method, path, handler in table
    ]


def modern(shifts: Shifts, records: Records, correcting: Correcting) -> list[Route]:
    async def check_in(who: Principal, once: Once) -> CheckInView:
        return await shifts.arrive(who, once, _check_in)

    async def check_out(who: Principal, once: Once) -> WorkDay:
        return await shifts.depart(who, once, lambda day: day)

    async def check_ins(query: CheckInQuery, who: Principal) -> CheckInPage:
        employee_id = query.employee_id or me(who)
        found = await records.page(who, employee_id, query.cursor, query.limit + 1)
        more = found[query.limit - 1].work_date.isoformat() if len(found) > query.limit else None
        return CheckInPage(tuple(found[: query.limit]), more)

    async def days(query: MonthQuery, who: Principal) -> MonthView:
        employee_id = query.employee_id or me(who)
        return _month(employee_id, await records.month(who, employee_id, query.month))

    async def progress(query: EmployeeQuery, who: Principal) -> ProgressView:
        employee_id = query.employee_id or me(who)
        month = await records.month(who, employee_id, None)
        return _progress(month.attended, month.progress)

    async def ask(body: NewCorrection, who: Principal, once: Once) -> Correction:
        return await correcting.ask(who, body, once)

    async def listed(query: CorrectionQuery, who: Principal) -> CorrectionPage:
        found = await correcting.list(who, query)
        more = str(found[query.limit - 1].id) if len(found) > query.limit else None
        return CorrectionPage(tuple(found[: query.limit]), more)

    async def get(id: int, who: Principal) -> Correction:
        return await correcting.get(who, id)

    async def decide(id: int, body: Decision, who: Principal, if_match: IfMatch, once: Once) -> Correction:
        return await correcting.decide(who, id, body, if_match, once)

    async def recall(id: int, who: Principal, if_match: IfMatch, once: Once) -> Correction:
        return await correcting.recall(who, id, if_match, once)

    table: list[tuple[str, str, Handler, int]] = [
        ("POST", "/check-ins", check_in, 201),
        ("GET", "/check-ins", check_ins, 200),
        ("POST", "/check-outs", check_out, 200),
        ("GET", "/days", days, 200),
        ("GET", "/progress", progress, 200),
        ("POST", "/corrections", ask, 201),
        ("GET", "/corrections", listed, 200),
        ("GET", "/corrections/{id}", get, 200),
        ("POST", "/corrections/{id}/decisions", decide, 200),
        ("POST", "/corrections/{id}/recall", recall, 200),
    ]
    return [
        Route(method=method, path=V2 + path, handler=handler, access=signed_in, status=status)
        for method, path, handler, status in table
    ]


def _classic_check_in(told: Told, balance: float | None) -> ClassicCheckIn:
    return ClassicCheckIn(
        attendance_count=told.count,
        quest_progress=domain.progress(told.count).percent,
        reward_earned=told.milestone is not None,
        current_leave_balance=balance,
    )


def _classic_day(day: WorkDay) -> ClassicAttendance:
    assert day.check_in is not None
    minutes = domain.work_minutes(day)
    done = day.state is DayState.COMPLETED
    return ClassicAttendance(
        id=day.id,
        employee_id=day.employee_id,
        check_in_time=_seoul(day.check_in),
        check_out_time=None if day.check_out is None else _seoul(day.check_out),
        work_hours=None if minutes is None else round(minutes / 60, 2),
        status=ClassicStatus.COMPLETED if done else ClassicStatus.IN_PROGRESS,
        created_at=_seoul(day.created_at or day.check_in),
    )


def _seoul(moment: datetime) -> datetime:
    return moment.astimezone(KST).replace(tzinfo=None)


def _check_in(told: Told, balance: float | None) -> CheckInView:
    return CheckInView(
        day=told.day,
        progress=_progress(told.count, domain.card(told.count, attended_today=True)),
        reward_earned=told.milestone is not None,
        reward_days=REWARD_DAYS if told.milestone is not None else 0.0,
        leave_balance=balance,
        version=told.day.version,
    )


def _progress(attended: int, now: Progress) -> ProgressView:
    return ProgressView(
        attendance_count=attended, count=now.count, target=now.target, percent=now.percent, left=now.left
    )


def _month(employee_id: int, month: Month) -> MonthView:
    return MonthView(
        employee_id=employee_id,
        month=month.days[0][0].work_date.isoformat()[:7],
        today=month.today,
        items=tuple(_cell(day, asked) for day, asked in month.days),
        progress=_progress(month.attended, month.progress),
    )


def _cell(day: WorkDay, asked: Correction | None) -> DayView:
    if asked is None:
        missed = day.state is DayState.MISSED and day.check_in is not None
        return DayView(
            date=day.work_date,
            state=day.state,
            check_in=day.check_in,
            check_out=day.check_out,
            work_minutes=domain.work_minutes(day),
            suggested_check_out=domain.suggested(day.check_in) if missed and day.check_in else None,
            version=day.version,
        )
    shown = domain.corrected(day, asked)
    return DayView(
        date=day.work_date,
        state=shown.state,
        check_in=shown.check_in,
        check_out=shown.check_out,
        work_minutes=domain.work_minutes(shown),
        provisional=True,
        correction_id=asked.id,
        version=day.version,
    )
