"""Who may adjust whose days. All refuse `Denied`."""

from maru.chassis.problems import Denied
from maru.erp.leave.contract import Bucket, Kind
from maru.erp.leave.domain import wording
from maru.erp.leave.domain.account import Account, Stamp

MANAGER_DAYS_A_YEAR = 5.0


def refuse_own_adjustment(account: Account, stamp: Stamp) -> None:
    """Nobody adjusts their own leave, whatever their role."""
    if stamp.by == account.employee_id:
        raise Denied("본인의 휴가는 조정할 수 없습니다. 다른 인사 담당자에게 요청해 주세요.")


def refuse_managers_adjustment(
    account: Account,
    bucket: Bucket,
    minutes: int,
    stamp: Stamp,
    limit_days: float = MANAGER_DAYS_A_YEAR,
) -> None:
    """A head of department may adjust the 포상휴가 of others, up to so many days a person and year."""
    refuse_own_adjustment(account, stamp)
    if bucket is not Bucket.REWARD:
        raise Denied("부서장은 포상휴가만 조정할 수 있습니다. 연차는 인사 담당자에게 요청해 주세요.")
    before = sum(
        abs(line.minutes)
        for line in account.lines
        if line.kind is Kind.ADJUST
        and line.bucket is Bucket.REWARD
        and line.created_by == stamp.by
        and line.effective_date.year == stamp.today.year
    )
    if before + abs(minutes) > limit_days * account.day_minutes:
        left = wording.number(limit_days - before / account.day_minutes)
        raise Denied(
            f"올해 이 사원에게 조정할 수 있는 포상휴가는 {left}일 남았습니다. 일수를 줄여 주세요.",
            limit=limit_days,
        )
