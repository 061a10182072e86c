"""What the other services ask of leave: `Leave` of the contract."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.erp.leave.contract import (
    Adjustment,
    Bucket,
    Deduction,
    InvalidLeave,
    InvalidState,
    LeaveAdjusted,
    LeaveAsk,
    LeaveBalance,
    LeavePreview,
    LeaveReserved,
    LeaveState,
    LedgerLine,
    Reservation,
    RewardAsk,
)
from maru.erp.leave.domain import balances, days, leaves, ledger, permission, rewards
from maru.erp.leave.domain.account import Account, Policy, Stamp
from maru.erp.leave.domain.member import Member
from maru.erp.leave.domain.preview import preview
from maru.erp.leave.service import documents
from maru.erp.leave.service.book import Book, account_of, as_of, granted, stamp_of
from maru.erp.leave.store.accounts import Accounts, Grants, Held, Lines
from maru.erp.leave.store.holidays import Holidays
from maru.erp.leave.store.leaves import Leaves

HOLD: Final = timedelta(minutes=10)
LONGEST_KEY: Final = 160
LOT: Final = 20  # people whose ledgers are read by one query

_ANSWERED = frozenset({LeaveState.HELD, LeaveState.RESERVED, LeaveState.SETTLED})


@dataclass(frozen=True, slots=True)
class Desk:
    """Implements `Leave`."""

    store: Store[SqlTx]
    now: Callable[[], datetime]
    policy: Policy

    async def preview(self, ask: LeaveAsk) -> LeavePreview:
        stamp = stamp_of(self.now())

        def unit(tx: SqlTx) -> LeavePreview:
            held = Accounts(tx).get(ask.employee_id)
            member, account = _seen(tx, ask.tenant, ask.employee_id, held, stamp)
            calendar = Holidays(tx, ask.tenant).calendar(ask.start_date, ask.end_date)
            return preview(
                _without(account, ask.key, stamp), ask, member.pattern(), calendar, stamp, self.policy
            )

        return await self.store.read(unit)

    async def reserve(self, ask: LeaveAsk) -> Reservation:
        stamp = stamp_of(self.now(), ask.employee_id)
        _key(ask.key)

        def unit(tx: SqlTx) -> Reservation:
            book = Book(tx, ask.tenant, ask.employee_id, stamp)
            known = Leaves(tx).by_key(ask.tenant, ask.key)
            if known is not None and known.employee_id != ask.employee_id:
                raise InvalidState("다른 사람의 휴가 신청에 쓰인 키입니다. 새로 신청해 주세요.")
            if known is not None and known.state in _ANSWERED and leaves.same_ask(known, ask):
                return self._held_longer(tx, ask, known, stamp)
            book.catch_up()
            if known is not None:
                known = _made_free(book, known)
            change = leaves.reserve(
                book.account,
                ask,
                self._counted(tx, book, ask),
                stamp,
                policy=self.policy,
                hold_until=stamp.at + HOLD,
            )
            change = change if known is None else leaves.again(known, change)
            assert change.reservation is not None
            leave = book.apply(change, LeaveReserved, "leave.reserve", days=change.reservation.days)
            assert leave is not None
            return leave

        return await self.store.write(unit)

    async def give_up(self, tenant: str, key: str) -> None:
        """The document that a hold was for was refused: the hold need not wait for its end."""
        stamp = stamp_of(self.now())

        def unit(tx: SqlTx) -> None:
            held = Leaves(tx).by_key(tenant, key)
            if held is None:
                return
            book = Book(tx, tenant, held.employee_id, stamp)
            held = Leaves(tx).get(tenant, held.id)
            if held.state is LeaveState.HELD:
                documents.lapsed(book, held)

        await self.store.write(unit)

    async def balance(self, tenant: str, employee_id: int) -> LeaveBalance:
        stamp = stamp_of(self.now())

        def unit(tx: SqlTx) -> LeaveBalance:
            held = Accounts(tx).get(employee_id)
            return balances.balance(_seen(tx, tenant, employee_id, held, stamp)[1], stamp)

        return await self.store.read(unit)

    async def balances(self, tenant: str, employee_ids: Sequence[int]) -> dict[int, LeaveBalance]:
        stamp = stamp_of(self.now())
        if len(employee_ids) > 1000:
            raise InvalidLeave("한 번에 1,000명까지 조회할 수 있습니다.")

        def unit(tx: SqlTx) -> dict[int, LeaveBalance]:
            found: dict[int, LeaveBalance] = {}
            for start in range(0, len(employee_ids), LOT):
                ids = employee_ids[start : start + LOT]
                for id, account in _several(tx, tenant, ids, stamp).items():
                    found[id] = balances.balance(account, stamp)
            return found

        return await self.store.scan(unit)

    async def reward(self, ask: RewardAsk) -> LeaveBalance:
        stamp = stamp_of(self.now())
        _key(ask.key)

        def unit(tx: SqlTx) -> LeaveBalance:
            book = Book(tx, ask.tenant, ask.employee_id, stamp)
            book.catch_up()
            minutes = days.quarters(ask.days, book.account.day_minutes)
            change = rewards.reward(book.account, ask.key, minutes, ask.explanation, stamp)
            book.apply(change, granted(change), "leave.reward")
            return balances.balance(book.account, stamp)

        return await self.store.write(unit)

    async def adjust(self, ask: Adjustment) -> LeaveBalance:
        stamp = stamp_of(self.now(), ask.by)
        _key(ask.key)

        def unit(tx: SqlTx) -> LeaveBalance:
            book = Book(tx, ask.tenant, ask.employee_id, stamp)
            book.catch_up()
            account = book.account
            minutes = days.quarters(ask.days, account.day_minutes)
            bucket = ask.bucket or (Bucket.REWARD if ask.as_manager else None)
            permission.refuse_own_adjustment(account, stamp)
            if ask.as_manager and not _adjusted(account, ask.key):
                assert bucket is not None
                permission.refuse_managers_adjustment(account, bucket, minutes, stamp)
            change = ledger.adjust(account, bucket, minutes, ask.reason, ask.key, stamp)
            book.apply(change, LeaveAdjusted, "leave.adjust")
            return balances.balance(book.account, stamp)

        return await self.store.write(unit)

    async def deduct(self, ask: Deduction) -> LeaveBalance:
        stamp = stamp_of(self.now(), ask.by)
        _key(ask.key)

        def unit(tx: SqlTx) -> LeaveBalance:
            book = Book(tx, ask.tenant, ask.employee_id, stamp)
            book.catch_up()
            minutes = days.quarters(ask.days, book.account.day_minutes)
            why = f"외부 요청으로 차감하였습니다. 사유: {ask.reason or '없음'}"
            book.apply(ledger.use(book.account, minutes, why, ask.key, stamp), LeaveAdjusted, "leave.deduct")
            return balances.balance(book.account, stamp)

        return await self.store.write(unit)

    def _counted(self, tx: SqlTx, book: Book, ask: LeaveAsk) -> days.Counting | int:
        if ask.start_date is None and ask.end_date is None:
            return days.undated(ask, book.account.day_minutes)
        calendar = Holidays(tx, ask.tenant).calendar(ask.start_date, ask.end_date)
        taken = days.taken(book.account.reservations)
        return days.count(ask, book.member.pattern(), calendar, taken, hours=self.policy.hours)

    def _held_longer(self, tx: SqlTx, ask: LeaveAsk, known: Reservation, stamp: Stamp) -> Reservation:
        if known.state is not LeaveState.HELD:
            return known
        longer = replace(known, hold_until=stamp.at + HOLD, version=known.version + 1)
        return Leaves(tx).put(ask.tenant, longer)


def _made_free(book: Book, known: Reservation) -> Reservation:
    """The leave that the same document asked for before, its days free again. Refuses `InvalidState`."""
    if known.state is LeaveState.HELD:
        known = documents.lapsed(book, known)
    leaves.after(known, leaves.Move.RESERVE_AGAIN)
    return known


def _seen(
    tx: SqlTx, tenant: str, employee_id: int, held: Held | None, stamp: Stamp
) -> tuple[Member, Account]:
    """Somebody of whom nothing is kept yet, or who is another company's, has nothing."""
    if held is None or held.tenant != tenant:
        return Member(employee_id=employee_id, tenant=tenant), Account(employee_id=employee_id)
    return held.member(), as_of(held, account_of(tx, held), stamp)


def _several(tx: SqlTx, tenant: str, ids: Sequence[int], stamp: Stamp) -> dict[int, Account]:
    found = {id: Account(employee_id=id) for id in ids}
    known = {held.employee_id: held for held in Accounts(tx).of(tenant, ids)}
    given = Grants(tx).of(list(known))
    written: dict[int, list[LedgerLine]] = {}
    for line in Lines(tx).of(list(known)):
        written.setdefault(line.employee_id, []).append(line)
    for id, held in known.items():
        whole = Account(
            employee_id=id,
            day_minutes=held.day_minutes,
            grants=tuple(grant for grant in given if grant.employee_id == id),
            lines=tuple(written.get(id, ())),
        )
        found[id] = as_of(held, whole, stamp)
    return found


def _without(account: Account, key: str, stamp: Stamp) -> Account:
    """The account without the hold under that key: a document asks again what it asked before."""
    held = next((r for r in account.reservations if r.key == key and r.state is LeaveState.HELD), None)
    return account.after(leaves.lapse(account, held, stamp)) if held else account


def _adjusted(account: Account, key: str) -> bool:
    """A correction that is in effect already does not count against its own limit."""
    given = account.grant(f"adjust:{key}") is not None
    return given or any(line.document_id == key for line in account.lines)


def _key(key: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY:
        raise InvalidLeave(f"요청을 구별하는 키는 1~{LONGEST_KEY}자여야 합니다.")
