"""One employee's ledger inside one unit: opened under its lock, changed, told of and written to the audit log."""

from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from msgspec.structs import replace

from maru.chassis.audit import AuditLog, Line
from maru.chassis.sql import SqlTx
from maru.erp.leave.contract import (
    Kind,
    LeaveAdjusted,
    LeaveEvent,
    LeaveExpired,
    LeaveExpiring,
    LeaveGranted,
    LedgerLine,
    Reservation,
)
from maru.erp.leave.domain.account import Account, Change, Stamp
from maru.erp.leave.domain.accrual import bring_up_to_date
from maru.erp.leave.domain.ledger import expire
from maru.erp.leave.store.accounts import Accounts, Grants, Held, Lines
from maru.erp.leave.store.leaves import Leaves

SEOUL: Final = timezone(timedelta(hours=9))
WARNED_BEFORE: Final = timedelta(days=30)


def stamp_of(at: datetime, by: int | str | None = None) -> Stamp:
    """The day in Seoul is the day of the ledger. Only employees stand in it by number."""
    return Stamp(at, at.astimezone(SEOUL).date(), by if isinstance(by, int) else None)


class Book:
    """Opening it locks the account, so commands about one employee follow each other on every engine."""

    def __init__(self, tx: SqlTx, tenant: str, employee_id: int, stamp: Stamp) -> None:
        self._tx, self._tenant, self.stamp = tx, tenant, stamp
        held = Accounts(tx).lock(tenant, employee_id)
        self.member = held.member()
        self.account = account_of(tx, held)
        self._version, self._accrued_to = held.version, held.accrued_to

    def catch_up(self, *, anew: bool = False) -> None:
        """Grant what is due by today and expire what is over, so that the command finds the account of its day.

        `anew`: the terms changed, look again though today was looked at before.
        """
        stamp, terms = replace(self.stamp, by=None), self.member.terms()
        if terms is not None and (anew or self._accrued_to < stamp.today):
            change = bring_up_to_date(self.account, terms, stamp)
        else:
            change = expire(self.account, stamp)
        self.apply(change, LeaveGranted, "leave.accrue")
        if self._accrued_to < stamp.today:
            Accounts(self._tx).accrued(self.account.employee_id, stamp.today)
            self._accrued_to = stamp.today

    def apply(
        self, change: Change, fact: type[LeaveEvent] | None, action: str, **facts: Any
    ) -> Reservation | None:
        """Write the change, tell it as `fact` with its lines, expiries apart; nothing if it is in effect already.

        The leave as it is kept now, if the change concerns one.
        """
        if not change:
            return None
        id = self.account.employee_id
        Grants(self._tx).add(change.grants)
        last = self.account.lines[-1].id if self.account.lines else 0
        lines = tuple(Lines(self._tx).add(id, change.lines, last))
        leave = change.reservation and Leaves(self._tx).put(self._tenant, change.reservation)
        self.account = self.account.after(replace(change, lines=lines, reservation=leave))
        was = self._version
        over = tuple(line for line in lines if line.kind is Kind.EXPIRE)
        rest = tuple(line for line in lines if line.kind is not Kind.EXPIRE)
        expired = sum(line.minutes for line in over)
        if rest and fact is not None:
            self._tell(fact, rest, self.account.available - expired, leave, **facts)
        if over:
            self._tell(LeaveExpired, over, self.account.available, None)
        if self._version != was:
            Accounts(self._tx).save(id, was, self._version, self.account.available)
        self.note(action, change.minutes, leave)
        return leave

    def tell(self, fact: type[LeaveEvent], **facts: Any) -> None:
        """Say something of the account that changes no line."""
        was = self._version
        self._tell(fact, (), self.account.available, None, **facts)
        Accounts(self._tx).save(self.account.employee_id, was, self._version, self.account.available)

    def warn(self) -> None:
        """Tell the owner once of each grant that expires soon with something left in it."""
        today = self.stamp.today
        left = self.account.remaining()
        unwarned = Grants(self._tx).unwarned(self.account.employee_id, today, today + WARNED_BEFORE)
        by_day: dict[date, list[str]] = {}
        for grant in unwarned:
            if left.get(grant.id, 0) > 0:
                by_day.setdefault(grant.last_day, []).append(grant.id)
        for last_day, ids in sorted(by_day.items()):
            Grants(self._tx).warned(self.account.employee_id, ids)
            self.tell(LeaveExpiring, minutes=sum(left[id] for id in ids), last_day=last_day)

    def note(self, action: str, minutes: int = 0, leave: Reservation | None = None) -> None:
        detail: dict[str, str | int | bool | None] = {"minutes": minutes}
        if leave is not None:
            detail |= {"leaveId": leave.id, "state": leave.state, "documentId": leave.document_id}
        AuditLog(self._tx).add(
            Line(
                tenant=self._tenant,
                at=self.stamp.at,
                action=action,
                subject=f"leave:{self.account.employee_id}",
                actor=self.stamp.by,
                detail=detail,
            )
        )

    def _tell(
        self,
        fact: type[LeaveEvent],
        lines: tuple[LedgerLine, ...],
        available: int,
        leave: Reservation | None,
        **facts: Any,
    ) -> None:
        self._version += 1
        self._tx.emit(
            fact(
                tenant=self._tenant,
                at=self.stamp.at,
                actor=self.stamp.by,
                employee_id=self.account.employee_id,
                account_version=self._version,
                available=available,
                day_minutes=self.account.day_minutes,
                document_id=leave.document_id if leave else None,
                lines=lines,
                **facts,
            )
        )


def account_of(tx: SqlTx, held: Held) -> Account:
    """The whole account; leaves that occupy no day are left out."""
    ids = [held.employee_id]
    return Account(
        employee_id=held.employee_id,
        day_minutes=held.day_minutes,
        grants=tuple(Grants(tx).of(ids)),
        lines=tuple(Lines(tx).of(ids)),
        reservations=tuple(Leaves(tx).taken(held.employee_id)),
    )


def as_of(held: Held, account: Account, stamp: Stamp) -> Account:
    """The account as it is on that day, even if what fell due since is not written yet."""
    terms = held.member().terms()
    if terms is None or held.accrued_to >= stamp.today:
        return account.after(expire(account, stamp))
    return account.after(bring_up_to_date(account, terms, stamp))


def granted(change: Change) -> type[LeaveEvent]:
    """A correction by hand is told as one, a grant as a grant."""
    return LeaveGranted if any(line.kind is Kind.GRANT for line in change.lines) else LeaveAdjusted
