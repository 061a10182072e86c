"""What is known of somebody's leave, for those who may know it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from msgspec import Struct

from maru.chassis.problems import Denied, NotFound
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.employees.contract import Department, Directory, Person
from maru.erp.leave.contract import InvalidLeave, LeaveBalance, LedgerLine, Reservation
from maru.erp.leave.domain import balances
from maru.erp.leave.domain.account import Account
from maru.erp.leave.messages import GrantView
from maru.erp.leave.service.book import account_of, as_of, stamp_of
from maru.erp.leave.service.desk import Desk
from maru.erp.leave.service.readers import DENIED, HR, Readers, me
from maru.erp.leave.store.accounts import Accounts, Lines
from maru.erp.leave.store.holidays import Holidays
from maru.erp.leave.store.leaves import Away, Leaves, no_leave

LONGEST = 62
MANY = 2000


class Seen(Struct, frozen=True):
    """One absence on one day; `reason` is None for those who may not know it."""

    away: Away
    reason: str | None


class Month(Struct, frozen=True):
    """Every day of the span with its holiday and who is away."""

    days: Sequence[tuple[date, str | None, Sequence[Seen]]]


@dataclass(frozen=True, slots=True)
class Records:
    store: Store[SqlTx]
    desk: Desk
    readers: Readers
    directory: Directory
    now: Callable[[], datetime]

    async def balance(self, who: Principal, employee_id: int) -> LeaveBalance:
        await self.readers.check(who, employee_id)
        return await self.desk.balance(who.tenant, employee_id)

    async def team(
        self, who: Principal, department: str | None, after: int, many: int
    ) -> list[tuple[Person, LeaveBalance]]:
        """The people the caller looks after, by number; refused to who looks after nobody."""
        managed = await self.readers.managed(who)
        if department is not None:
            managed = _named(managed, department)
        if not managed:
            raise Denied(DENIED)
        people: dict[int, Person] = {}
        for place in managed:
            for person in await self.directory.department_members(who.tenant, place.id):
                people[person.id] = person
        chosen = [people[id] for id in sorted(people) if id > after][:many]
        found = await self.desk.balances(who.tenant, [person.id for person in chosen])
        return [(person, found[person.id]) for person in chosen]

    async def ledger(self, who: Principal, employee_id: int, before: int, many: int) -> list[LedgerLine]:
        """Newest first."""
        await self.readers.check(who, employee_id)
        return await self.store.scan(lambda tx: Lines(tx).page(employee_id, before, many))

    async def grants(self, who: Principal, employee_id: int) -> list[GrantView]:
        """All of a person's, the earliest to expire first."""
        await self.readers.check(who, employee_id)
        stamp = stamp_of(self.now())

        def unit(tx: SqlTx) -> list[GrantView]:
            held = Accounts(tx).get(employee_id)
            account = (
                Account(employee_id=employee_id) if held is None else as_of(held, account_of(tx, held), stamp)
            )
            return balances.grants(account, stamp)

        return await self.store.scan(unit)

    async def requests(self, who: Principal, employee_id: int, before: int, many: int) -> list[Reservation]:
        """Newest first."""
        await self.readers.check(who, employee_id)
        return await self.store.scan(lambda tx: Leaves(tx).page(who.tenant, employee_id, before, many))

    async def request(self, who: Principal, id: int) -> Reservation:
        """Unknown to whoever may not read it."""
        leave = await self.store.read(lambda tx: Leaves(tx).get(who.tenant, id))
        if not await self.readers.may(who, leave.employee_id):
            raise no_leave(id)
        return leave

    async def calendar(self, who: Principal, first: date, last: date, department: str | None) -> Month:
        """Who is away in the caller's own team and those they look after; why, only those responsible see."""
        if not timedelta(0) <= last - first < timedelta(LONGEST):
            raise InvalidLeave(f"달력은 한 번에 {LONGEST}일까지 볼 수 있습니다. 기간을 줄여 주세요.")
        managed = {place.id: place for place in await self.readers.managed(who)}
        places = await self._places(who, managed, department)
        knows = frozenset(managed)

        def unit(tx: SqlTx) -> Month:
            names = Holidays(tx, who.tenant).calendar(first, last).names
            seen: dict[date, list[Seen]] = {}
            for away in Leaves(tx).away(who.tenant, places, first, last, MANY):
                own = away.leave.employee_id == who.claims.get("employee_id")
                reason = away.leave.reason if own or away.department_id in knows else None
                for day in away.leave.days:
                    seen.setdefault(day.date, []).append(Seen(away, reason))
            span = [first + timedelta(n) for n in range((last - first).days + 1)]
            return Month([(day, names.get(day), seen.get(day, ())) for day in span])

        return await self.store.scan(unit)

    async def _places(
        self, who: Principal, managed: dict[int, Department], department: str | None
    ) -> list[int]:
        own = who.claims.get("employee_id")
        team = None if own is None else (await self.readers.person(who.tenant, me(who))).department_id
        if department is None:
            mine = [] if HR in who.roles and team is not None else list(managed)
            return sorted({*mine, *([team] if team is not None else [])})
        asked = _named(await self.directory.departments(who.tenant), department)
        if not asked:
            raise NotFound(f"부서를 찾을 수 없습니다: {department[:60]}")
        if asked[0].id != team and asked[0].id not in managed:
            raise Denied(DENIED)
        return [asked[0].id]


def _named(departments: Sequence[Department], asked: str) -> list[Department]:
    """By name, or by the digits of the id."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    return [each for each in departments if each.id == number or each.name == asked]
