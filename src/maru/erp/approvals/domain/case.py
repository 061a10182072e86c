"""One decision on its way: the step, who acts on it, in whose place, and what it leaves on paper."""

from typing import Any

from msgspec import Struct

from maru.erp.approvals.contract import (
    Action,
    DecisionKind,
    GroupKind,
    Person,
    StepDecided,
)
from maru.erp.approvals.domain.line import Place, Step
from maru.erp.approvals.domain.tables import StepMove
from maru.erp.approvals.domain.turn import Turn


class Choice(Struct, frozen=True, kw_only=True):
    """What is asked for. Without `step_id` it is the one step that the caller can act on."""

    action: Action
    step_id: str | None = None
    comment: str = ""
    target_step_id: str | None = None
    objection: bool = False


class Case(Struct):
    turn: Turn
    place: Place
    step: Step
    choice: Choice
    who: Person
    giver: Person | None

    @property
    def shared(self) -> bool:
        """Inside a PARALLEL or QUORUM group."""
        return self.turn.shape[self.place[0]].kind is not GroupKind.SERIAL

    @property
    def drafter(self) -> tuple[int, ...]:
        return (self.turn.document.drafter.id,)

    def decided(self, move: StepMove, kind: DecisionKind) -> Step:
        """The step with this decision on it; an ordinary one in another's place is 대결."""
        act = self.turn.act
        report = act.report_due if self.giver and self.turn.document.policy.post_report else None
        return self.turn.move(
            self.place,
            move,
            kind=DecisionKind.PROXY if self.giver and kind is DecisionKind.NORMAL else kind,
            acted_by=self.who,
            on_behalf_of=self.giver,
            decided_at=act.at,
            comment=self.choice.comment,
            objection=self.choice.objection,
            post_report_due=report,
        )

    def tell(self, kind: Any, step: Step, **facts: Any) -> None:
        """The event about this decision, and its line of history."""
        giver = self.giver
        self.turn.tell(
            kind,
            step,
            on_behalf_of=giver.id if giver else None,
            actor_name=self.who.name,
            reason=self.choice.comment,
            **facts,
        )
        self.note(step)

    def tell_decided(self, step: Step, post_pending: tuple[int, ...] = ()) -> None:
        audience = (self.giver.id,) if self.giver else ()
        self.tell(StepDecided, step, audience=audience, post_pending=post_pending)

    def note(self, step: Step) -> None:
        giver = self.giver
        self.turn.note(
            self.choice.action.value,
            self.who,
            step,
            on_behalf_of=giver.id if giver else None,
            on_behalf_name=giver.name if giver else "",
            kind=step.kind,
            outcome=step.state,
            comment=self.choice.comment,
        )
