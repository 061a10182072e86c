"""From the asked-for line, of ids, to one of people."""

from collections.abc import Mapping

from maru.chassis.problems import Flaw, Invalid
from maru.erp.approvals.asks import GroupAsk, LineAsk, StepAsk, ViewerAsk
from maru.erp.approvals.contract import Person, StepRole
from maru.erp.approvals.domain.line import Group, Groups, Step, Viewer, Why, steps_of

Reasons = dict[tuple[StepRole, int], Why]


def groups_of(
    asked: tuple[GroupAsk, ...], people: Mapping[int, Person], known: Groups = (), made: int = 0
) -> Groups:
    """Steps with ids from `made` + 1 on; one that stood in `known` keeps its reason.

    Refuses `Invalid` naming each approver whom `people` does not know.
    """
    reasons: Reasons = {(s.role, s.approver.id): s.why for s in steps_of(known) if s.why is not None}
    flaws = [
        Flaw(f"$.groups[{g}].steps[{s}].approverId", "퇴사했거나 없는 직원입니다. 다른 사람을 골라 주세요.")
        for g, group in enumerate(asked)
        for s, step in enumerate(group.steps)
        if step.approver_id not in people
    ]
    if flaws:
        raise Invalid("결재선에 없는 직원이 있습니다.", errors=flaws)
    groups = []
    for group in asked:
        steps = tuple(_step(ask, made + n, people, reasons) for n, ask in enumerate(group.steps, 1))
        made += len(steps)
        groups.append(Group(steps=steps, kind=group.kind, need=group.need, percent=group.percent))
    return tuple(groups)


def viewers_of(
    asked: tuple[ViewerAsk, ...], people: Mapping[int, Person], departments: Mapping[int, str]
) -> tuple[Viewer, ...]:
    """Refuses `Invalid` naming each person or department that does not exist."""
    flaws = [
        Flaw(f"$.viewers[{n}]", "없는 사람이나 부서입니다. 다시 골라 주세요.")
        for n, ask in enumerate(asked)
        if (ask.employee_id is not None and ask.employee_id not in people)
        or (ask.department_id is not None and ask.department_id not in departments)
    ]
    if flaws:
        raise Invalid("참조·공람·수신을 확인해 주세요.", errors=flaws)
    return tuple(
        Viewer(
            id=f"v{n}",
            kind=ask.kind,
            person=None if ask.employee_id is None else people[ask.employee_id],
            department_id=ask.department_id,
            department="" if ask.department_id is None else departments[ask.department_id],
        )
        for n, ask in enumerate(asked, 1)
    )


def people_in(line: LineAsk) -> frozenset[int]:
    """Whom to look up before the line can be set."""
    approvers = {step.approver_id for group in line.groups for step in group.steps}
    return frozenset(approvers | {v.employee_id for v in line.viewers if v.employee_id is not None})


def _step(ask: StepAsk, number: int, people: Mapping[int, Person], reasons: Reasons) -> Step:
    return Step(
        id=f"s{number}",
        role=ask.role,
        approver=people[ask.approver_id],
        post=ask.post,
        why=reasons.get((ask.role, ask.approver_id)),
    )
