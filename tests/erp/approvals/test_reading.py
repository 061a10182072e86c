import pytest
from msgspec.structs import replace

from maru.chassis.problems import Denied, Invalid
from maru.erp.approvals.contract import (
    Action,
    DocumentState,
    Grade,
    InvalidState,
    Person,
    ReasonRequired,
    ViewerKind,
    ViewerState,
)
from maru.erp.approvals.domain.boxes import Entry, entries
from maru.erp.approvals.domain.changes import reassign, recall
from maru.erp.approvals.domain.document import Act, Document
from maru.erp.approvals.domain.drafting import discard
from maru.erp.approvals.domain.line import Viewer
from maru.erp.approvals.domain.policy import CcAt, Policy
from maru.erp.approvals.domain.reading import Reader, may_read, readers
from maru.erp.approvals.domain.tables import ViewerMove
from maru.erp.approvals.domain.viewing import view
from tests.erp.approvals.paper import (
    A1,
    A2,
    NOON,
    D,
    F,
    G,
    X,
    Y,
    by,
    did,
    drafted,
    later,
    on_way,
    serial,
    standing_in,
)

STRANGER = Reader(99, frozenset((77,)))
COLLEAGUE = Reader(98, frozenset((10,)))
HEAD = Reader(97, frozenset((9,)), heads=frozenset((9,)))
OTHER_HEAD = Reader(96, frozenset((30,)), heads=frozenset((30,)))
HR = Reader(95, hr=True)


def may(document: Document, reader: Reader | Person) -> bool:
    return may_read(document, Reader(reader.id) if isinstance(reader, Person) else reader, later(1))


def complete(document: Document) -> Document:
    for person in (A1, A2):
        document = did(document, person, Action.APPROVE).document
    return document


@pytest.mark.parametrize(
    ("grade", "head", "colleague", "stranger"),
    [
        (Grade.S, False, False, False),
        (Grade.A, True, False, False),
        (Grade.B, True, True, False),
        (Grade.C, True, True, True),
    ],
)
def test_the_grade_says_who_reads_a_completed_paper(
    grade: Grade, head: bool, colleague: bool, stranger: bool
) -> None:
    on = replace(on_way(serial(A1, A2)), grade=grade)
    done = complete(on)
    assert (may(done, HEAD), may(done, COLLEAGUE), may(done, STRANGER)) == (head, colleague, stranger)
    assert (may(on, HEAD), may(on, COLLEAGUE), may(on, STRANGER)) == (head, False, False)
    assert not may(done, OTHER_HEAD) or grade is Grade.C
    assert all(may(done, person) for person in (D, A1, A2))


def test_a_draft_is_the_drafters_alone() -> None:
    for paper in (drafted(serial(A1)), discard(drafted(serial(A1)), by(D)).document):
        assert may(paper, D)
        assert not any(may(paper, reader) for reader in (A1, HEAD, HR, COLLEAGUE))
        assert not may(paper, Reader(G.id, delegations=(standing_in(A1, G),)))


def test_the_line_reads_past_and_present_and_delegates_who_acted() -> None:
    acted = did(on_way(serial(A1, A2)), G, Action.APPROVE, delegations=(standing_in(A1, G),)).document
    assert may(acted, G) and may(acted, A1)
    moved = reassign(acted, Act(9, later(1)), A2.id, X).document
    assert may(moved, A2) and may(moved, X)
    assert not may(moved, Person(9, "인사"))


def test_a_delegate_reads_what_they_may_decide_and_nothing_else() -> None:
    paper = on_way(serial(A1, A2))
    assert may(paper, Reader(G.id, delegations=(standing_in(A1, G),)))
    assert not may(paper, Reader(G.id, delegations=(standing_in(A1, G, forms=("leave",)),)))
    assert not may(paper, Reader(G.id))


def test_a_form_may_hide_the_paper_from_those_whose_turn_has_not_come() -> None:
    paper = on_way(serial(A1, A2), Policy(hide_from_waiting=True))
    assert may(paper, A1) and not may(paper, A2)
    assert boxes_of(paper, A2) == []
    assert may(did(paper, A1, Action.APPROVE).document, A2)


def test_hr_reads_the_papers_of_leave_and_no_others() -> None:
    assert may(on_way(serial(A1), Policy(hr_reads=True)), HR)
    assert not may(on_way(serial(A1)), HR)


def test_the_keys_of_a_paper_are_its_readers() -> None:
    done = replace(complete(on_way(serial(A1, A2))), grade=Grade.C)
    assert readers(done) == {"e:1", "e:2", "e:3", "h:10", "h:9", "h:1", "d:10", "*"}


COPIED = Viewer(id="v1", kind=ViewerKind.CC, person=X)
SHOWN = Viewer(id="v2", kind=ViewerKind.READ, person=Y)
RECEIVING = Viewer(id="v3", kind=ViewerKind.RECEIVE, department_id=20, department="재무팀")


def test_copies_arrive_at_submission_readers_and_departments_after_approval() -> None:
    on = on_way(serial(A1, A2), viewers=(COPIED, SHOWN, RECEIVING))
    assert [v.state for v in on.viewers] == ["ARRIVED", "PENDING", "PENDING"]
    assert may(on, X) and not may(on, Y) and not may(on, Reader(F.id, frozenset((20,))))
    done = complete(on)
    assert {v.state for v in done.viewers} == {ViewerState.ARRIVED}
    assert may(done, Y) and may(done, Reader(F.id, frozenset((20,))))
    late = on_way(serial(A1, A2), Policy(cc_at=CcAt.COMPLETION), viewers=(COPIED,))
    assert late.viewers[0].state is ViewerState.PENDING and not may(late, X)


def test_a_department_accepts_assigns_and_its_person_handles() -> None:
    paper = complete(on_way(serial(A1, A2), viewers=(RECEIVING,)))
    with pytest.raises(Denied):
        view(paper, by(X), "v3", ViewerMove.ACCEPT, X, {30})
    paper = view(paper, by(F), "v3", ViewerMove.ACCEPT, F, {20}).document
    with pytest.raises(Invalid):
        view(paper, by(F), "v3", ViewerMove.ASSIGN, F, {20})
    paper = view(paper, by(F), "v3", ViewerMove.ASSIGN, F, {20}, assignee=Y).document
    assert boxes_of(paper, Y) == ["received"] and may(paper, Y)
    with pytest.raises(Denied):
        view(paper, by(F), "v3", ViewerMove.HANDLE, F, {20})
    handled = view(paper, by(Y), "v3", ViewerMove.HANDLE, Y).document
    assert handled.viewers[0].state is ViewerState.HANDLED
    with pytest.raises(InvalidState):
        view(handled, by(F), "v3", ViewerMove.SEND_BACK, F, {20}, comment="오배송")


def test_a_department_sends_back_with_a_reason_and_a_reader_confirms() -> None:
    paper = complete(on_way(serial(A1, A2), viewers=(RECEIVING, SHOWN)))
    with pytest.raises(ReasonRequired):
        view(paper, by(F), "v3", ViewerMove.SEND_BACK, F, {20})
    back = view(paper, by(F), "v3", ViewerMove.SEND_BACK, F, {20}, comment="오배송").document
    assert back.viewers[0].state is ViewerState.SENT_BACK
    assert view(back, by(Y), "v2", ViewerMove.CONFIRM, Y).document.viewers[1].state is ViewerState.CONFIRMED
    with pytest.raises(InvalidState):
        view(back, by(Y), "v2", ViewerMove.ACCEPT, Y)
    with pytest.raises(Denied):
        view(back, by(X), "v2", ViewerMove.CONFIRM, X)


def boxes_of(document: Document, person: Person) -> list[str]:
    return sorted(row.box.value for row in entries(document) if row.person == person.id)


def row(document: Document, person: Person, box: str) -> Entry:
    return next(r for r in entries(document) if r.person == person.id and r.box == box)


def test_a_paper_lies_in_the_boxes_of_those_whom_it_concerns() -> None:
    paper = drafted(serial(A1, A2))
    assert (boxes_of(paper, D), boxes_of(paper, A1)) == (["drafts"], [])
    paper = on_way(serial(A1, A2))
    assert (boxes_of(paper, D), boxes_of(paper, A1), boxes_of(paper, A2)) == (
        ["progress"],
        ["waiting"],
        ["upcoming"],
    )
    assert row(paper, A1, "waiting").step == "s1"
    paper = did(paper, A1, Action.APPROVE).document
    assert (boxes_of(paper, A1), boxes_of(paper, A2)) == (["progress"], ["waiting"])
    assert row(paper, A2, "waiting").sort_at == later(1)
    held = did(paper, A2, Action.HOLD).document
    assert row(held, A2, "waiting").state == "HELD"
    done = did(paper, A2, Action.APPROVE, hours=2).document
    assert {tuple(boxes_of(done, p)) for p in (D, A1, A2)} == {("done",)}
    shelf = [r for r in entries(done) if r.box == "department"]
    assert [(r.department, r.sort_at) for r in shelf] == [(10, later(2))]
    assert not [r for r in entries(replace(done, grade=Grade.A)) if r.box == "department"]


def test_rejected_and_recalled_papers_leave_every_waiting_box() -> None:
    paper = did(on_way(serial(A1, A2)), A1, Action.APPROVE).document
    rejected = did(paper, A2, Action.REJECT).document
    assert {tuple(boxes_of(rejected, p)) for p in (D, A1, A2)} == {("rejected",)}
    recalled = recall(paper, by(D)).document
    assert (boxes_of(recalled, D), boxes_of(recalled, A1), boxes_of(recalled, A2)) == (
        ["recalled"],
        ["recalled"],
        [],
    )
    assert entries(discard(drafted(serial(A1)), by(D)).document) == ()


def test_post_reviews_lie_in_their_own_box_until_they_are_done() -> None:
    done = did(on_way(serial(A1, A2), Policy(early=True)), A2, Action.EARLY).document
    assert boxes_of(done, A1) == ["post"]
    assert boxes_of(did(done, A1, Action.POST_REVIEW).document, A1) == ["done"]


def test_somebody_twice_in_the_line_has_one_row_a_box() -> None:
    paper = on_way(serial(A1, A2, A1))
    assert boxes_of(paper, A1) == ["upcoming", "waiting"]
    assert DocumentState.IN_PROGRESS.value == row(paper, D, "progress").state
    assert row(paper, A2, "upcoming").sort_at == NOON
