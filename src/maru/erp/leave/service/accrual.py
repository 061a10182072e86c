"""What happens without anybody asking: accrual, expiry and its notices day by day, and holds that lapse."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from maru.chassis import telemetry
from maru.chassis.problems import Problem
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.erp.approvals.contract import Approvals
from maru.erp.leave.domain.account import Policy, Stamp
from maru.erp.leave.service.book import Book, stamp_of
from maru.erp.leave.service.documents import follow
from maru.erp.leave.store.accounts import Accounts, Due
from maru.erp.leave.store.leaves import Leaves, Placed

LOT = 100


class AccrualIncomplete(Exception):
    """Some accounts were not brought up to date; they stay due, and everybody else's are."""


class HoldsLeft(Exception):
    """Some holds could not be judged; they stay reserved until they can."""


@dataclass(frozen=True, slots=True)
class Days:
    """Bringing accounts to the present day. Each is a unit of its own: one that fails stops nobody else's."""

    store: Store[SqlTx]
    now: Callable[[], datetime]

    async def bring_up(self) -> str:
        """Every account that was not looked at today; days that were missed are made up.

        Raises `AccrualIncomplete` naming the people whose account failed, after all others are done.
        """
        stamp = stamp_of(self.now())
        done, failed, after = 0, [], ("", 0)
        while lot := await self._due(stamp.today, after):
            for due in lot:
                try:
                    await self.store.write(partial(_one, due=due, stamp=stamp))
                    done += 1
                except Exception as error:
                    telemetry.log.error("leave.accrual.failed", employee=due.employee_id, exc_info=error)
                    failed.append(due.employee_id)
            after = lot[-1].accrued_to, lot[-1].employee_id
        if failed:
            named = ", ".join(map(str, failed[:20]))
            raise AccrualIncomplete(
                f"{len(failed)} accounts not brought up to {stamp.today}: employees {named}"
            )
        return f"{done} accounts" if done else ""

    async def _due(self, today: date, after: tuple[str, int]) -> list[Due]:
        return await self.store.scan(lambda tx: Accounts(tx).due(today, after, LOT))


def _one(tx: SqlTx, due: Due, stamp: Stamp) -> None:
    book = Book(tx, due.tenant, due.employee_id, stamp)
    book.catch_up()
    book.warn()


@dataclass(frozen=True, slots=True)
class Holds:
    """Holds whose document nobody told of in time. Where the document stands decides, not the silence."""

    store: Store[SqlTx]
    approvals: Approvals
    now: Callable[[], datetime]
    policy: Policy

    async def settle(self) -> str:
        """Release what was never submitted, confirm what was. Raises `HoldsLeft` if approvals do not answer."""
        now, after, done, left = self.now(), 0, 0, 0
        while lot := await self._forgotten(now, after):
            for placed in lot:
                try:
                    await self._one(placed)
                    done += 1
                except Problem as refusal:
                    telemetry.log.error("leave.hold.left", leave=placed.id, code=refusal.code)
                    left += 1
            after = lot[-1].id
        if left:
            raise HoldsLeft(f"{left} holds stay until approvals answer")
        return f"{done} holds" if done else ""

    async def _forgotten(self, now: datetime, after: int) -> list[Placed]:
        return await self.store.scan(lambda tx: Leaves(tx).forgotten(now, after, LOT))

    async def _one(self, placed: Placed) -> None:
        leave = await self.store.read(lambda tx: Leaves(tx).get(placed.tenant, placed.id))
        state = None
        if leave.document_id is not None:
            receipt = await self.approvals.receipt(placed.tenant, leave.document_id)
            state = receipt.state if receipt else None
        stamp = stamp_of(self.now())
        await self.store.write(
            lambda tx: follow(tx, placed.tenant, placed.employee_id, placed.id, state, stamp, self.policy)
        )
