"""포상휴가: a day for every thirty attended, days for quests, and what a correction takes back.

Assumed, and a company's to decide: one day, one year to take it.
"""

from collections.abc import Iterator

from msgspec import Struct

from maru.erp.leave.contract import Bucket, Kind
from maru.erp.leave.domain import wording
from maru.erp.leave.domain.account import Account, Change, Stamp, line
from maru.erp.leave.domain.ledger import Reversal, by_hand, grant, reverse

EVERY = 30
REWARD_DAYS = 1.0


def milestones(before: int, now: int) -> list[int]:
    """The attended-day counts (30, 60, …) reached by going from one count to another."""
    return list(range((before // EVERY + 1) * EVERY, now + 1, EVERY))


def attendance_key(employee_id: int, milestone: int) -> str:
    return f"attendance:{employee_id}:{milestone}"


def quest_key(quest_id: int, employee_id: int) -> str:
    return f"quest:{quest_id}:{employee_id}"


def for_attendance(account: Account, milestone: int, stamp: Stamp) -> Change:
    """One day for the milestone; nothing if it was given before."""
    why = f"{milestone}일 출석을 채워 포상휴가 {wording.number(REWARD_DAYS)}일을 받았습니다."
    minutes = round(REWARD_DAYS * account.day_minutes)
    return reward(account, attendance_key(account.employee_id, milestone), minutes, why, stamp)


def reward(account: Account, key: str, minutes: int, explanation: str, stamp: Stamp) -> Change:
    """포상휴가 once per key. One that was taken back is restored, to its first expiry."""
    given = account.grant(key)
    if given is None:
        made = by_hand(account, key, Bucket.REWARD, minutes, explanation, stamp)
        return grant(account, made, stamp)
    lines = [entry for entry in account.lines if entry.grant_id == key]
    taken_back = not sum(e.minutes for e in lines if e.kind in (Kind.GRANT, Kind.ADJUST))
    if not taken_back or given.last_day < stamp.today:
        return Change()
    restored = line(given, Kind.ADJUST, given.minutes, stamp.today, f"{explanation} (복원)", stamp)
    return Change(lines=(restored,))


class TakenBack(Struct, frozen=True):
    """What became of a milestone that a correction undid; `USED` is a task for HR."""

    milestone: int
    outcome: Reversal
    change: Change


def after_correction(account: Account, attended: int, stamp: Stamp) -> Iterator[TakenBack]:
    """Rewards for milestones beyond the corrected count: unused ones are reversed, the others reported."""
    prefix = attendance_key(account.employee_id, 0).removesuffix("0")
    for given in account.grants:
        number = given.id.removeprefix(prefix)
        if given.id.startswith(prefix) and number.isdecimal() and int(number) > attended:
            why = f"출석 정정으로 {number}일을 채우지 못해 포상휴가를 되돌렸습니다."
            done = reverse(account, given.id, why, stamp)
            if done.outcome is not Reversal.NOTHING:
                yield TakenBack(int(number), done.outcome, done.change)
