"""Days that HR gives by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from maru.chassis.idempotency import Once
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.leave.contract import LeaveGranted
from maru.erp.leave.domain import balances, days, ledger, permission
from maru.erp.leave.domain.account import BUCKET_NAMES
from maru.erp.leave.messages import GrantView, NewGrant
from maru.erp.leave.service.book import Book, stamp_of
from maru.erp.leave.service.readers import Readers, me


@dataclass(frozen=True, slots=True)
class Giving:
    store: Store[SqlTx]
    readers: Readers
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def grant(self, who: Principal, ask: NewGrant, once: Once) -> GrantView:
        """A grant on the company's rules; a year from today unless dates are given. Never to oneself."""
        stamp, id = stamp_of(self.now(), me(who)), f"hand:{self.new_id()}"
        await self.readers.person(who.tenant, ask.employee_id)

        def unit(tx: SqlTx) -> GrantView:
            book = Book(tx, who.tenant, ask.employee_id, stamp)
            book.catch_up()
            permission.refuse_own_adjustment(book.account, stamp)
            minutes = days.quarters(ask.days, book.account.day_minutes)
            given = ledger.by_hand(
                book.account,
                id,
                ask.bucket,
                minutes,
                f"{BUCKET_NAMES[ask.bucket]}를 부여하였습니다. 사유: {ask.reason}",
                stamp,
                starts=ask.starts,
                last_day=ask.last_day,
            )
            book.apply(ledger.grant(book.account, given, stamp), LeaveGranted, "leave.grant")
            return next(view for view in balances.grants(book.account, stamp) if view.grant.id == id)

        return await self.store.write(unit, once)
