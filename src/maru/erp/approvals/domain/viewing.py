"""What viewers do with a paper that has reached them: 확인, 접수, 담당 지정, 처리, 반송."""

from collections.abc import Collection
from typing import Final

from msgspec.structs import replace

from maru.chassis.problems import Denied, Flaw, Invalid, NotFound
from maru.erp.approvals.contract import InvalidState, Person, ReasonRequired, ViewerKind
from maru.erp.approvals.domain.document import Act, Document, Outcome, Trace
from maru.erp.approvals.domain.line import Viewer
from maru.erp.approvals.domain.tables import VIEWER_NEXT, ViewerMove, after

_MOVES_OF: Final = {
    ViewerKind.CC: (ViewerMove.CONFIRM,),
    ViewerKind.READ: (ViewerMove.CONFIRM,),
    ViewerKind.RECEIVE: (ViewerMove.ACCEPT, ViewerMove.ASSIGN, ViewerMove.HANDLE, ViewerMove.SEND_BACK),
}


def view(
    document: Document,
    act: Act,
    viewer_id: str,
    move: ViewerMove,
    who: Person,
    departments: Collection[int] = (),
    assignee: Person | None = None,
    comment: str = "",
) -> Outcome:
    """The document after a viewer's move. `departments` are those `who` belongs to.

    수신 is handled by the person it was assigned to; everything else of a department by any of its members.
    """
    viewer = next((v for v in document.viewers if v.id == viewer_id), None)
    if viewer is None:
        raise NotFound("참조·공람·수신에 그런 대상이 없습니다.", viewerId=viewer_id)
    _check_right(viewer, move, who, departments)
    if move not in _MOVES_OF[viewer.kind]:
        raise InvalidState("이 대상에는 할 수 없는 작업입니다.", move=move.value)
    state = after(VIEWER_NEXT, viewer.state, move, "지금은 이 작업을 할 수 없습니다.")
    if move is ViewerMove.ASSIGN and assignee is None:
        raise Invalid("담당자를 골라 주세요.", errors=[Flaw("$.assigneeId", "담당자가 비어 있습니다.")])
    if move is ViewerMove.SEND_BACK and not comment.strip():
        raise ReasonRequired(
            "반송 사유를 입력해 주세요.", errors=[Flaw("$.comment", "사유가 비어 있습니다.")]
        )
    seen = replace(
        viewer,
        state=state,
        acted_at=act.at,
        acted_by=who,
        assignee=assignee if move is ViewerMove.ASSIGN else viewer.assignee,
        comment=comment or viewer.comment,
    )
    trace = Trace(
        at=act.at,
        move=move.value,
        actor=act.by,
        name=who.name,
        comment=comment,
        now=assignee if move is ViewerMove.ASSIGN else None,
    )
    return Outcome(
        replace(
            document,
            viewers=tuple(seen if v.id == viewer_id else v for v in document.viewers),
            version=document.version + 1,
            updated_at=act.at,
            history=(*document.history, trace),
        )
    )


def _check_right(viewer: Viewer, move: ViewerMove, who: Person, departments: Collection[int]) -> None:
    if viewer.person is not None:
        may = viewer.person.id == who.id
    elif move is ViewerMove.HANDLE and viewer.assignee is not None:
        may = viewer.assignee.id == who.id
    else:
        may = viewer.department_id in departments
    if not may:
        raise Denied("이 문서의 대상자만 처리할 수 있습니다.")
