"""결재: decisions alone and in batches, by the person of the step or whoever stands in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from maru.chassis.audit import AuditLog, Line
from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied, NotFound, Problem
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.approvals.asks import DecisionAsk, DecisionBatch, ViewerAction
from maru.erp.approvals.contract import Approved, Receipt
from maru.erp.approvals.domain.case import Choice
from maru.erp.approvals.domain.changes import acknowledge, void
from maru.erp.approvals.domain.classic import decide_classic
from maru.erp.approvals.domain.decisions import decide
from maru.erp.approvals.domain.delegations import Delegation
from maru.erp.approvals.domain.document import Act, Document, find
from maru.erp.approvals.domain.reading import may_read
from maru.erp.approvals.domain.tables import DocumentMove, ViewerMove
from maru.erp.approvals.domain.viewing import view
from maru.erp.approvals.service.commit import commit
from maru.erp.approvals.service.company import Company, employee_of
from maru.erp.approvals.store.beside import Delegations
from maru.erp.approvals.store.documents import Documents, missing
from maru.erp.approvals.views import BatchResult, BatchResults, DocumentReceipt

R = TypeVar("R")
REPORT_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Deciding:
    store: Store[SqlTx]
    company: Company
    now: Callable[[], datetime]

    async def decide(
        self, id: str, ask: DecisionAsk, who: Principal, seen: int | None, once: Once
    ) -> DocumentReceipt:
        return await self._decide(id, _choice(ask), who, seen, once)

    async def _decide(
        self, id: str, choice: Choice, who: Principal, seen: int | None, once: Once | None
    ) -> DocumentReceipt:
        act = self._act(who, seen)

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = Documents(tx).get(who.tenant, id)
            outcome = decide(was, act, choice, _delegations(tx, was, act, choice.step_id))
            return commit(tx, was, outcome, act, f"approval.{choice.action.lower()}")

        try:
            return await self.store.write(unit, once)
        except Denied as refusal:
            await self._turned_away(id, who, refusal)
            raise

    async def decide_classic(
        self, request_id: int, approve: bool, reason: str | None, who: Principal, answer: R, once: Once | None
    ) -> R:
        """The same decision through the older doors, of the caller's active step; `answer` is what they say then."""
        act = self._act(who, None)
        id = (await self.store.read(lambda tx: Documents(tx).by_request(who.tenant, request_id))).id

        def unit(tx: SqlTx) -> R:
            was = Documents(tx).get(who.tenant, id)
            outcome = decide_classic(was, act, approve, reason, _delegations(tx, was, act, None))
            commit(tx, was, outcome, act, "approval.approve" if approve else "approval.reject")
            return answer

        try:
            return await self.store.write(unit, once)
        except Denied as refusal:
            try:
                await self._turned_away(id, who, refusal)
            except NotFound:
                raise missing(request_id) from None
            raise

    async def decide_for(self, tenant: str, id: str, by: int, approve: bool, reason: str) -> Receipt:
        """For another service, which has verified who `by` is."""
        act = Act(by, self.now())

        def unit(tx: SqlTx) -> Receipt:
            was = Documents(tx).get(tenant, id)
            outcome = decide_classic(was, act, approve, reason, _delegations(tx, was, act, None))
            done = commit(tx, was, outcome, act, "approval.approve" if approve else "approval.reject")
            return Receipt(document_id=done.id, request_id=done.request_id, state=done.state)

        return await self.store.write(unit)

    async def batch(self, ask: DecisionBatch, who: Principal, once: Once) -> BatchResults:
        """Each item decided for itself; a refused one does not keep the others."""
        await self.store.read(once.refuse_repeat)
        results = []
        for item in ask.items:
            choice = Choice(action=item.action, step_id=item.step_id, comment=item.comment or "")
            try:
                done = await self._decide(item.document_id, choice, who, None, None)
                results.append(BatchResult(document_id=item.document_id, status=200, state=done.state))
            except Problem as refusal:
                results.append(
                    BatchResult(
                        document_id=item.document_id,
                        status=refusal.status,
                        code=refusal.code,
                        detail=refusal.detail,
                    )
                )
        said = BatchResults(items=tuple(results))
        return await self.store.write(lambda _: said, once)

    async def view(
        self, id: str, viewer_id: str, ask: ViewerAction, who: Principal, once: Once
    ) -> DocumentReceipt:
        """확인, 접수, 담당 지정, 처리, 반송."""
        act = self._act(who, None)
        me = await self.company.person(who.tenant, employee_of(who))
        assignee = None if ask.assignee_id is None else await self.company.person(who.tenant, ask.assignee_id)
        departments = () if me.department_id is None else (me.department_id,)

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = Documents(tx).get(who.tenant, id)
            move = ViewerMove(ask.action)
            outcome = view(was, act, viewer_id, move, me, departments, assignee, ask.comment)
            return commit(tx, was, outcome, act, f"approval.viewer-{move.lower()}")

        return await self.store.write(unit, once)

    async def acknowledge(self, id: str, step_id: str, who: Principal, once: Once) -> DocumentReceipt:
        """The giver has seen what was decided in their place."""
        act = self._act(who, None)

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = Documents(tx).get(who.tenant, id)
            return commit(tx, was, acknowledge(was, act, step_id), act, "approval.acknowledge")

        return await self.store.write(unit, once)

    def cancelled(self, tx: SqlTx, event: Approved) -> None:
        """An approved 취소 document voids the paper that it names, if that still stands."""
        if event.cancels is None:
            return
        was = Documents(tx).find(event.tenant, event.cancels)
        if was is None or not _stands(was):
            return
        act = Act(None, event.at)
        commit(tx, was, void(was, act, event.document_id), act, f"approval.{DocumentMove.VOID.lower()}")

    def _act(self, who: Principal, seen: int | None) -> Act:
        now = self.now()
        return Act(employee_of(who), now, seen, report_due=now + REPORT_WITHIN)

    async def _turned_away(self, id: str, who: Principal, refusal: Denied) -> None:
        """Recorded; and whoever may not know of the paper is told that there is none."""
        me, at = employee_of(who), self.now()
        line = Line(
            tenant=who.tenant,
            at=at,
            action="approval.refused",
            subject=id,
            actor=me,
            detail={"code": refusal.code},
        )
        await self.store.write(lambda tx: AuditLog(tx).add(line))

        def held(tx: SqlTx) -> tuple[Document, tuple[Delegation, ...]]:
            return Documents(tx).get(who.tenant, id), Delegations(tx).of_delegate(me, at)

        document, delegations = await self.store.read(held)
        if not may_read(document, await self.company.reader(who, delegations), at):
            raise missing(id)


def _choice(ask: DecisionAsk) -> Choice:
    return Choice(
        action=ask.action,
        step_id=ask.step_id,
        comment=ask.comment or "",
        target_step_id=ask.target_step_id,
        objection=ask.objection,
    )


def _delegations(tx: SqlTx, document: Document, act: Act, step_id: str | None) -> tuple[Delegation, ...]:
    """Those that may matter; nobody needs one for their own step."""
    if step_id is not None:
        step = find(document.groups, step_id)
        if step is not None and step.approver.id == act.by:
            return ()
    return Delegations(tx).of_delegate(act.by or 0, act.at)


def _stands(document: Document) -> bool:
    try:
        void(document, Act(None, document.updated_at), "")
    except Problem:
        return False
    return True
