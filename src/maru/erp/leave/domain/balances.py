"""Balances as people read them, in days, by bucket and in the numbers of older clients."""

from collections.abc import Iterable
from datetime import timedelta

from maru.erp.leave.classic import ClassicBalance
from maru.erp.leave.contract import Bucket, BucketBalance, Expiring, Grant, Kind, LeaveBalance, LedgerLine
from maru.erp.leave.domain.account import Account, Stamp, in_order
from maru.erp.leave.domain.ledger import expire
from maru.erp.leave.domain.wording import in_days
from maru.erp.leave.messages import GrantView

SOON = timedelta(days=90)
_GRANTED = frozenset({Kind.GRANT, Kind.ADJUST})
_RESERVED = frozenset({Kind.RESERVE, Kind.RELEASE})
_USED = frozenset({Kind.USE, Kind.CANCEL, Kind.PAYOUT})


def balance(account: Account, stamp: Stamp) -> LeaveBalance:
    """As of that day, even if what expired by then is not written yet."""
    current = account.after(expire(account, stamp))
    left = current.remaining()
    unexpired = {g.id for g in current.grants if g.last_day >= stamp.today or left[g.id] != 0}
    lines = [line for line in current.lines if line.grant_id in unexpired]
    remaining, total = current.available, _sum(lines, _GRANTED)
    day = current.day_minutes
    soon = [g for g in in_order(current.grants) if left[g.id] > 0 and g.last_day - stamp.today <= SOON]
    return LeaveBalance(
        employee_id=current.employee_id,
        day_minutes=day,
        total=in_days(total, day),
        used=in_days(total - remaining, day),
        remaining=in_days(remaining, day),
        buckets=tuple(_bucket(b, [line for line in lines if line.bucket is b], day) for b in Bucket),
        expiring=tuple(
            Expiring(grant_id=g.id, bucket=g.bucket, days=in_days(left[g.id], day), last_day=g.last_day)
            for g in soon
        ),
    )


def grants(account: Account, stamp: Stamp) -> list[GrantView]:
    """Every grant with what is left of it, the earliest to expire first."""
    current = account.after(expire(account, stamp))
    left = current.remaining()
    return [_view(g, left[g.id], current.day_minutes, stamp) for g in in_order(current.grants)]


def classic(of: LeaveBalance) -> ClassicBalance:
    return ClassicBalance(of.total, of.used, of.remaining)


def _bucket(bucket: Bucket, lines: list[LedgerLine], day: int) -> BucketBalance:
    available = sum(line.minutes for line in lines)
    return BucketBalance(
        bucket=bucket,
        granted=in_days(_sum(lines, _GRANTED), day),
        used=in_days(-_sum(lines, _USED), day),
        reserved=in_days(-_sum(lines, _RESERVED), day),
        available=in_days(available, day),
        available_minutes=available,
    )


def _sum(lines: Iterable[LedgerLine], kinds: frozenset[Kind]) -> int:
    return sum(line.minutes for line in lines if line.kind in kinds)


def _view(grant: Grant, left: int, day: int, stamp: Stamp) -> GrantView:
    return GrantView(
        grant=grant,
        days=in_days(grant.minutes, day),
        remaining_days=in_days(left, day),
        remaining_minutes=left,
        live=grant.starts <= stamp.today <= grant.last_day,
    )
