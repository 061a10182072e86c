"""What screens are told: buttons with reasons, the pre-flight, and the lines that rules propose."""

from decimal import Decimal

import msgspec
import pytest
from msgspec.structs import replace

from maru.erp.approvals import contract
from maru.erp.approvals.contract import Action, AnyApprovalEvent, ApprovalEvent, NoApprover, Person
from maru.erp.approvals.domain.catalogue import EXPENSE, FORMS
from maru.erp.approvals.domain.document import Act
from maru.erp.approvals.domain.drafting import edit
from maru.erp.approvals.domain.line import Group, Why
from maru.erp.approvals.domain.policy import Policy
from maru.erp.approvals.domain.preflight import Absence, Circumstances, preflight
from maru.erp.approvals.domain.routes import (
    ROUTES,
    Resolver,
    Route,
    RouteGroup,
    RouteStep,
    Surroundings,
    match,
    resolve,
)
from maru.erp.approvals.domain.showing import document_view, history
from maru.erp.approvals.views import LeaveForecast, MoveView
from tests.erp.approvals.paper import (
    A1,
    A2,
    A3,
    NOON,
    PEOPLE,
    D,
    F,
    G,
    X,
    by,
    did,
    drafted,
    form,
    on_way,
    sent,
    serial,
    standing_in,
)


def buttons(moves: tuple[MoveView, ...]) -> dict[str, bool]:
    return {move.action: move.allowed for move in moves}


def test_every_button_says_whether_it_works_or_why_it_does_not() -> None:
    paper = on_way(serial(A1, A2), FORMS["expense"].policy, form_id="expense", fields={"amount": "2000000"})
    shown = document_view(paper, by(A1))
    moves = {move.action: move for move in shown.moves}

    assert buttons(shown.moves) == {
        "APPROVE": True,
        "FINAL": False,
        "REJECT": True,
        "RETURN": False,
        "HOLD": True,
        "CHANGE_LINE": True,
    }
    assert "전결" in (moves["FINAL"].reason or "") and moves["APPROVE"].step_id == "s1"
    assert buttons(document_view(paper, by(A2)).moves) == {
        "APPROVE": False,
        "FINAL": False,
        "EARLY": True,
        "REJECT": False,
        "RETURN": False,
        "HOLD": False,
    }
    assert buttons(document_view(paper, by(G), (standing_in(A1, G),)).moves)["APPROVE"]
    assert document_view(paper, by(X)).moves == ()


def test_the_drafter_sees_the_buttons_of_the_drafter() -> None:
    paper = on_way(serial(A1, A2))
    assert buttons(document_view(paper, by(D)).moves) == {
        "EDIT": False,
        "SUBMIT": False,
        "DISCARD": False,
        "REDRAFT": False,
        "COPY": True,
        "RECALL": True,
        "CHANGE_LINE": True,
    }
    rejected = document_view(did(paper, A1, Action.REJECT).document, by(D))
    assert buttons(rejected.moves)["REDRAFT"] and not buttons(rejected.moves)["RECALL"]
    approved = did(paper, A1, Action.APPROVE).document
    assert buttons(document_view(approved, by(A1)).moves)["UNDO"]
    assert buttons(document_view(approved, by(A2)).moves)["RETURN"]


def test_a_stamp_shows_both_names_of_a_substituted_decision() -> None:
    signed = did(on_way(serial(A1, A2)), G, Action.APPROVE, delegations=(standing_in(A1, G),)).document
    cell = document_view(signed, by(D)).line.groups[0].steps[0]
    assert (cell.acted_by_name, cell.on_behalf_of_name, cell.kind, cell.state) == (
        G.name,
        A1.name,
        "PROXY",
        "APPROVED",
    )
    lines = history(signed).items
    assert [(line.move, line.actor_name, line.on_behalf_of_name) for line in lines] == [
        ("SUBMIT", D.name, ""),
        ("APPROVE", G.name, A1.name),
    ]


def test_a_preflight_names_everything_that_blocks_at_once() -> None:
    paper = drafted(serial(A1, A2), form_id="expense", fields={"amount": "많이"})
    paper = edit(paper, by(D), title=" ").document
    around = Circumstances(
        people={D.id: D, A1.id: A1},
        leave=LeaveForecast(minutes=960, days=2, holidays=(), before=480, after=-480, sufficient=False),
    )
    found = preflight(paper, by(D), EXPENSE, around)
    assert not found.ready
    assert [error.path for error in found.errors] == [
        "$.title",
        "$.fields.amount",
        "$.groups[0].steps[1]",
        "$.fields.endDate",
    ]


def test_a_preflight_tells_who_why_who_stands_in_and_how_long() -> None:
    paper = drafted(serial(D, A1, A2, X))
    around = Circumstances(
        people=PEOPLE,
        chain=(10, 9),
        absences={A1.id: Absence(), A2.id: Absence()},
        delegations=(standing_in(A1, G),),
        minutes={A1.id: 30, A2.id: 60, X.id: 5},
    )
    found = preflight(paper, Act(D.id, NOON), form(), around)
    assert found.ready and found.expected_minutes == 95
    assert [w.code for w in found.warnings] == ["skipped", "substitute", "absent"]
    assert [(s.absent, s.substitute_name) for s in found.steps] == [
        (False, None),
        (True, G.name),
        (True, None),
        (False, None),
    ]
    assert paper.state == "DRAFT"


def test_a_preflight_warns_of_a_substitute_who_may_not_decide_this_paper() -> None:
    around = Circumstances(people=PEOPLE, delegations=(standing_in(A1, A2),))
    found = preflight(drafted(serial(A1, A2)), Act(D.id, NOON), form(), around)
    assert found.ready and [w.code for w in found.warnings] == ["delegate-in-line"]
    assert found.expected_minutes is None


AROUND = Surroundings(
    drafter=D,
    departments=(10, 9, 1),
    head=A1,
    managers=(A1, A2, A3),
    people=PEOPLE,
    roles={"finance": F},
    titles=("사원", "대리", "과장", "팀장", "본부장", "대표"),
)


def named(groups: tuple[Group, ...]) -> list[tuple[str, str]]:
    return [(s.approver.name, s.role.value) for group in groups for s in group.steps]


def test_a_large_expense_goes_to_the_lead_finance_and_the_division_with_the_reason() -> None:
    route = match(ROUTES, "expense", {"amount": "3200000"}, AROUND)
    assert route is not None and route.id == "expense-large"
    groups = resolve(route, AROUND)
    assert named(groups) == [(A1.name, "APPROVE"), (F.name, "FINANCE_AGREE"), (A2.name, "APPROVE")]
    assert groups[-1].steps[0].why == Why("지출 300만원 초과 → 2차 결재자", "expense-large")
    small = match(ROUTES, "expense", {"amount": "3000000"}, AROUND)
    assert small is not None and small.id == "expense"
    other = match(ROUTES, "memo", {}, AROUND)
    assert other is not None and other.id == "general"


def test_of_matching_rules_priority_wins_and_then_the_more_specific() -> None:
    plain = RouteGroup(steps=(RouteStep(resolver=Resolver.PERSON, value=str(X.id)),))
    wide = Route(id="wide", name="전체", groups=(plain,))
    form_only = Route(id="form", name="양식", form_id="expense", groups=(plain,))
    ours = Route(id="ours", name="부서", form_id="expense", department_id=9, groups=(plain,))
    first = Route(id="first", name="우선", priority=1, groups=(plain,))
    elsewhere = Route(
        id="elsewhere", name="타부서", department_id=30, title="사원", priority=9, groups=(plain,)
    )
    assert match((wide, form_only, ours, elsewhere), "expense", {}, AROUND) == ours
    assert match((wide, ours, first), "expense", {}, AROUND) == first
    assert match((elsewhere,), "expense", {}, AROUND) is None


def test_a_line_that_meets_its_drafter_climbs_and_ends_where_nobody_is_above() -> None:
    lead = replace(AROUND, drafter=A1, managers=(A1, A2))
    general = match(ROUTES, "general", {}, lead)
    assert general is not None and named(resolve(general, lead)) == [(A2.name, "APPROVE")]
    top = replace(AROUND, drafter=A3, managers=(A3,))
    with pytest.raises(NoApprover):
        resolve(general, top)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (RouteStep(resolver=Resolver.PERSON, value="7"), X),
        (RouteStep(resolver=Resolver.MANAGER, value="2"), A2),
        (RouteStep(resolver=Resolver.DEPARTMENT_HEAD), A1),
        (RouteStep(resolver=Resolver.ROLE, value="finance"), F),
        (RouteStep(resolver=Resolver.TITLE, value="본부장"), A2),
        (RouteStep(resolver=Resolver.TITLE, value="과장"), A1),
    ],
)
def test_a_resolver_finds_its_person(asked: RouteStep, found: Person) -> None:
    route = Route(id="r", name="r", groups=(RouteGroup(steps=(asked,)),))
    assert resolve(route, AROUND)[0].steps[0].approver == found
    with pytest.raises(NoApprover):
        resolve(route, Surroundings(drafter=D))


def test_every_event_travels_under_the_name_that_consumers_know() -> None:
    tags = {str(event.__struct_config__.tag): event for event in vars(contract).values() if _is_event(event)}
    names = "submitted step.activated step.decided step.held step.reassigned step.escalated returned undone "
    names += "approved rejected recalled voided post_reviewed"
    assert set(tags) >= set(names.split())
    wire = msgspec.json.encode(sent(serial(A1)).events[1])
    body = msgspec.json.decode(wire)
    assert (body["type"], body["documentId"], body["stepId"]) == ("step.activated", "d1", "s1")
    assert msgspec.json.decode(wire, type=AnyApprovalEvent) == sent(serial(A1)).events[1]
    event = sent(serial(A1)).events[0]
    assert (event.topic, event.key, event.version) == ("erp.approval.v1", "d1", 1)


def _is_event(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, ApprovalEvent) and bool(found.__struct_config__.tag)


def test_the_demo_forms_have_their_policies() -> None:
    expense = FORMS["expense"].policy
    assert (expense.early, expense.consent_opinion_only) == (True, True)
    assert expense.gives_final_authority(A1, Decimal(1_000_000)) and not expense.gives_final_authority(
        A2, Decimal(1_000_000)
    )
    assert FORMS["general"].policy == Policy()
    assert {f.abbr for f in FORMS.values() if f.listed} == {"LV", "EX", "PJ", "GN"}
