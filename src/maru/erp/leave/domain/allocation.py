"""Which grants a leave takes its days from: for each day the live grant that expires first."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from maru.erp.leave.contract import Bucket, Grant, InsufficientBalance, Part
from maru.erp.leave.domain import wording
from maru.erp.leave.domain.account import ADVANCE, Account, Policy, Stamp, in_order, live
from maru.erp.leave.domain.months import last_day_of
from maru.erp.leave.domain.rules import Article, in_force


class Want(Struct, frozen=True):
    """Minutes needed on one day; without a day, on any day from today."""

    day: date | None
    minutes: int


class Allocation(Struct, frozen=True):
    """`opened`: the grant for leave in advance, if this is the first to need it."""

    parts: tuple[Part, ...]
    opened: tuple[Grant, ...] = ()


def allocate(
    account: Account,
    wants: Sequence[Want],
    stamp: Stamp,
    *,
    bucket: Bucket | None = None,
    policy: Policy = Policy(),
) -> Allocation:
    """Taking days in order, each from the earliest expiry, succeeds whenever any distribution does.

    Refuses `InsufficientBalance` if a day has no live grant with enough left, and takes nothing then.
    """
    left = account.remaining()
    usable = in_order(g for g in account.grants if bucket in (None, g.bucket) and not _advance(g))
    parts: list[Part] = []
    missing: list[Want] = []
    for want in sorted(wants, key=lambda w: w.day or stamp.today):
        need = want.minutes
        for grant in usable:
            if need and left[grant.id] > 0 and live(grant, want.day or stamp.today):
                taken = min(need, left[grant.id])
                left[grant.id] -= taken
                need -= taken
                parts.append(Part(day=want.day, grant_id=grant.id, minutes=taken))
        if need:
            missing.append(Want(want.day, need))
    if not missing:
        return Allocation(tuple(parts))
    return _in_advance(account, wants, parts, missing, stamp, bucket, policy)


def _in_advance(
    account: Account,
    wants: Sequence[Want],
    parts: list[Part],
    missing: list[Want],
    stamp: Stamp,
    bucket: Bucket | None,
    policy: Policy,
) -> Allocation:
    id = f"{ADVANCE}{account.employee_id}:{stamp.today.year}"
    owed = sum(n for grant, n in account.remaining().items() if grant.startswith(ADVANCE))
    short = sum(want.minutes for want in missing)
    if bucket not in (None, Bucket.STATUTORY) or short > policy.advance_minutes + owed:
        raise _insufficient(account, wants, missing)
    parts = [*parts, *(Part(day=w.day, grant_id=id, minutes=w.minutes) for w in missing)]
    if account.grant(id):
        return Allocation(tuple(parts))
    rule = in_force(stamp.today)
    opened = Grant(
        id=id,
        employee_id=account.employee_id,
        bucket=Bucket.STATUTORY,
        minutes=0,
        starts=stamp.today,
        last_day=last_day_of(stamp.today, 12),
        rule_version=rule.version,
        article=rule.cite(Article.WHEN_ASKED),
        explanation="회사 규정에 따라 앞으로 생길 연차를 미리 쓰며, 다음 연차에서 갚습니다.",
    )
    return Allocation(tuple(parts), (opened,))


def _advance(grant: Grant) -> bool:
    return grant.id.startswith(ADVANCE)


def _insufficient(account: Account, wants: Iterable[Want], missing: Sequence[Want]) -> InsufficientBalance:
    day_minutes = account.day_minutes
    needed, short = sum(w.minutes for w in wants), sum(w.minutes for w in missing)
    lacking = wording.days(short, day_minutes)
    first = missing[0].day
    if first is not None and account.available >= needed:
        detail = (
            f"{wording.short(first)}에 쓸 수 있는 연차가 {lacking} 부족합니다. "
            "소멸일 전의 날짜로 바꾸거나 날짜를 줄여 주세요."
        )
    else:
        detail = f"잔여 연차가 {lacking} 부족합니다. 날짜를 줄이거나 반차로 바꿔 주세요."
    return InsufficientBalance(
        detail,
        needed=wording.in_days(needed, day_minutes),
        available=wording.in_days(account.available, day_minutes),
        missing=wording.in_days(short, day_minutes),
        date=first.isoformat() if first else None,
    )
