"""The company's holidays, and what HR decides about leaves that count otherwise since they changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from maru.chassis.audit import AuditLog, Line
from maru.chassis.idempotency import Once
from maru.chassis.problems import StaleVersion
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.leave.contract import InvalidState, LeaveCancelled, LeaveProposed, LeaveState
from maru.erp.leave.domain import leaves, wording
from maru.erp.leave.domain.account import Stamp
from maru.erp.leave.domain.days import Correction, corrections
from maru.erp.leave.messages import (
    Holiday,
    HolidayChange,
    HolidayList,
    HolidayView,
    NewHoliday,
    Proposal,
    ProposalAction,
    ProposalKind,
    ProposalState,
)
from maru.erp.leave.service.book import Book, stamp_of
from maru.erp.leave.store.accounts import FIRST
from maru.erp.leave.store.holidays import FOREVER, Edits, Holidays, Proposals, version
from maru.erp.leave.store.leaves import Leaves, Placed

LOT = 50  # leaves looked through in one unit


@dataclass(frozen=True, slots=True)
class Almanac:
    """Editing a day changes no leave: each that would count otherwise becomes a proposal."""

    store: Store[SqlTx]
    now: Callable[[], datetime]

    async def of_year(self, tenant: str, year: int | None) -> HolidayList:
        if not await self.store.read(lambda tx: Holidays(tx, tenant).seeded()):
            await self.store.write(lambda tx: Holidays(tx, tenant).seed())
        first, last = FOREVER if year is None else (date(year, 1, 1), date(year, 12, 31))

        def unit(tx: SqlTx) -> HolidayList:
            kept = Holidays(tx, tenant)
            return HolidayList(tuple(kept.between(first, last)), version(kept.state().edits))

        return await self.store.scan(unit)

    async def add(self, who: Principal, ask: NewHoliday, once: Once) -> HolidayView:
        """Enter a day; one of that date and name is replaced."""
        new = Holiday(date=ask.date, name=ask.name, kind=ask.kind, source=ask.source, effective=ask.effective)

        at = self.now()

        def unit(tx: SqlTx) -> HolidayView:
            kept = Holidays(tx, who.tenant)
            added = kept.put(new, kept.edit())
            _note(tx, who, at, "holiday.enter", added)
            return added

        entered = await self.store.write(unit, once)
        await self._look_through(who.tenant)
        return entered

    async def change(
        self, who: Principal, id: int, ask: HolidayChange, seen: int, once: Once | None
    ) -> HolidayView:
        """Its kind and what it rests on; the day stays, so no leave counts otherwise."""
        at = self.now()

        def unit(tx: SqlTx) -> HolidayView:
            kept = Holidays(tx, who.tenant)
            was = kept.get(id)
            changed = Holiday(
                date=was.date, name=was.name, kind=ask.kind, source=ask.source, effective=ask.effective
            )
            saved = kept.save(id, changed, seen, kept.edit())
            _note(tx, who, at, "holiday.change", saved)
            return saved

        return await self.store.write(unit, once)

    async def remove(self, who: Principal, id: int, seen: int, once: Once | None) -> None:
        """The row stays, so that what was counted with it can be understood."""
        at = self.now()

        def unit(tx: SqlTx) -> None:
            kept = Holidays(tx, who.tenant)
            was = kept.get(id)
            kept.save(id, was.holiday(), seen, kept.edit(), removed=True)
            _note(tx, who, at, "holiday.remove", was)

        await self.store.write(unit, once)
        await self._look_through(who.tenant)

    async def look_through(self) -> str:
        """Propose what edits left undone: of companies whose process died in between."""
        behind = await self.store.scan(Holidays.behind)
        for edits in behind:
            await self._look_through(edits.tenant)
        return f"{len(behind)} calendars" if behind else ""

    async def proposals(
        self, who: Principal, state: ProposalState, before: int | None, many: int
    ) -> list[Proposal]:
        """Newest first."""
        return await self.store.scan(lambda tx: Proposals(tx, who.tenant).page(state, before or FIRST, many))

    async def decide(
        self, who: Principal, id: int, action: ProposalAction, seen: int, once: Once
    ) -> Proposal:
        """Give the days that are holidays now back to a settled leave, or leave everything as it is."""
        own = who.claims.get("employee_id")
        stamp = stamp_of(self.now(), own)

        def unit(tx: SqlTx) -> Proposal:
            proposals = Proposals(tx, who.tenant)
            asked = proposals.get(id)
            book = Book(tx, who.tenant, asked.employee_id, stamp)
            asked = proposals.get(id)
            if asked.state is not ProposalState.OPEN:
                raise InvalidState("이미 처리된 정정 제안입니다.", state=asked.state)
            if asked.version != seen:
                raise StaleVersion("다른 곳에서 먼저 바뀌었습니다. 다시 확인해 주세요.")
            state = ProposalState.DISMISSED
            if action is ProposalAction.APPLY:
                _give_back(tx, who.tenant, book, asked)
                state = ProposalState.APPLIED
            proposals.decide(id, seen, state, stamp.by)
            book.note(f"leave.proposal.{action.lower()}")
            return proposals.get(id)

        return await self.store.write(unit, once)

    async def _look_through(self, tenant: str) -> None:
        edits = await self.store.read(lambda tx: Holidays(tx, tenant).state())
        changed = await self.store.scan(
            lambda tx: Holidays(tx, tenant).changed(edits.looked_through, edits.edits)
        )
        stamp = stamp_of(self.now())
        for day in changed:
            after = 0
            while lot := await self._over(tenant, day, after):
                await self.store.write(partial(_propose, tenant=tenant, lot=lot, edits=edits, stamp=stamp))
                after = lot[-1].id
        await self.store.write(lambda tx: Holidays(tx, tenant).looked_through(edits.edits))

    async def _over(self, tenant: str, day: date, after: int) -> list[Placed]:
        return await self.store.scan(lambda tx: Leaves(tx).over(tenant, day, after, LOT))


def _note(tx: SqlTx, who: Principal, at: datetime, action: str, holiday: HolidayView) -> None:
    AuditLog(tx).add(
        Line(
            tenant=who.tenant,
            at=at,
            action=action,
            subject=f"holiday:{holiday.date.isoformat()}",
            actor=who.claims.get("employee_id", who.id),
            detail={"name": holiday.name, "source": holiday.source, "kind": holiday.kind},
        )
    )


def _propose(tx: SqlTx, tenant: str, lot: list[Placed], edits: Edits, stamp: Stamp) -> None:
    for placed in lot:
        book = Book(tx, tenant, placed.employee_id, stamp)
        leave = Leaves(tx).get(tenant, placed.id)
        calendar = Holidays(tx, tenant).calendar(leave.start_date, leave.end_date)
        for found in corrections([leave], book.member.pattern(), calendar):
            said = _said(found, book.account.day_minutes)
            new = Proposal(
                employee_id=placed.employee_id,
                kind=ProposalKind.HOLIDAY,
                leave_id=leave.id,
                minutes_was=leave.minutes,
                minutes_now=found.minutes_now,
                days=found.days,
                detail=said,
                created_at=book.stamp.at,
            )
            id = Proposals(tx, tenant).add(new, about=f"leave:{leave.id}:{version(edits.edits)}")
            if id is not None:
                book.tell(LeaveProposed, proposal_id=id, detail=said)


def _said(found: Correction, day_minutes: int) -> str:
    was, now = found.reservation.minutes, found.minutes_now
    dates = ", ".join(wording.short(day) for day in found.days)
    return (
        f"공휴일이 바뀌어({dates}) {wording.days(was, day_minutes)}로 계산된 휴가가 지금은 "
        f"{wording.days(now, day_minutes)}입니다. 정정할지 정해 주세요."
    )


def _give_back(tx: SqlTx, tenant: str, book: Book, asked: Proposal) -> None:
    if asked.leave_id is None or asked.minutes_now > asked.minutes_was:
        raise InvalidState("되돌릴 날이 없는 제안입니다. 휴가를 따로 조정한 뒤 이 제안을 닫아 주세요.")
    leave = Leaves(tx).get(tenant, asked.leave_id)
    if leave.state is not LeaveState.SETTLED:
        raise InvalidState("결재가 끝난 휴가만 정정할 수 있습니다. 결재가 끝난 뒤 다시 적용해 주세요.")
    dates = frozenset(asked.days) & {day.date for day in leave.days}
    change = leaves.cancel(book.account, leave, book.stamp, dates=dates, by_hr=True)
    gone = tuple(day for day in leave.days if day.date in dates)
    book.apply(change, LeaveCancelled, "leave.correct", days=gone)
