"""The numbers beside a person's name that other services keep: leave and attended days."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from msgspec import Struct

from maru.chassis.idempotency import Once
from maru.chassis.manifest import Call
from maru.chassis.problems import Denied, Problem
from maru.erp.attendance.contract import Attendance
from maru.erp.employees.contract import InvalidEmployee
from maru.erp.employees.domain import Caller, Employee
from maru.erp.employees.service.directory import AT_ONCE, Register
from maru.erp.leave.contract import Adjustment, Bucket, Deduction, InsufficientBalance, Leave, LeaveBalance


class NotEnoughLeave(Problem):
    """The older clients look for this text with 400."""


class Figures(Struct, frozen=True):
    """Days. `remaining` is what may still be asked for, `total` what was granted and has not expired."""

    remaining: float
    total: float
    attended: int


@dataclass(frozen=True, slots=True)
class Numbers:
    call: Call
    register: Register
    new_id: Callable[[], str]

    async def of(self, by: Caller, people: Sequence[Employee]) -> dict[int, Figures]:
        """The figures of those of `people` whose the caller may see: their own, their department's, HR all."""
        looked_after = frozenset() if by.hr else await self.register.looked_after(by)
        ids = [
            each.id
            for each in people
            if by.hr or each.id == by.employee_id or each.department_id in looked_after
        ]
        found: dict[int, Figures] = {}
        for start in range(0, len(ids), AT_ONCE):
            found |= await self._figures(by.tenant, ids[start : start + AT_ONCE])
        return found

    async def own(self, by: Caller, id: int) -> LeaveBalance:
        """Refuses `Denied` to all but the person, their manager and HR."""
        await self.register.employee(by.tenant, id)
        if not (by.hr or by.employee_id == id or await self._manages(by, id)):
            raise Denied("권한이 없습니다")
        return await self.call(Leave).balance(by.tenant, id)

    async def adjust(
        self,
        by: Caller,
        id: int,
        days: float,
        bucket: Bucket | None,
        reason: str,
        named_manager: int | None,
        once: Once | None,
    ) -> LeaveBalance:
        """By HR in any bucket, by a manager in 포상휴가 alone; never of oneself."""
        if named_manager is not None and named_manager != by.employee_id:
            raise Denied("권한이 없습니다")
        await self.register.employee(by.tenant, id)
        as_manager = not by.hr
        if by.employee_id is None or by.employee_id == id or (as_manager and not await self._manages(by, id)):
            raise Denied("권한이 없습니다")
        if not days or days % 0.25:
            raise InvalidEmployee("조정 일수는 0이 아닌 0.25일 단위여야 합니다")
        ask = Adjustment(
            tenant=by.tenant,
            employee_id=id,
            key=self._key(once),
            days=days,
            by=by.employee_id,
            as_manager=as_manager,
            bucket=bucket or (Bucket.REWARD if as_manager else None),
            reason=reason,
        )
        return await _if_enough(self.call(Leave).adjust(ask))

    async def deduct(
        self, by: Caller, id: int, days: float, reference: str | None, once: Once | None
    ) -> LeaveBalance:
        """Once per reference, or per Idempotency-Key where there is none."""
        await self.register.employee(by.tenant, id)
        if days <= 0 or days % 0.25:
            raise InvalidEmployee("차감 일수는 0보다 큰 0.25일 단위여야 합니다")
        if not reference and once is None:
            raise InvalidEmployee("referenceId 또는 Idempotency-Key 머리글이 필요합니다")
        key = f"deduct:{id}:{reference[:80]}" if reference else self._key(once)
        ask = Deduction(
            tenant=by.tenant, employee_id=id, key=key, days=days, by=by.employee_id, reason=reference or ""
        )
        return await _if_enough(self.call(Leave).deduct(ask))

    async def _manages(self, by: Caller, id: int) -> bool:
        return by.employee_id is not None and await self.register.is_head_of(by.tenant, by.employee_id, id)

    def _key(self, once: Once | None) -> str:
        return f"employees:{self.new_id() if once is None else once.id.hex()}"

    async def _figures(self, tenant: str, ids: Sequence[int]) -> dict[int, Figures]:
        balances, counts = await asyncio.gather(
            self.call(Leave).balances(tenant, ids), self.call(Attendance).counts(ids)
        )
        found: dict[int, Figures] = {}
        for id in ids:
            balance = balances.get(id)
            remaining, total = (balance.remaining, balance.total) if balance is not None else (0.0, 0.0)
            found[id] = Figures(remaining, total, counts.get(id, 0))
        return found


async def _if_enough(asked: Awaitable[LeaveBalance]) -> LeaveBalance:
    try:
        return await asked
    except InsufficientBalance:
        raise NotEnoughLeave("연차가 부족합니다") from None
