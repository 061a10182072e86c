"""Random commands on one account, against a model that keeps every quarter of an hour as a coin.

A coin has the days of its grant and one place: free, reserved, used or gone. The model knows no lines, no
sums and no order of commands; the ledger must agree with it after each.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from maru.erp.leave.contract import Bucket, InsufficientBalance, LeaveDay, LeaveState, Reservation
from maru.erp.leave.domain import leaves, ledger
from maru.erp.leave.domain.account import Account, Change
from maru.erp.leave.domain.balances import balance
from maru.erp.leave.domain.days import Counting
from tests.erp.leave.desk import MONA, asks, given, stamp

COIN = 120
START = date(2026, 1, 1)


@dataclass(eq=False)
class Coin:
    grant: str
    starts: date
    last_day: date
    place: str = "free"
    leave: str = ""
    day: date | None = None


class Ledger(RuleBasedStateMachine):
    waiting = Bundle("waiting")
    settled = Bundle("settled")

    def __init__(self) -> None:
        super().__init__()
        self.account = Account(employee_id=MONA)
        self.coins: list[Coin] = []
        self.today = START
        self.number = 0

    def write(self, change: Change) -> None:
        self.account = self.account.after(change)

    def leave(self, key: str) -> Reservation:
        return next(r for r in self.account.reservations if r.key == key)

    def pay(self, wants: list[tuple[date, int]]) -> list[tuple[Coin, date]] | None:
        """The coins for these days, the first to expire first; none at all if one day cannot be paid."""
        chosen: list[tuple[Coin, date]] = []
        for day, amount in wants:
            usable = [
                coin
                for coin in self.coins
                if coin.place == "free"
                and coin.starts <= day <= coin.last_day
                and coin not in [c for c, _ in chosen]
            ]
            usable.sort(key=lambda coin: coin.last_day)
            if len(usable) < amount:
                return None
            chosen += [(coin, day) for coin in usable[:amount]]
        return chosen

    def lose_what_is_over(self) -> None:
        for coin in self.coins:
            if coin.place == "free" and coin.last_day < self.today:
                coin.place = "gone"

    @rule(quarters=st.integers(1, 24), wait=st.integers(0, 20), length=st.integers(1, 60))
    def grant(self, quarters: int, wait: int, length: int) -> None:
        self.number += 1
        starts = self.today + timedelta(wait)
        # no two grants expire on one day, so that there is one right choice
        last_day = starts + timedelta(length)
        while any(g.last_day == last_day for g in self.account.grants):
            last_day += timedelta(1)
        new = given(f"g{self.number}", quarters * COIN / 480, last_day, starts, Bucket.STATUTORY)
        self.write(ledger.grant(self.account, new, stamp(self.today)))
        self.write(ledger.grant(self.account, new, stamp(self.today)))
        self.coins += [Coin(new.id, starts, last_day) for _ in range(quarters)]

    @rule(
        target=waiting,
        ahead=st.integers(0, 40),
        length=st.integers(1, 4),
        quarters=st.sampled_from([1, 2, 4]),
    )
    def ask(self, ahead: int, length: int, quarters: int) -> str:
        self.number += 1
        key = f"leave-{self.number}"
        wants = [(self.today + timedelta(ahead + n), quarters) for n in range(length)]
        days = tuple(LeaveDay(date=day, begin=0, end=quarters * COIN) for day, _ in wants)
        ask = asks(wants[0][0], wants[-1][0], key=key)
        coins = self.pay(wants)
        try:
            counting = Counting(days=days, holiday_version="none")
            self.write(leaves.reserve(self.account, ask, counting, stamp(self.today)))
            assert coins is not None, "the ledger paid for days that no coin pays for"
        except InsufficientBalance:
            assert coins is None, "the ledger refused days that coins could pay for"
            return ""
        for coin, day in coins:
            coin.place, coin.leave, coin.day = "reserved", key, day
        return key

    @rule(target=settled, key=consumes(waiting))
    def approve(self, key: str) -> str:
        if key:
            self.write(leaves.settle(self.account, self.leave(key), stamp(self.today)))
            for coin in self.of(key):
                coin.place = "used"
        return key

    @rule(key=consumes(waiting))
    def reject(self, key: str) -> None:
        if key:
            self.write(leaves.release(self.account, self.leave(key), stamp(self.today)))
            self.free(self.of(key))

    @rule(key=consumes(settled), whole=st.booleans())
    def cancel(self, key: str, whole: bool) -> None:
        if not key:
            return
        leave = self.leave(key)
        day = None if whole else leave.days[0].date
        dates = None if day is None else [day]
        self.write(leaves.cancel(self.account, leave, stamp(self.today), dates=dates, by_hr=True))
        self.free([coin for coin in self.of(key) if whole or coin.day == day])

    @rule(quarters=st.integers(1, 8))
    def deduct(self, quarters: int) -> None:
        self.number += 1
        coins = self.pay([(self.today, quarters)])
        try:
            self.write(
                ledger.use(self.account, quarters * COIN, "차감", f"u{self.number}", stamp(self.today))
            )
            assert coins is not None
        except InsufficientBalance:
            assert coins is None
            return
        for coin, _ in coins:
            coin.place = "used"

    @rule(days=st.integers(1, 30))
    def time_passes(self, days: int) -> None:
        self.today += timedelta(days)
        self.write(ledger.expire(self.account, stamp(self.today)))
        self.lose_what_is_over()

    def of(self, key: str) -> list[Coin]:
        return [coin for coin in self.coins if coin.leave == key and coin.place in ("reserved", "used")]

    def free(self, coins: list[Coin]) -> None:
        for coin in coins:
            coin.place, coin.leave, coin.day = "free", "", None
        self.lose_what_is_over()

    @invariant()
    def the_sum_of_the_lines_is_what_is_free(self) -> None:
        free = sum(coin.place == "free" for coin in self.coins)

        assert self.account.available == free * COIN
        assert balance(self.account, stamp(self.today)).remaining == free * COIN / 480

    @invariant()
    def every_grant_agrees_and_none_is_below_zero(self) -> None:
        left = self.account.remaining()

        assert all(minutes >= 0 for minutes in left.values())
        for id, minutes in left.items():
            assert minutes == COIN * sum(c.grant == id and c.place == "free" for c in self.coins)

    @invariant()
    def nothing_is_left_of_a_grant_that_is_over(self) -> None:
        left = self.account.remaining()

        assert all(left[g.id] == 0 for g in self.account.grants if g.last_day < self.today)

    @invariant()
    def each_leave_holds_what_its_coins_say(self) -> None:
        for leave in self.account.reservations:
            if leave.state in (LeaveState.RESERVED, LeaveState.SETTLED):
                assert leave.minutes == COIN * len(self.of(leave.key))


Ledger.TestCase.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
TestLedger = Ledger.TestCase
