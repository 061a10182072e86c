"""From a blank paper to 상신: drafts, lines, pre-flight, submit, and the papers that follow one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from msgspec import UNSET
from msgspec.structs import replace

from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied, NotFound, Problem
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.approvals.asks import DocumentPatch, LineAsk, NewDocument
from maru.erp.approvals.classic import ClassicCreate, ClassicCreated
from maru.erp.approvals.contract import (
    DocumentState,
    GroupKind,
    NoApprover,
    Person,
    Receipt,
    StepRole,
    Submission,
)
from maru.erp.approvals.domain import drafting, routes
from maru.erp.approvals.domain.catalogue import FORMS
from maru.erp.approvals.domain.changes import change_line, recall
from maru.erp.approvals.domain.classic import fields_of, line_of
from maru.erp.approvals.domain.classic import form_of as form_of_type
from maru.erp.approvals.domain.document import Act, Document
from maru.erp.approvals.domain.forms import Form
from maru.erp.approvals.domain.line import Group, Step, Why, steps_of
from maru.erp.approvals.domain.lineup import groups_of, people_in, viewers_of
from maru.erp.approvals.domain.preflight import Absence, Circumstances, preflight
from maru.erp.approvals.service.commit import commit, next_request, receipt, record
from maru.erp.approvals.service.company import Company, employee_of
from maru.erp.approvals.store.beside import Delegations
from maru.erp.approvals.store.documents import Documents, missing
from maru.erp.approvals.views import DocumentReceipt, LeaveForecast, Preflight
from maru.erp.employees.contract import no_employee
from maru.erp.leave.contract import InsufficientBalance, Leave, LeaveAsk, LeavePreview, Unit

LEAVE_FORM = "leave"


class TooFewDays(Problem):
    """What older clients are told of a balance that is too small."""


def form_of(id: str, version: int | None = None) -> Form:
    """A published form. Refuses `NotFound`."""
    form = FORMS.get(id)
    if form is None or version not in (None, form.version):
        raise NotFound(f"양식을 찾을 수 없습니다: {id[:60]}")
    return form


@dataclass(frozen=True)
class Drafting:
    store: Store[SqlTx]
    company: Company
    leave: Leave
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def create(self, ask: NewDocument, who: Principal, once: Once) -> DocumentReceipt:
        """A new draft, with the line that the rules give it where they find one."""
        form, me, at = form_of(ask.form_id), employee_of(who), self.now()
        drafter = await self.company.person(who.tenant, me)
        id = self.new_id()
        made = drafting.draft(
            id, 0, who.tenant, form, drafter, at,
            title=ask.title, content=ask.content, fields=ask.fields, grade=ask.grade,
        )  # fmt: skip
        made = await self._with_line(made)

        def unit(tx: SqlTx) -> DocumentReceipt:
            document = replace(made, request_id=next_request(tx, who.tenant))
            Documents(tx).add(document)
            record(tx, document, Act(me, at), "approval.draft")
            return receipt(document)

        return await self.store.write(unit, once)

    async def _with_line(self, document: Document) -> Document:
        around = await self.company.surroundings(document.tenant, document.drafter)
        route = routes.match(routes.ROUTES, document.form_id, document.fields, around)
        try:
            groups = routes.resolve(route, around) if route is not None else ()
        except NoApprover:
            groups = ()
        return replace(document, groups=groups, steps_made=sum(len(group.steps) for group in groups))

    async def edit(self, id: str, ask: DocumentPatch, who: Principal, seen: int) -> DocumentReceipt:
        """A line that still is the one of the rules follows what the fields now say."""
        act = Act(employee_of(who), self.now(), seen)
        before = await self.store.read(lambda tx: self._own(tx, id, who))
        lined = None
        editing = ask.fields is not UNSET and before.state is DocumentState.DRAFT
        if editing and _shape(before) == _shape(await self._with_line(before)):
            lined = await self._with_line(replace(before, fields=ask.fields))

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = self._own(tx, id, who)
            form = None if ask.form_version is UNSET else form_of(was.form_id, ask.form_version)
            outcome = drafting.edit(
                was,
                act,
                title=None if ask.title is UNSET else ask.title,
                content=None if ask.content is UNSET else ask.content,
                fields=None if ask.fields is UNSET else ask.fields,
                grade=None if ask.grade is UNSET else ask.grade,
                form=form,
            )
            if lined is not None and was.version == before.version and _shape(was) != _shape(lined):
                changed = replace(outcome.document, groups=lined.groups, steps_made=lined.steps_made)
                outcome = replace(outcome, document=changed)
            return commit(tx, was, outcome, act, "approval.edit")

        return await self.store.write(unit)

    async def set_line(self, id: str, ask: LineAsk, who: Principal, seen: int) -> DocumentReceipt:
        act = Act(employee_of(who), self.now(), seen)
        people = await self.company.people(who.tenant, people_in(ask))
        names = {d.id: d.korean or d.name for d in (await self.company.departments(who.tenant)).values()}

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = self._own(tx, id, who)
            groups = groups_of(ask.groups, people, was.groups)
            viewers = viewers_of(ask.viewers, people, names)
            return commit(tx, was, drafting.set_line(was, act, groups, viewers), act, "approval.line")

        return await self.store.write(unit)

    async def line_of_rules(self, id: str, who: Principal, seen: int) -> DocumentReceipt:
        """Put the line that the rules give for the draft as it is now."""
        act = Act(employee_of(who), self.now(), seen)
        document = await self.store.read(lambda tx: self._own(tx, id, who))
        groups = (await self._with_line(document)).groups

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = self._own(tx, id, who)
            return commit(tx, was, drafting.set_line(was, act, groups, was.viewers), act, "approval.line")

        return await self.store.write(unit)

    async def change_rest(self, id: str, ask: LineAsk, who: Principal, seen: int) -> DocumentReceipt:
        """Replace the part of a submitted line that has not begun."""
        act = Act(employee_of(who), self.now(), seen)
        people = await self.company.people(who.tenant, people_in(ask))

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = Documents(tx).get(who.tenant, id)
            remaining = groups_of(ask.groups, people, was.groups, was.steps_made)
            return commit(tx, was, change_line(was, act, remaining), act, "approval.change-line")

        return await self.store.write(unit)

    async def discard(self, id: str, who: Principal, seen: int) -> None:
        act = Act(employee_of(who), self.now(), seen)

        def unit(tx: SqlTx) -> None:
            was = self._own(tx, id, who)
            commit(tx, was, drafting.discard(was, act), act, "approval.discard")

        await self.store.write(unit)

    async def preflight(self, id: str, who: Principal) -> Preflight:
        """What submit would do and say; nothing is written."""
        act = Act(employee_of(who), self.now())
        document = await self.store.read(lambda tx: self._own(tx, id, who))
        ids = drafting.approvers_of(document)
        people = await self.company.people(who.tenant, ids)
        delegations = await self.store.scan(
            lambda tx: tuple(d for person in sorted(ids) for d in Delegations(tx).of_giver(person, act.at))
        )
        away = {d.giver.id: Absence(d.end) for d in delegations if d.in_force(act.at)}
        around = Circumstances(
            people=people,
            chain=await self.company.chain(who.tenant, document.drafter.department_id),
            absences=away,
            delegations=delegations,
            leave=await self._forecast(document),
        )
        return preflight(document, act, form_of(document.form_id), around)

    async def _forecast(self, document: Document) -> LeaveForecast | None:
        ask = leave_ask(document)
        if ask is None:
            return None
        preview = await self.leave.preview(ask)
        return forecast(preview)

    async def submit(self, id: str, who: Principal, seen: int, once: Once | None) -> DocumentReceipt:
        """상신. Leave is reserved first: if this submission does not commit, the reservation lapses by itself."""
        if once is not None:
            await self.store.read(once.refuse_repeat)
        act = Act(employee_of(who), self.now(), seen)
        document = await self.store.read(lambda tx: self._own(tx, id, who))
        form = form_of(document.form_id)
        people = await self.company.people(who.tenant, drafting.approvers_of(document))
        chain = await self.company.chain(who.tenant, document.drafter.department_id)
        ready = drafting.submit(document, act, form, people, chain).document
        if (ask := leave_ask(ready)) is not None:
            await self.leave.reserve(ask)

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = self._own(tx, id, who)
            return commit(tx, was, drafting.submit(was, act, form, people, chain), act, "approval.submit")

        return await self.store.write(unit, once)

    async def submit_for(self, tenant: str, paper: Submission) -> Receipt:
        """Draft and submit for another service; `paper.key` is the document's id, so it happens once."""
        at = self.now()
        act = Act(paper.drafter, at)
        known = await self.store.read(lambda tx: Documents(tx).find(tenant, paper.key))
        if known is not None and known.submitted_at is not None:
            return Receipt(document_id=known.id, request_id=known.request_id, state=known.state)
        form = form_of(paper.form_id)
        drafter = await self.company.person(tenant, paper.drafter)
        chain = await self.company.chain(tenant, drafter.department_id)
        made = drafting.draft(
            paper.key, 0, tenant, form, drafter, at,
            title=paper.title, content=paper.content, fields=paper.fields, cancels=paper.cancels, classic=True,
        )  # fmt: skip
        if paper.approvers:
            named = await self.company.people(tenant, paper.approvers)
            made = replace(made, groups=_serial([named[id] for id in paper.approvers if id in named]))
        else:
            made = await self._with_line(made)
        people = await self.company.people(tenant, drafting.approvers_of(made))
        drafting.submit(made, act, form, people, chain)
        if (ask := leave_ask(made)) is not None:
            await self.leave.reserve(ask)

        def unit(tx: SqlTx) -> Receipt:
            before = Documents(tx).find(tenant, paper.key)
            if before is None:
                before = replace(made, request_id=next_request(tx, tenant))
                Documents(tx).add(before)
            if before.submitted_at is None:
                commit(tx, before, drafting.submit(before, act, form, people, chain), act, "approval.submit")
            return Receipt(
                document_id=before.id,
                request_id=before.request_id,
                state=Documents(tx).get(tenant, before.id).state,
            )

        return await self.store.write(unit)

    async def submit_classic(self, ask: ClassicCreate, who: Principal, once: Once | None) -> ClassicCreated:
        """Draft, line and submit in one: what the older clients do. The checks come in their order."""
        if once is not None:
            await self.store.read(once.refuse_repeat)
        me, at = employee_of(who), self.now()
        act = Act(me, at)
        named = {me, *(step.approver_id for step in ask.steps)}
        people = await self.company.people(who.tenant, named)
        for id in sorted(named):
            if id not in people:
                raise no_employee(id)
        groups = groups_of(line_of(ask, me), people)
        form = form_of(form_of_type(ask.type))
        chain = await self.company.chain(who.tenant, people[me].department_id)
        made = drafting.draft(
            self.new_id(), 0, who.tenant, form, people[me], at,
            title=ask.title or "", content=ask.content or "", fields=fields_of(ask), classic=True,
        )  # fmt: skip
        made = replace(made, groups=groups, steps_made=len(ask.steps))
        ready = drafting.submit(made, act, form, people, chain).document
        if (taken := leave_ask(ready)) is not None:
            try:
                await self.leave.reserve(taken)
            except InsufficientBalance:
                raise TooFewDays("연차가 부족합니다") from None

        def unit(tx: SqlTx) -> ClassicCreated:
            document = replace(made, request_id=next_request(tx, who.tenant))
            Documents(tx).add(document)
            sent = drafting.submit(document, act, form, people, chain)
            return ClassicCreated(request_id=commit(tx, document, sent, act, "approval.submit").request_id)

        return await self.store.write(unit, once)

    async def recall(self, id: str, reason: str, who: Principal, seen: int, once: Once) -> DocumentReceipt:
        act = Act(employee_of(who), self.now(), seen)

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = self._own(tx, id, who)
            return commit(tx, was, recall(was, act, reason), act, "approval.recall")

        return await self.store.write(unit, once)

    async def again(self, id: str, who: Principal, once: Once, *, linked: bool) -> DocumentReceipt:
        """재기안 (linked to the refused paper) or 복사: a new draft with the same words and line.

        What the rules had put in a refused paper's line, they put again: people may have changed since.
        """
        act, fresh = Act(employee_of(who), self.now()), self.new_id()
        before = await self.store.read(lambda tx: self._own(tx, id, who))
        ruled = linked and all(step.why and step.why.rule for step in steps_of(before.groups))
        lined = await self._with_line(before) if ruled else None

        def unit(tx: SqlTx) -> DocumentReceipt:
            was = self._own(tx, id, who)
            form, number = form_of(was.form_id), next_request(tx, who.tenant)
            make = drafting.redraft if linked else drafting.copy
            made = make(was, act, fresh, number, form)
            if lined is not None:
                made = replace(made, groups=lined.groups, steps_made=lined.steps_made)
            Documents(tx).add(made)
            record(tx, made, act, "approval.redraft" if linked else "approval.copy", of=was.id)
            return receipt(made)

        return await self.store.write(unit, once)

    def _own(self, tx: SqlTx, id: str, who: Principal) -> Document:
        """The caller's own paper; others' are 404 while private, 403 once they may be known."""
        document = Documents(tx).get(who.tenant, id)
        if document.drafter.id != employee_of(who):
            if document.submitted_at is None:
                raise missing(id)
            raise Denied("기안자만 할 수 있습니다.")
        return document


def _shape(document: Document) -> list[tuple[GroupKind, tuple[tuple[StepRole, int, bool], ...]]]:
    """Who stands where in the line, whatever the reason."""
    return [
        (group.kind, tuple((step.role, step.approver.id, step.post) for step in group.steps))
        for group in document.groups
    ]


def _serial(people: Sequence[Person]) -> tuple[Group, ...]:
    steps = tuple(
        Step(id=f"s{n}", role=StepRole.APPROVE, approver=person, why=Why(text="부서장 결재"))
        for n, person in enumerate(people, 1)
    )
    return (Group(steps=steps),) if steps else ()


def leave_ask(document: Document) -> LeaveAsk | None:
    """What a 연차 document takes; None for other papers and for one whose dates are not there yet."""
    fields = document.fields
    if document.form_id != LEAVE_FORM or document.cancels is not None:
        return None
    start, end = _day(fields.get("startDate")), _day(fields.get("endDate"))
    days = fields.get("leaveDays")
    if (start is None or end is None) and days is None:
        return None
    unit = fields.get("unit")
    dated = start is not None and end is not None
    return LeaveAsk(
        tenant=document.tenant,
        employee_id=document.drafter.id,
        key=document.id,
        document_id=document.id,
        start_date=start if dated else None,
        end_date=end if dated else None,
        unit=Unit(unit) if isinstance(unit, str) and unit in Unit.__members__ else Unit.DAY,
        leave_days=None if dated else float(Decimal(str(days))),
        reason=str(fields.get("reason") or "")[:500],
    )


def forecast(preview: LeavePreview) -> LeaveForecast:
    day = 480
    return LeaveForecast(
        minutes=preview.minutes,
        days=preview.counted_days,
        holidays=tuple(f"{each.date.isoformat()} {each.reason}" for each in preview.days if each.reason),
        before=round(preview.before * day),
        after=round(preview.after * day),
        sufficient=not preview.problems,
        detail=" ".join(blocker.detail for blocker in preview.problems),
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
