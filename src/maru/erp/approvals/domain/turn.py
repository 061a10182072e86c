"""One command in the making: the line as it stands, what has happened so far, and what follows by itself."""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from maru.chassis.problems import NotFound
from maru.erp.approvals.contract import (
    AnyApprovalEvent,
    Approved,
    DocumentState,
    GroupKind,
    Person,
    SkipReason,
    StepActivated,
    StepState,
    ViewerKind,
)
from maru.erp.approvals.domain.document import Act, Document, Outcome, Trace
from maru.erp.approvals.domain.line import AT_TURN, OPEN, Group, Place, Step, Viewer, required
from maru.erp.approvals.domain.policy import CcAt
from maru.erp.approvals.domain.tables import (
    VIEWER_NEXT,
    DocumentMove,
    StepMove,
    ViewerMove,
    after,
    documents_after,
    step_after,
)

FINISHED = frozenset(
    (DocumentState.APPROVED, DocumentState.REJECTED, DocumentState.RECALLED, DocumentState.DISCARDED)
)


class Turn:
    """Every change of a step goes through `move`, hence through the table; every event through `tell`."""

    __slots__ = (
        "_events",
        "_moved",
        "_sequence",
        "_traces",
        "act",
        "document",
        "groups",
        "shape",
        "state",
        "viewers",
    )

    def __init__(self, document: Document, act: Act) -> None:
        self.document, self.act = document, act
        self.shape: tuple[Group, ...] = document.groups
        self.groups: list[list[Step]] = [list(group.steps) for group in document.groups]
        self.viewers: tuple[Viewer, ...] = document.viewers
        self.state = document.state
        self._sequence = document.sequence
        self._events: list[AnyApprovalEvent] = []
        self._traces: list[Trace] = []
        self._moved: set[int] = set()

    def step(self, place: Place) -> Step:
        return self.groups[place[0]][place[1]]

    def place(self, step_id: str) -> Place:
        for g, steps in enumerate(self.groups):
            for s, step in enumerate(steps):
                if step.id == step_id:
                    return g, s
        raise NotFound("결재선에 그런 단계가 없습니다.", stepId=step_id)

    def places(self) -> Iterator[tuple[Place, Step]]:
        """Every place in the order of the line, with the step as it stands when its place is reached."""
        for g, steps in enumerate(self.groups):
            for s in range(len(steps)):
                yield (g, s), steps[s]

    def move(self, place: Place, move: StepMove, **changes: Any) -> Step:
        """Refuses `InvalidState` for a pair that the table does not know."""
        step = self.step(place)
        moved = replace(step, state=step_after(step.state, move), **changes)
        self.put(place, moved)
        return moved

    def put(self, place: Place, step: Step) -> None:
        """Change a step without moving it."""
        self.groups[place[0]][place[1]] = step
        self._moved.add(place[0])

    def become(self, move: DocumentMove, state: DocumentState) -> None:
        """The document's own move; a state that the table does not name for it is our bug."""
        assert state in documents_after(self.document.state, move), (self.document.state, move, state)
        self.state = state

    def tell(self, kind: Callable[..., AnyApprovalEvent], step: Step | None = None, **facts: Any) -> None:
        document, self._sequence = self.document, self._sequence + 1
        if step is not None:
            facts = {
                "step_id": step.id,
                "role": step.role,
                "round": step.round,
                "kind": step.kind,
                "outcome": step.state,
                "approver": step.approver.id,
                "approver_name": step.approver.name,
                **facts,
            }
        if kind is not StepActivated and self.act.by in facts.get("audience", ()):
            facts["audience"] = tuple(person for person in facts["audience"] if person != self.act.by)
        self._events.append(
            kind(
                tenant=document.tenant,
                at=self.act.at,
                actor=self.act.by,
                document_id=document.id,
                request_id=document.request_id,
                form_id=document.form_id,
                form_version=document.form_version,
                title=document.title,
                drafter=document.drafter.id,
                drafter_name=document.drafter.name,
                state=self.state,
                sequence=self._sequence,
                **facts,
            )
        )

    def note(self, move: str, who: Person | None, step: Step | None = None, **more: Any) -> None:
        """One line of history."""
        if step is not None:
            more = {"step_id": step.id, "round": step.round, **more}
        self._traces.append(
            Trace(at=self.act.at, move=move, actor=self.act.by, name=who.name if who else "", **more)
        )

    def settle(self, move: DocumentMove, numbered: str = "") -> None:
        """Activate what is next; after the last group the document is approved."""
        if self.advance():
            self.approve(move)
        else:
            self.become(move, DocumentState.IN_PROGRESS)

    def advance(self) -> bool:
        """Give the turn to the first group that is not finished. True if there is none."""
        for g, steps in enumerate(self.groups):
            waits = False
            for s, step in enumerate(steps):
                if step.state is StepState.WAITING:
                    if step.post:
                        self._pass_over((g, s))
                        continue
                    self._activate((g, s))
                    waits = True
                elif step.state in AT_TURN:
                    waits = True
                if waits and self.shape[g].kind is GroupKind.SERIAL:
                    return False
            if waits:
                return False
        return True

    def approve(self, move: DocumentMove) -> None:
        self.become(move, DocumentState.APPROVED)
        self.arrive(lambda viewer: True)
        document = self.document
        seen = [
            v for v in self.viewers if v.kind is not ViewerKind.CC or document.policy.cc_at is CcAt.COMPLETION
        ]
        self.tell(
            Approved,
            audience=(document.drafter.id,),
            departments=tuple(v.department_id for v in seen if v.department_id is not None),
            readers=tuple(v.person.id for v in seen if v.person is not None),
            cancels=document.cancels,
        )

    def arrive(self, which: Callable[[Viewer], bool]) -> None:
        """Bring the paper to those viewers who do not have it yet."""
        if not self.viewers:
            return
        at = self.act.at
        self.viewers = tuple(
            replace(v, state=after(VIEWER_NEXT, v.state, ViewerMove.ARRIVE, ""), arrived_at=at)
            if v.arrived_at is None and which(v)
            else v
            for v in self.viewers
        )

    def close(self, states: frozenset[StepState]) -> None:
        """Close every step in these states."""
        for place, step in self.places():
            if step.state in states:
                self.move(place, StepMove.CLOSE)

    def skip(self, place: Place, reason: SkipReason, cause: Step | None) -> None:
        self.move(place, StepMove.SKIP, skipped=reason, skipped_by=cause.id if cause else None)

    def bypass(self, place: Place) -> Step:
        return self.move(place, StepMove.BYPASS, activated_at=self.act.at)

    def group(self, g: int) -> Group:
        """The group as it stands now."""
        return replace(self.shape[g], steps=tuple(self.groups[g]))

    def reached(self, g: int) -> bool:
        approved = sum(1 for step in self.groups[g] if step.state is StepState.APPROVED)
        return approved >= required(self.shape[g])

    def reachable(self, g: int) -> bool:
        hoped = sum(1 for s in self.groups[g] if s.state is StepState.APPROVED or s.state in OPEN)
        return hoped >= required(self.shape[g])

    def outcome(self, **changes: Any) -> Outcome:
        """The next version of the document, and the events in the order they were told."""
        document, at = self.document, self.act.at
        if self._moved:
            changes["groups"] = tuple(
                self.group(g) if g in self._moved else group for g, group in enumerate(self.shape)
            )
        if self.state is not document.state and self.state in FINISHED:
            changes["finished_at"] = at
        return Outcome(
            replace(
                document,
                state=self.state,
                version=document.version + 1,
                sequence=self._sequence,
                viewers=self.viewers,
                updated_at=at,
                history=(*document.history, *self._traces),
                **changes,
            ),
            tuple(self._events),
        )

    def _activate(self, place: Place) -> None:
        step = self.move(place, StepMove.ACTIVATE, activated_at=self.act.at, due_at=self.act.due)
        self.tell(StepActivated, step, due_at=step.due_at, audience=(step.approver.id,))

    def _pass_over(self, place: Place) -> None:
        step = self.bypass(place)
        self.tell(StepActivated, step, audience=(step.approver.id,))
