import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from maru.chassis.problems import Invalid, NotFound, StaleVersion
from maru.erp.approvals.asks import GroupAsk, StepAsk, ViewerAsk
from maru.erp.approvals.contract import (
    Action,
    DocumentState,
    Grade,
    GroupKind,
    InvalidState,
    NotApprover,
    NotDrafter,
    Person,
    ReasonRequired,
    SelfApproval,
    ViewerKind,
)
from maru.erp.approvals.domain.changes import acknowledge, change_line
from maru.erp.approvals.domain.document import Act
from maru.erp.approvals.domain.drafting import comment, copy, discard, edit, redraft, set_line, submit
from maru.erp.approvals.domain.line import Group, Step, Viewer, Why, required
from maru.erp.approvals.domain.lineup import groups_of, viewers_of
from maru.erp.approvals.domain.policy import Policy
from tests.erp.approvals.paper import (
    A1,
    A2,
    A3,
    NOON,
    PEOPLE,
    D,
    X,
    Y,
    by,
    did,
    drafted,
    form,
    later,
    numbered_ids,
    on_way,
    serial,
    states,
    step,
    together,
)


def quorum(size: int, need: int | None = None, percent: int | None = None) -> Group:
    return together(
        *(Person(n, str(n)) for n in range(100, 100 + size)),
        kind=GroupKind.QUORUM,
        need=need,
        percent=percent,
    )


@pytest.mark.parametrize(
    ("percent", "size", "approvals"),
    [(60, 4, 3), (50, 4, 2), (51, 4, 3), (100, 7, 7), (1, 5, 1), (34, 3, 2), (33, 3, 1), (67, 3, 3)],
)
def test_a_percentage_is_rounded_up_to_people(percent: int, size: int, approvals: int) -> None:
    assert required(quorum(size, percent=percent)) == approvals


@given(size=st.integers(1, 12), percent=st.integers(1, 100))
def test_a_quorum_is_the_fewest_people_that_make_up_the_percentage(size: int, percent: int) -> None:
    need = required(quorum(size, percent=percent))
    assert need * 100 >= percent * size > (need - 1) * 100


def test_the_drafter_in_a_quorum_does_not_count_into_its_size() -> None:
    paper = on_way((together(D, A1, A2, X, kind=GroupKind.QUORUM, percent=60),))
    assert states(paper) == ["SKIPPED", "ACTIVE", "ACTIVE", "ACTIVE"]
    once = did(paper, A1, Action.APPROVE).document
    twice = did(once, A2, Action.APPROVE).document
    assert twice.state is DocumentState.APPROVED


@pytest.mark.parametrize(
    ("group", "path"),
    [
        (Group(steps=()), "$.groups[0]"),
        (together(A1, A1), "$.groups[0]"),
        (together(A1, X, kind=GroupKind.QUORUM), "$.groups[0]"),
        (together(A1, X, kind=GroupKind.QUORUM, need=1, percent=50), "$.groups[0]"),
        (together(A1, X, kind=GroupKind.QUORUM, need=3), "$.groups[0].need"),
        (together(A1, D, kind=GroupKind.QUORUM, need=2), "$.groups[0].need"),
        (together(A1, X, kind=GroupKind.QUORUM, percent=0), "$.groups[0].percent"),
    ],
)
def test_a_group_that_cannot_work_is_refused_with_its_place(group: Group, path: str) -> None:
    with pytest.raises(Invalid) as refusal:
        drafted((group, *serial(A2)))
    assert path in [flaw.path for flaw in refusal.value.errors]


def test_the_last_approval_cannot_be_planned_for_later() -> None:
    last = Group(steps=(replace(serial(A2)[0].steps[0], post=True),))
    with pytest.raises(Invalid, match="후결"):
        on_way((*serial(A1), last))


def test_somebody_who_left_stops_the_submission_by_name() -> None:
    paper = drafted(serial(A1, A2))
    employed = {id: person for id, person in PEOPLE.items() if person != A2}
    with pytest.raises(Invalid) as refusal:
        submit(paper, Act(D.id, NOON), form(), employed)
    assert (
        refusal.value.errors[0].path == "$.groups[0].steps[1]" and A2.name in refusal.value.errors[0].message
    )


def test_people_are_written_down_as_they_are_on_the_day_of_submission() -> None:
    promoted = replace(A1, title="이사", department="경영실")
    paper = submit(drafted(serial(A1)), Act(D.id, NOON), form(), {**PEOPLE, A1.id: promoted}, (10,)).document
    assert step(paper, "s1").approver == promoted


def test_the_asked_line_becomes_people_and_keeps_the_reasons_of_rules() -> None:
    known = Group(steps=(replace(serial(A1)[0].steps[0], why=Why("연차 → 1차 결재자", "leave")),))
    asked = (
        GroupAsk(steps=(StepAsk(approver_id=A1.id),)),
        GroupAsk(steps=(StepAsk(approver_id=X.id), StepAsk(approver_id=Y.id)), kind=GroupKind.PARALLEL),
    )
    groups = groups_of(asked, PEOPLE, (known,))
    assert [s.id for group in groups for s in group.steps] == ["s1", "s2", "s3"]
    assert groups[0].steps[0].why == Why("연차 → 1차 결재자", "leave")
    with pytest.raises(Invalid) as refusal:
        groups_of((GroupAsk(steps=(StepAsk(approver_id=404),)),), PEOPLE)
    assert refusal.value.errors[0].path == "$.groups[0].steps[0].approverId"


def test_viewers_are_people_or_departments_that_exist() -> None:
    made = viewers_of(
        (
            ViewerAsk(kind=ViewerKind.CC, employee_id=X.id),
            ViewerAsk(kind=ViewerKind.RECEIVE, department_id=20),
        ),
        PEOPLE,
        {20: "재무팀"},
    )
    assert [(v.id, v.person, v.department) for v in made] == [("v1", X, ""), ("v2", None, "재무팀")]
    with pytest.raises(Invalid):
        viewers_of((ViewerAsk(kind=ViewerKind.RECEIVE, department_id=99),), PEOPLE, {20: "재무팀"})


def test_a_paper_of_grade_s_is_shared_with_no_department() -> None:
    received = Viewer(id="v1", kind=ViewerKind.RECEIVE, department_id=20)
    secret = edit(drafted(serial(A1)), Act(D.id, NOON), grade=Grade.S).document
    with pytest.raises(Invalid, match="확인"):
        set_line(secret, Act(D.id, NOON), secret.groups, (received,))


def test_the_rest_of_a_line_can_be_changed_by_who_holds_the_turn() -> None:
    paper = did(on_way(serial(A1, A2, A3)), A1, Action.APPROVE).document
    rest = groups_of((GroupAsk(steps=(StepAsk(approver_id=X.id),)),), PEOPLE, made=paper.steps_made)
    changed = change_line(paper, by(A2), rest).document

    assert [(s.id, s.approver.id) for g in changed.groups for s in g.steps] == [
        ("s1", A1.id),
        ("s2", A2.id),
        ("s4", X.id),
    ]
    done = did(did(changed, A2, Action.APPROVE).document, X, Action.APPROVE).document
    assert done.state is DocumentState.APPROVED
    with pytest.raises(NotApprover):
        change_line(paper, by(A3), rest)
    with pytest.raises(InvalidState):
        change_line(on_way(serial(A1, A2), Policy(change_line=False)), by(A1), rest)
    with pytest.raises(SelfApproval):
        change_line(paper, by(D), groups_of((GroupAsk(steps=(StepAsk(approver_id=D.id),)),), PEOPLE, made=3))


def test_an_approver_whom_a_rule_asked_for_cannot_be_dropped() -> None:
    ruled = Step(
        id="s2", role=serial(A2)[0].steps[0].role, approver=A2, why=Why("300만원 초과", "expense-large")
    )
    paper = on_way((*serial(A1), Group(steps=(ruled,))))
    with pytest.raises(Invalid, match="규정"):
        change_line(paper, by(A1), ())
    kept = groups_of(
        (GroupAsk(steps=(StepAsk(approver_id=X.id), StepAsk(approver_id=A2.id))),), PEOPLE, paper.groups, 2
    )
    assert len(change_line(paper, by(A1), kept).document.groups[1].steps) == 2


def test_only_the_drafter_edits_and_only_what_they_have_seen() -> None:
    paper = drafted(serial(A1))
    with pytest.raises(NotDrafter):
        edit(paper, by(A1), title="몰래")
    with pytest.raises(StaleVersion) as refusal:
        edit(paper, Act(D.id, NOON, seen=1), title="옛 화면")
    assert refusal.value.members == {"version": paper.version}
    assert edit(paper, Act(D.id, NOON, seen=paper.version), title=" 새 제목 ").document.title == "새 제목"
    assert discard(paper, by(D)).document.state is DocumentState.DISCARDED


def test_fields_of_a_draft_are_bounded() -> None:
    with pytest.raises(Invalid):
        edit(drafted(serial(A1)), by(D), fields={"memo": "가" * 65_536})


def test_a_copy_has_the_words_and_the_line_but_no_link() -> None:
    rejected = did(on_way(serial(A1, A2)), A1, Action.REJECT).document
    made = copy(rejected, by(D), "d3", 14, form())
    assert (made.previous_id, made.revision, made.title, states(made)) == (
        None,
        1,
        rejected.title,
        ["WAITING", "WAITING"],
    )
    with pytest.raises(InvalidState):
        redraft(on_way(serial(A1)), by(D), "d3", 14, form())


@pytest.mark.parametrize("action", [Action.REJECT, Action.HOLD, Action.RETURN])
def test_who_stops_a_paper_says_why(action: Action) -> None:
    paper = did(on_way(serial(A1, A2)), A1, Action.APPROVE).document
    with pytest.raises(ReasonRequired):
        did(paper, A2, action, comment="  ")


def test_a_step_that_is_not_in_the_line_is_not_found_and_a_stranger_is_refused() -> None:
    with pytest.raises(NotFound):
        did(on_way(serial(A1)), A1, Action.APPROVE, "s9")
    with pytest.raises(NotApprover):
        did(on_way(serial(A1)), X, Action.APPROVE)
    with pytest.raises(NotApprover):
        did(on_way(serial(A1)), X, Action.APPROVE, "s1")


def test_a_giver_ticks_off_the_report_of_what_was_decided_for_them() -> None:
    paper = on_way(serial(A1, A2), Policy(post_report=True))
    reported = replace(paper.groups[0].steps[0], post_report_due=later(90))
    paper = replace(paper, groups=numbered_ids((Group(steps=(reported, paper.groups[0].steps[1])),)))
    with pytest.raises(NotApprover):
        acknowledge(paper, by(A2), "s1")
    seen = acknowledge(paper, by(A1), "s1").document
    assert step(seen, "s1").post_report_due is None
    with pytest.raises(InvalidState):
        acknowledge(seen, by(A1), "s1")


def test_a_comment_takes_its_own_place_in_the_sequence_of_events() -> None:
    paper = on_way(serial(A1))
    noted = comment(paper, by(X)).document
    assert (noted.comments, noted.sequence, noted.version) == (1, paper.sequence + 1, paper.version + 1)
    assert did(noted, A1, Action.APPROVE).events[0].sequence == noted.sequence + 1
