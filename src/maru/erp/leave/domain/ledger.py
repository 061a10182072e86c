"""Commands on the ledger that need no document: grant, expire, adjust, use, pay out, reverse."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from maru.erp.leave.contract import Bucket, Grant, InvalidLeave, Kind, LedgerLine
from maru.erp.leave.domain import wording
from maru.erp.leave.domain.account import (
    ADVANCE,
    BUCKET_NAMES,
    COMPANY_RULES,
    Account,
    Change,
    Policy,
    Stamp,
    line,
)
from maru.erp.leave.domain.allocation import Want, allocate
from maru.erp.leave.domain.calculator import Entitlement
from maru.erp.leave.domain.months import ONE_DAY, last_day_of
from maru.erp.leave.domain.rules import Article, in_force


def grant(account: Account, given: Grant, stamp: Stamp, kind: Kind = Kind.GRANT) -> Change:
    """Add a grant and its line; nothing if its id is there already. A statutory grant first repays leave
    taken in advance."""
    if account.grant(given.id) is not None:
        return Change()
    if given.minutes <= 0 or given.last_day < given.starts:
        raise InvalidLeave("부여할 일수와 기간이 비어 있습니다. 일수와 사용 기한을 확인해 주세요.")
    added = line(given, kind, given.minutes, given.starts, given.explanation, stamp, inputs=given.inputs)
    change = Change(lines=(added,), grants=(given,))
    if given.bucket is Bucket.STATUTORY:
        change = change.then(_repay(account, given, stamp))
    return change


def statutory(account: Account, entitled: Entitlement) -> Grant:
    """The grant that an entitlement of the calculator leads to."""
    return Grant(
        id=f"statutory:{account.employee_id}:{entitled.name}",
        employee_id=account.employee_id,
        bucket=Bucket.STATUTORY,
        minutes=entitled.minutes,
        starts=entitled.granted,
        last_day=entitled.last_day,
        rule_version=entitled.rule_version,
        article=entitled.article,
        explanation=entitled.explanation,
        inputs=entitled.inputs,
    )


def by_hand(
    account: Account,
    id: str,
    bucket: Bucket,
    minutes: int,
    explanation: str,
    stamp: Stamp,
    *,
    starts: date | None = None,
    last_day: date | None = None,
) -> Grant:
    """A grant that rests on the company's rules; it lasts a year from its first day unless said otherwise."""
    first = starts or stamp.today
    return Grant(
        id=id,
        employee_id=account.employee_id,
        bucket=bucket,
        minutes=minutes,
        starts=first,
        last_day=last_day or last_day_of(first, 12),
        rule_version=in_force(stamp.today).version,
        article=COMPANY_RULES,
        explanation=explanation,
    )


def expire(account: Account, stamp: Stamp) -> Change:
    """Take away what is unused and unreserved of every grant whose last day is over."""
    left = account.remaining()
    gone = [g for g in account.grants if g.last_day < stamp.today and left[g.id] > 0]
    return Change(lines=tuple(_expired(account, g, left[g.id], stamp) for g in gone))


def adjust(
    account: Account, bucket: Bucket | None, minutes: int, reason: str, key: str, stamp: Stamp
) -> Change:
    """A correction by a person. More days are a grant of one year, in 연차 unless a bucket is named; fewer
    are taken from the live grants. `key` names the correction; a second one with it changes nothing."""
    into = bucket or Bucket.STATUTORY
    if minutes == 0:
        raise InvalidLeave("조정할 일수가 0입니다. 더하거나 뺄 일수를 적어 주세요.")
    if minutes > 0:
        given = by_hand(account, f"adjust:{key}", into, minutes, _adjusted(account, minutes, reason), stamp)
        return grant(account, given, stamp, Kind.ADJUST)
    if any(before.document_id == key and before.kind is Kind.ADJUST for before in account.lines):
        return Change()
    return _take(account, Kind.ADJUST, -minutes, _adjusted(account, minutes, reason), key, stamp, into)


def use(account: Account, minutes: int, why: str, key: str, stamp: Stamp) -> Change:
    """Days taken without a request (an outside system deducts them); once per key."""
    if minutes <= 0:
        raise InvalidLeave("차감할 일수가 없습니다. 0보다 큰 일수를 적어 주세요.")
    if any(before.document_id == key and before.kind is Kind.USE for before in account.lines):
        return Change()
    return _take(account, Kind.USE, minutes, why, key, stamp, None)


def pay_out(account: Account, stamp: Stamp, bucket: Bucket | None = None) -> Change:
    """Turn everything that is left and still live into money, as on leaving."""
    left = account.remaining()
    lines = tuple(
        line(
            g,
            Kind.PAYOUT,
            -left[g.id],
            stamp.today,
            f"미사용 {wording.days(left[g.id], account.day_minutes)}을 수당으로 지급하였습니다.",
            stamp,
        )
        for g in account.grants
        if left[g.id] > 0 and g.last_day >= stamp.today and bucket in (None, g.bucket)
    )
    return Change(lines=lines)


class Reversal(StrEnum):
    DONE = "done"
    NOTHING = "nothing"  # never granted, taken back before, or expired unused
    USED = "used"  # HR has to decide


class Reversed(Struct, frozen=True):
    outcome: Reversal
    change: Change = Change()


def reverse(account: Account, grant_id: str, why: str, stamp: Stamp) -> Reversed:
    """Take back a grant that was given by mistake, if nothing of it is used or reserved."""
    given = account.grant(grant_id)
    lines = [entry for entry in account.lines if entry.grant_id == grant_id]
    if given is None or sum(entry.minutes for entry in lines if entry.kind in _GIVEN) == 0:
        return Reversed(Reversal.NOTHING)
    if sum(entry.minutes for entry in lines if entry.kind in _TAKEN) < 0:
        return Reversed(Reversal.USED)
    left = sum(entry.minutes for entry in lines)
    if left == 0:
        return Reversed(Reversal.NOTHING)
    taken_back = line(given, Kind.ADJUST, -left, stamp.today, why, stamp)
    return Reversed(Reversal.DONE, Change(lines=(taken_back,)))


_GIVEN = frozenset({Kind.GRANT, Kind.ADJUST})
_TAKEN = frozenset({Kind.RESERVE, Kind.RELEASE, Kind.USE, Kind.CANCEL, Kind.PAYOUT})


def _take(
    account: Account,
    kind: Kind,
    minutes: int,
    why: str,
    key: str,
    stamp: Stamp,
    bucket: Bucket | None,
) -> Change:
    found = allocate(account, [Want(None, minutes)], stamp, bucket=bucket, policy=Policy())
    by_id = {g.id: g for g in account.grants}
    article = Article.WHEN_ASKED if kind is Kind.USE else None
    return Change(
        lines=tuple(
            line(
                by_id[part.grant_id],
                kind,
                -part.minutes,
                stamp.today,
                why,
                stamp,
                article=article,
                document_id=key,
            )
            for part in found.parts
        )
    )


def _repay(account: Account, given: Grant, stamp: Stamp) -> Change:
    left = account.remaining()
    repayable = given.minutes
    lines: list[LedgerLine] = []
    for advance in account.grants:
        owed = min(repayable, -left[advance.id])
        if advance.id.startswith(ADVANCE) and owed > 0:
            repayable -= owed
            why = f"미리 쓴 연차 {wording.days(owed, account.day_minutes)}을 갚았습니다."
            lines.append(line(given, Kind.ADJUST, -owed, stamp.today, why, stamp))
            lines.append(line(advance, Kind.ADJUST, owed, stamp.today, why, stamp))
    return Change(lines=tuple(lines))


def _expired(account: Account, gone: Grant, minutes: int, stamp: Stamp) -> LedgerLine:
    why = (
        f"{wording.on(gone.last_day)}까지 쓰지 않은 {BUCKET_NAMES[gone.bucket]} "
        f"{wording.days(minutes, account.day_minutes)}이 소멸하였습니다."
    )
    return line(gone, Kind.EXPIRE, -minutes, gone.last_day + ONE_DAY, why, stamp, article=Article.EXPIRY)


def _adjusted(account: Account, minutes: int, reason: str) -> str:
    sign = "더하였습니다" if minutes > 0 else "뺐습니다"
    return f"{wording.days(abs(minutes), account.day_minutes)}을 {sign}. 사유: {reason or '없음'}"
