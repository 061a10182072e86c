"""Corrections of days: asked by the person, decided by a head above them or by HR, counted only once approved."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied, NotFound, StaleVersion
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.attendance import domain
from maru.erp.attendance.contract import (
    Corrected,
    Correction,
    CorrectionRecalled,
    CorrectionRejected,
    CorrectionRequested,
    CorrectionState,
    DayState,
    SelfApproval,
)
from maru.erp.attendance.domain import Move
from maru.erp.attendance.messages import Action, CorrectionQuery, Decision, NewCorrection
from maru.erp.attendance.service.account import Account
from maru.erp.attendance.service.readers import HR, Readers, me
from maru.erp.attendance.store.corrections import Corrections
from maru.erp.employees.contract import Directory, EmployeeMoved, no_employee

FIRST = 1 << 53


@dataclass(frozen=True, slots=True)
class Correcting:
    store: Store[SqlTx]
    readers: Readers
    directory: Directory
    now: Callable[[], datetime]

    async def ask(self, who: Principal, ask: NewCorrection, once: Once) -> Correction:
        """Propose other times, or that a day was none; one proposal a day may wait at a time."""
        employee_id, now = me(who), self.now()
        people = await self.directory.people(who.tenant, [employee_id])
        if not people:
            raise no_employee(employee_id)
        heads = await self.directory.heads(who.tenant, employee_id)
        deciders = heads or [p for p in await self.directory.hr_people(who.tenant) if p.id != employee_id]

        def unit(tx: SqlTx) -> Correction:
            account = Account(tx, who.tenant, employee_id, by=employee_id, now=now)
            proposal = domain.proposed(
                account.days.of(employee_id, ask.date),
                check_in=ask.check_in,
                check_out=ask.check_out,
                withdrawn=ask.withdrawn,
                reason=ask.reason,
                now=now,
            )
            asked = Corrections(tx, who.tenant).add(replace(proposal, department_id=people[0].department_id))
            account.tell(
                CorrectionRequested,
                correction_id=asked.id,
                work_date=asked.work_date,
                reason=asked.reason,
                deciders=tuple(person.id for person in deciders),
            )
            account.note("correction.requested", asked.work_date, {"correctionId": asked.id})
            return asked

        return await self.store.write(unit, once)

    async def decide(self, who: Principal, id: int, decision: Decision, seen: int, once: Once) -> Correction:
        """By HR or a head above the person, never by the person; the approval changes the day in this commit."""
        own, now = me(who), self.now()
        asked = await self._known(who, id)
        if asked.employee_id == own:
            raise SelfApproval("본인의 정정 신청은 결정할 수 없습니다.")
        move = Move.APPROVE if decision.action is Action.APPROVE else Move.REJECT

        def unit(tx: SqlTx) -> Correction:
            account = Account(tx, who.tenant, asked.employee_id, by=own, now=now)
            corrections = Corrections(tx, who.tenant)
            current = corrections.get(id)
            decided = domain.decided(current, move, by=own, comment=decision.comment, now=now)
            _same(current, seen)
            corrections.save(decided)
            if decided.state is CorrectionState.APPROVED:
                _apply(account, decided)
            else:
                account.tell(
                    CorrectionRejected,
                    correction_id=id,
                    work_date=decided.work_date,
                    reason=decided.comment or "",
                )
            account.note(f"correction.{move.lower()}", decided.work_date, {"correctionId": id})
            return decided

        return await self.store.write(unit, once)

    async def recall(self, who: Principal, id: int, seen: int, once: Once) -> Correction:
        """Take an undecided proposal of one's own back."""
        own, now = me(who), self.now()

        def unit(tx: SqlTx) -> Correction:
            account = Account(tx, who.tenant, own, by=own, now=now)
            corrections = Corrections(tx, who.tenant)
            current = corrections.get(id)
            if current.employee_id != own:
                raise _unknown(id)
            recalled = domain.decided(current, Move.RECALL, by=own, comment=None, now=now)
            _same(current, seen)
            corrections.save(recalled)
            account.tell(CorrectionRecalled, correction_id=id, work_date=recalled.work_date)
            account.note("correction.recall", recalled.work_date, {"correctionId": id})
            return recalled

        return await self.store.write(unit, once)

    async def get(self, who: Principal, id: int) -> Correction:
        """Unknown to whoever may not read it."""
        return await self._known(who, id)

    async def list(self, who: Principal, ask: CorrectionQuery) -> list[Correction]:
        """Newest first, one more than asked for if there are more."""
        before, many = ask.cursor or FIRST, ask.limit + 1
        if not ask.deciding:
            employee_id = ask.employee_id or me(who)
            await self.readers.check(who, employee_id)
            state = ask.state or ""
            return await self.store.scan(
                lambda tx: Corrections(tx, who.tenant).of_employee(employee_id, state, before, many)
            )
        own, state = me(who), ask.state or CorrectionState.PENDING
        if HR in who.roles:
            return await self.store.scan(
                lambda tx: Corrections(tx, who.tenant).of_everybody(own, state, before, many)
            )
        managed = [d.id for d in await self.directory.managed_departments(who.tenant, own)]
        return await self.store.scan(
            lambda tx: Corrections(tx, who.tenant).of_departments(managed, own, state, before, many)
        )

    def follow(self, tx: SqlTx, moved: EmployeeMoved) -> None:
        """A person changed department: the new head sees what still waits, the old one no longer."""
        Corrections(tx, moved.tenant).follow(moved.person.id, moved.person.department_id)

    async def _known(self, who: Principal, id: int) -> Correction:
        asked = await self.store.read(lambda tx: Corrections(tx, who.tenant).get(id))
        try:
            await self.readers.check(who, asked.employee_id)
        except Denied:
            raise _unknown(id) from None
        return asked


def _unknown(id: int) -> NotFound:
    return NotFound(f"정정 신청을 찾을 수 없습니다: {id}", correctionId=id)


def _same(current: Correction, seen: int) -> None:
    if seen != current.version:
        raise StaleVersion("다른 곳에서 먼저 바뀌었습니다. 다시 확인해 주세요.", version=current.version)


def _apply(account: Account, by: Correction) -> None:
    day = account.days.of(by.employee_id, by.work_date)
    after = domain.corrected(day, by)
    before = account.tally.days
    reached = None
    if day.state is DayState.ABSENT:
        account.days.add(after)
        reached = account.count(1)
    elif after.state is DayState.ABSENT:
        account.days.drop(after)
        account.count(-1)
    else:
        account.days.save(after)
    account.tell(
        Corrected,
        correction_id=by.id,
        work_date=by.work_date,
        check_in=after.check_in,
        check_out=after.check_out,
        lost_milestone=domain.lost_milestone(before, account.tally.days),
    )
    account.tell_milestone(reached)
