"""상신 전 확인: what submit would say, before it is asked, and what the drafter should know besides."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from maru.chassis.problems import Denied, Problem
from maru.erp.approvals.contract import GroupKind, Person, SkipReason, StepRole, StepState
from maru.erp.approvals.domain.delegations import Delegation, standing, substitutes
from maru.erp.approvals.domain.document import Act, Document
from maru.erp.approvals.domain.drafting import check_title, entered, submit
from maru.erp.approvals.domain.forms import Form, settle
from maru.erp.approvals.domain.line import Groups, Step, check_line, steps_of
from maru.erp.approvals.views import Finding, LeaveForecast, Preflight, StepForecast

_ROLES = {StepRole.APPROVE: "결재", StepRole.AGREE: "합의", StepRole.FINANCE_AGREE: "재무합의"}


class Absence(Struct, frozen=True):
    """Somebody is away until this time, whoever stands in."""

    until: datetime | None = None


class Circumstances(Struct, frozen=True, kw_only=True):
    """What others told: who works here, who is away, who stands in, how long people take, what leave costs."""

    people: Mapping[int, Person]
    chain: Sequence[int] = ()
    absences: Mapping[int, Absence] = {}
    delegations: Sequence[Delegation] = ()
    minutes: Mapping[int, int] = {}
    leave: LeaveForecast | None = None


def preflight(document: Document, act: Act, form: Form, around: Circumstances) -> Preflight:
    """Everything that blocks, not only the first, and everything worth knowing; nothing changes."""
    errors = [finding for check in _checks(document, form, around) for finding in _tried(check)]
    sent = document if errors else submit(document, act, form, around.people, around.chain).document
    if around.leave is not None and not around.leave.sufficient:
        message = around.leave.detail or "잔여 연차가 부족합니다. 날짜를 줄여 주세요."
        errors.append(Finding(code="insufficient-balance", message=message, path="$.fields.endDate"))
    steps = tuple(_forecast(sent, step, act, around) for step in steps_of(sent.groups))
    return Preflight(
        ready=not errors,
        errors=tuple(errors),
        warnings=tuple(_warnings(document, act, steps, around)),
        steps=steps,
        fields=sent.fields,
        amount=sent.amount,
        expected_minutes=_expected(sent.groups, around.minutes),
        leave=around.leave,
    )


def _checks(document: Document, form: Form, around: Circumstances) -> Iterator[Callable[[], object]]:
    yield lambda: check_title(document)
    yield lambda: settle(form, document.fields, complete=not document.classic)
    yield lambda: entered(document.groups, around.people)
    yield lambda: check_line(document.groups, document.viewers, document.drafter.id, document.grade)


def _tried(check: Callable[[], object]) -> Iterator[Finding]:
    try:
        check()
    except Problem as refusal:
        yield from _findings(refusal)


def _findings(refusal: Problem) -> Iterator[Finding]:
    if not refusal.errors:
        yield Finding(code=refusal.code, message=refusal.detail)
    for flaw in refusal.errors:
        yield Finding(code=refusal.code, message=flaw.message, path=flaw.path)


def _forecast(document: Document, step: Step, act: Act, around: Circumstances) -> StepForecast:
    absence = around.absences.get(step.approver.id)
    stands = substitutes(around.delegations, document, act.at).get(step.approver.id)
    skipped = SkipReason.DRAFTER if step.approver.id == document.drafter.id else step.skipped
    return StepForecast(
        step_id=step.id,
        role=step.role,
        approver_id=step.approver.id,
        approver_name=step.approver.name,
        approver_title=step.approver.title,
        why=step.why.text if step.why else f"기안자가 지정한 {_ROLES[step.role]}",
        why_rule=step.why.rule or None if step.why else None,
        absent=absence is not None,
        absent_until=absence.until if absence else None,
        substitute_id=stands.delegate.id if stands else None,
        substitute_name=stands.delegate.name if stands else None,
        expected_minutes=around.minutes.get(step.approver.id),
        skipped=skipped,
    )


def _warnings(
    document: Document, act: Act, steps: tuple[StepForecast, ...], around: Circumstances
) -> Iterator[Finding]:
    for step, forecast in zip(steps_of(document.groups), steps, strict=True):
        name = step.approver.name
        if forecast.skipped is SkipReason.DRAFTER:
            yield Finding(code="skipped", message=f"{name}님은 기안자 본인이라 이 단계를 건너뜁니다.")
        elif forecast.substitute_id is not None:
            yield from _substitute(document, step, act, around)
        elif forecast.absent:
            yield Finding(code="absent", message=f"{name}님이 부재 중이고 대리인이 없습니다.")


def _substitute(document: Document, step: Step, act: Act, around: Circumstances) -> Iterator[Finding]:
    delegation = substitutes(around.delegations, document, act.at)[step.approver.id]
    name = delegation.delegate.name
    try:
        standing(document, step, delegation.delegate.id, act.at, (delegation,))
    except Denied as refusal:
        yield Finding(code=refusal.code, message=f"대리인 {name}님은 이 문서를 대결할 수 없습니다.")
    else:
        yield Finding(
            code="substitute", message=f"{step.approver.name}님 부재: 대리인 {name}님이 대결합니다."
        )


def _expected(groups: Groups, minutes: Mapping[int, int]) -> int | None:
    """Groups follow each other, people of a parallel one work side by side. None while a time is unknown."""
    total = 0
    for group in groups:
        known = [minutes.get(step.approver.id) for step in group.steps if step.state is not StepState.SKIPPED]
        times = [time for time in known if time is not None]
        if len(times) != len(known):
            return None
        total += sum(times) if group.kind is GroupKind.SERIAL else max(times, default=0)
    return total
