"""One employee's account: grants, lines, leaves. What is available is the sum of the lines, always."""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from maru.erp.leave.contract import (
    DAY_MINUTES,
    Bucket,
    Grant,
    Inputs,
    Kind,
    LedgerLine,
    Reservation,
)
from maru.erp.leave.domain.rules import Article, in_force

COMPANY_RULES = "취업규칙"
BUCKET_NAMES = {
    Bucket.STATUTORY: "연차",
    Bucket.REWARD: "포상휴가",
    Bucket.COMPENSATORY: "보상휴가",
    Bucket.COMPANY: "특별휴가",
}
ADVANCE = "advance:"  # grants whose balance may be below zero: leave taken ahead, by policy


class Stamp(Struct, frozen=True):
    """Who writes, when, and which day it is in Seoul."""

    at: datetime
    today: date
    by: int | None = None


class Policy(Struct, frozen=True, kw_only=True):
    """What a company may decide: leave in advance, hours (off until the decree's limits are entered)."""

    advance_minutes: int = 0
    hours: bool = False


class Change(Struct, frozen=True, kw_only=True):
    """What a command writes, all of it or nothing. Empty: the command was in effect already."""

    lines: tuple[LedgerLine, ...] = ()
    grants: tuple[Grant, ...] = ()
    reservation: Reservation | None = None

    def __bool__(self) -> bool:
        return bool(self.lines or self.grants or self.reservation)

    @property
    def minutes(self) -> int:
        """What the change adds to the balance."""
        return sum(line.minutes for line in self.lines)

    def then(self, later: "Change") -> "Change":
        return Change(
            lines=self.lines + later.lines,
            grants=self.grants + later.grants,
            reservation=later.reservation or self.reservation,
        )


class Account(Struct, frozen=True, kw_only=True):
    employee_id: int
    day_minutes: int = DAY_MINUTES
    grants: tuple[Grant, ...] = ()
    lines: tuple[LedgerLine, ...] = ()
    reservations: tuple[Reservation, ...] = ()

    @property
    def available(self) -> int:
        return sum(line.minutes for line in self.lines)

    def remaining(self) -> dict[str, int]:
        """What is neither taken nor reserved, by grant."""
        left = {grant.id: 0 for grant in self.grants}
        for line in self.lines:
            left[line.grant_id] += line.minutes
        return left

    def grant(self, id: str) -> Grant | None:
        return next((grant for grant in self.grants if grant.id == id), None)

    def after(self, change: Change) -> "Account":
        """The account once the change is written."""
        kept = self.reservations
        if (new := change.reservation) is not None:
            kept = (*(r for r in kept if (r.id, r.key) != (new.id, new.key)), new)
        return replace(
            self,
            grants=self.grants + change.grants,
            lines=self.lines + change.lines,
            reservations=kept,
        )


def live(grant: Grant, day: date) -> bool:
    return grant.starts <= day <= grant.last_day


def in_order(grants: Iterable[Grant]) -> list[Grant]:
    """Earliest expiry first; of one expiry, statutory days first and the oldest before."""
    order = list(Bucket)
    return sorted(grants, key=lambda g: (g.last_day, order.index(g.bucket), g.starts, g.id))


def line(
    grant: Grant,
    kind: Kind,
    minutes: int,
    effective: date,
    why: str,
    stamp: Stamp,
    *,
    article: Article | None = None,
    document_id: str | None = None,
    inputs: Inputs | None = None,
) -> LedgerLine:
    """`article`: what the line rests on where the grant is statutory; the grant's own unless given."""
    rule = in_force(stamp.today)
    cited = rule.cite(article) if article and grant.bucket is Bucket.STATUTORY else grant.article
    return LedgerLine(
        employee_id=grant.employee_id,
        bucket=grant.bucket,
        grant_id=grant.id,
        kind=kind,
        minutes=minutes,
        effective_date=effective,
        document_id=document_id,
        rule_version=rule.version if article else grant.rule_version,
        article=cited,
        explanation=why,
        inputs=inputs or {},
        created_by=stamp.by,
        created_at=stamp.at,
    )
