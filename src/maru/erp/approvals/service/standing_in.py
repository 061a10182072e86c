"""부재·대리 and 퇴직 결재자: who decides in whose place, and who takes over from those who left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from maru.chassis.audit import AuditLog, Line
from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied, NotFound, Problem
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.approvals.asks import DelegationAsk, ReassignmentAsk
from maru.erp.approvals.contract import Box, DelegationChanged, DelegationKind, Person
from maru.erp.approvals.domain import delegations as rules
from maru.erp.approvals.domain.changes import reassign
from maru.erp.approvals.domain.delegations import Delegation, Scope
from maru.erp.approvals.domain.document import Act, Document
from maru.erp.approvals.domain.line import UNDECIDED, steps_of
from maru.erp.approvals.domain.showing import delegation_view
from maru.erp.approvals.service.commit import commit
from maru.erp.approvals.service.company import Company, employee_of
from maru.erp.approvals.store.beside import Delegations
from maru.erp.approvals.store.boxes import Boxes, place_of
from maru.erp.approvals.store.documents import Documents
from maru.erp.approvals.views import DelegationPage, DelegationView, Reassignment, ReassignmentItem

TAKEN_OVER = 500
OPEN_BOXES = (Box.WAITING, Box.UPCOMING, Box.POST)


@dataclass(frozen=True)
class StandingIn:
    store: Store[SqlTx]
    company: Company
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def add(self, ask: DelegationAsk, who: Principal, once: Once) -> DelegationView:
        at = self.now()
        giver = await self.company.person(who.tenant, employee_of(who))
        delegate = await self.company.person(who.tenant, ask.delegate_id)
        scope = Scope(
            kind=ask.kind,
            start=ask.start,
            end=ask.end,
            forms=ask.forms,
            departments=ask.departments,
            max_amount=None if ask.max_amount is None else str(ask.max_amount),
        )
        id, told = self.new_id(), await self._told_of(who.tenant, ask.kind)

        def unit(tx: SqlTx) -> DelegationView:
            held = Delegations(tx).of_giver(giver.id, at)
            made = rules.propose(id, who.tenant, giver, delegate, scope, at, held)
            Delegations(tx).add(made)
            return self._tell(tx, made, Act(giver.id, at), "delegation.add", told)

        return await self.store.write(unit, once)

    async def move(self, id: str, who: Principal, once: Once, *, start: bool) -> DelegationView:
        """The substitute starts an unplanned one; giver or substitute ends either kind."""
        me, at = employee_of(who), self.now()
        held = await self.store.read(lambda tx: Delegations(tx).get(who.tenant, id))
        told = await self._told_of(who.tenant, held.kind)

        def unit(tx: SqlTx) -> DelegationView:
            was = Delegations(tx).get(who.tenant, id)
            if me not in (was.giver.id, was.delegate.id) and "admin" not in who.roles:
                raise NotFound("대리 설정을 찾을 수 없습니다.", delegation=id)
            now = rules.activate(was, me, at) if start else rules.end(was, me, at)
            Delegations(tx).save(was, now)
            action = "delegation.activate" if start else "delegation.end"
            return self._tell(tx, now, Act(me, at), action, told)

        return await self.store.write(unit, once)

    async def list(self, side: str, cursor: str, limit: int, who: Principal) -> DelegationPage:
        """`giver` or `receiver`: the caller's own; `all`: the tenant's, for administrators."""
        me, at = employee_of(who), self.now()
        if side == "all" and "admin" not in who.roles:
            raise Denied("전체 부재 설정은 관리자만 볼 수 있습니다.")

        def unit(tx: SqlTx) -> list[Delegation]:
            held = Delegations(tx)
            if side == "all":
                return held.all(who.tenant, cursor, limit + 1)
            return list(held.of_giver(me, at) if side == "giver" else held.of_delegate(me, at))

        found = await self.store.scan(unit)
        shown = found[:limit]
        return DelegationPage(
            items=tuple(delegation_view(each, Act(me, at)) for each in shown),
            next_cursor=shown[-1].id if side == "all" and len(found) > limit else None,
        )

    async def _told_of(self, tenant: str, kind: DelegationKind) -> tuple[int, ...]:
        """Who hears of it beside giver and delegate: an unplanned absence concerns HR."""
        if kind is DelegationKind.PLANNED:
            return ()
        return tuple(person.id for person in await self.company.directory.hr_people(tenant))

    def _tell(
        self, tx: SqlTx, delegation: Delegation, act: Act, action: str, others: tuple[int, ...]
    ) -> DelegationView:
        tx.emit(
            DelegationChanged(
                tenant=delegation.tenant,
                at=act.at,
                actor=act.by,
                delegation_id=delegation.id,
                giver=delegation.giver.id,
                giver_name=delegation.giver.name,
                delegate=delegation.delegate.id,
                delegate_name=delegation.delegate.name,
                state=delegation.state.value,
                delegation_version=delegation.version,
                audience=others,
            )
        )
        AuditLog(tx).add(
            Line(
                tenant=delegation.tenant,
                at=act.at,
                action=action,
                subject=delegation.id,
                actor=act.by,
                detail={"giver": delegation.giver.id, "delegate": delegation.delegate.id},
            )
        )
        return delegation_view(delegation, act)

    async def leaver(self, leaver_id: int, who: Principal) -> Reassignment:
        """What still waits for somebody, and who would take it over: the nearest head."""
        papers = await self.store.scan(lambda tx: _undecided(tx, who.tenant, leaver_id))
        heads = await self.company.directory.heads(who.tenant, leaver_id)
        return Reassignment(
            leaver_id=leaver_id,
            successor_id=heads[0].id if heads else None,
            items=tuple(_item(paper, leaver_id) for paper in papers),
        )

    async def take_over(self, ask: ReassignmentAsk, who: Principal, once: Once) -> Reassignment:
        """Give every undecided step of the leaver, or those of the named papers, to the successor."""
        await self.store.read(once.refuse_repeat)
        act = Act(employee_of(who), self.now())
        successor = await self.company.person(who.tenant, ask.successor_id)
        me = await self.company.person(who.tenant, employee_of(who))
        papers = await self.store.scan(lambda tx: _undecided(tx, who.tenant, ask.leaver_id))
        chosen = [p for p in papers if ask.document_ids is None or p.id in ask.document_ids]
        items = [await self._hand_over(paper, ask.leaver_id, successor, me, act) for paper in chosen]
        said = Reassignment(leaver_id=ask.leaver_id, successor_id=successor.id, items=tuple(items))
        return await self.store.write(lambda _: said, once)

    async def _hand_over(
        self, paper: Document, leaver: int, successor: Person, me: Person, act: Act
    ) -> ReassignmentItem:
        def unit(tx: SqlTx) -> None:
            was = Documents(tx).get(paper.tenant, paper.id)
            commit(tx, was, reassign(was, act, leaver, successor, me), act, "approval.reassign")

        try:
            await self.store.write(unit)
        except Problem as refusal:
            return _item(paper, leaver, code=refusal.code, detail=refusal.detail)
        return _item(paper, leaver, applied=True)


def _undecided(tx: SqlTx, tenant: str, person: int) -> list[Document]:
    ids: dict[str, None] = {}
    for box in OPEN_BOXES:
        rows = Boxes(tx).page([f"e:{person}"], box, place_of(None), TAKEN_OVER)
        ids.update(dict.fromkeys(row.document for row in rows))
    papers = Boxes(tx).documents(list(ids)[:TAKEN_OVER])
    return [papers[id] for id in ids if id in papers and papers[id].tenant == tenant]


def _item(
    paper: Document, leaver: int, *, applied: bool = False, code: str | None = None, detail: str | None = None
) -> ReassignmentItem:
    steps = [s for s in steps_of(paper.groups) if s.approver.id == leaver and s.state in UNDECIDED]
    return ReassignmentItem(
        document_id=paper.id,
        request_id=paper.request_id,
        title=paper.title,
        state=paper.state,
        step_ids=tuple(step.id for step in steps),
        step_states=tuple(step.state for step in steps),
        applied=applied,
        code=code,
        detail=detail,
    )
