"""What a person sees: boxes, counts, search, the paper itself. Lists and papers come from the same committed state."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from maru.chassis.audit import AuditLog
from maru.chassis.problems import Flaw, Invalid, NotFound
from maru.chassis.sql import SqlTx, micros, moment
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.approvals.asks import BoxQuery, DocumentQuery
from maru.erp.approvals.contract import Box, StepState
from maru.erp.approvals.domain import showing
from maru.erp.approvals.domain.boxes import Entry, entries
from maru.erp.approvals.domain.decisions import actionable
from maru.erp.approvals.domain.delegations import Delegation
from maru.erp.approvals.domain.document import Act, Document, find
from maru.erp.approvals.domain.numbering import KST
from maru.erp.approvals.domain.reading import Reader, may_read
from maru.erp.approvals.service.company import Company, employee_of
from maru.erp.approvals.store.beside import Delegations
from maru.erp.approvals.store.boxes import COUNTED, Boxes, Place, Row, Search, cursor_of, like, place_of
from maru.erp.approvals.store.documents import Documents, missing, owner
from maru.erp.approvals.views import (
    AuditLine,
    AuditTrail,
    BoxCount,
    BoxItem,
    BoxPage,
    Counts,
    DocumentView,
    History,
)

DEPARTMENTS = frozenset({Box.RECEIVED, Box.DEPARTMENT, Box.CC})
DELEGATED = frozenset({Box.WAITING, Box.POST})
DELEGATED_SCAN = 200  # rows of one giver's box that are looked through for what the delegate may decide
MOST = 1 << 60


@dataclass(frozen=True)
class Reading:
    store: Store[SqlTx]
    company: Company
    now: Callable[[], datetime]

    async def document(self, id: str, who: Principal) -> DocumentView:
        document, reader = await self.readable(id, who)
        return showing.document_view(document, Act(reader.id, self.now()), reader.delegations)

    async def history(self, id: str, who: Principal) -> History:
        return showing.history((await self.readable(id, who))[0])

    async def audit(self, id: str, who: Principal) -> AuditTrail:
        """What was recorded of the paper, sealed lines with their place in the chain."""
        await self.readable(id, who)
        found = await self.store.scan(lambda tx: AuditLog(tx).sealed_of(id))
        return AuditTrail(
            items=tuple(
                AuditLine(
                    at=line.at,
                    action=line.action,
                    actor=line.actor,
                    number=number,
                    hash=None if hashed is None else hashed.hex(),
                )
                for line, number, hashed in found
            )
        )

    async def readable(self, id: str, who: Principal) -> tuple[Document, Reader]:
        """The paper, if the caller may know of it; `NotFound` otherwise."""
        me, at = employee_of(who), self.now()

        def unit(tx: SqlTx) -> tuple[Document, tuple[Delegation, ...]]:
            return Documents(tx).get(who.tenant, id), Delegations(tx).of_delegate(me, at)

        document, delegations = await self.store.read(unit)
        reader = await self.company.reader(who, delegations)
        if not may_read(document, reader, at):
            raise missing(id)
        return document, reader

    async def by_request(self, request_id: int, who: Principal) -> Document:
        found = await self.store.read(lambda tx: Documents(tx).by_request(who.tenant, request_id))
        try:
            return (await self.readable(found.id, who))[0]
        except NotFound:
            raise missing(request_id) from None

    async def seen(self, id: str, who: Principal) -> None:
        """The caller has opened the paper: its rows in their boxes are read."""
        _, reader = await self.readable(id, who)
        owners = [f"e:{reader.id}", *(f"d:{d}" for d in reader.departments)]
        await self.store.write(lambda tx: Documents(tx).seen(id, owners))

    async def box(self, box: Box, query: BoxQuery, who: Principal) -> BoxPage:
        reader, at = await self.company.reader(who), self.now()
        after = place_of(query.cursor)

        def unit(tx: SqlTx) -> BoxPage:
            boxes = Boxes(tx)
            owners = _owners(reader, box)
            givers = _givers(tx, reader, at) if box in DELEGATED else ()
            many = query.limit + 1
            rows = boxes.page(
                [*owners, *(f"e:{g}" for g in givers)], box, after, DELEGATED_SCAN if givers else many
            )
            papers = boxes.documents([row.document for row in rows])
            act = Act(reader.id, at)
            delegations = Delegations(tx).of_delegate(reader.id, at) if givers else ()
            items = [
                (row, item)
                for row in rows
                if row.document in papers
                and (item := _item(papers[row.document], row, box, act, delegations, set(owners))) is not None
            ]
            shown = items[: query.limit]
            more = len(items) > query.limit
            return BoxPage(
                items=tuple(item for _, item in shown),
                next_cursor=cursor_of(shown[-1][0]) if more and shown else None,
            )

        return await self.store.scan(unit)

    async def counts(self, who: Principal) -> Counts:
        """Totals and unread ones; 1,000 means that many or more, and so does 100 of what nobody has to act on."""
        reader, at = await self.company.reader(who), self.now()

        def unit(tx: SqlTx) -> Counts:
            found = {}
            for box in Box:
                each = [Boxes(tx).count(who, box) for who in _owners(reader, box)]
                total = min(COUNTED, sum(c.total for c in each))
                found[box] = BoxCount(total=total, unread=min(COUNTED, sum(c.unread or 0 for c in each)))
            for giver in _givers(tx, reader, at):
                extra = _delegated(tx, reader, giver, at)
                held = found[Box.WAITING]
                found[Box.WAITING] = BoxCount(total=min(COUNTED, held.total + extra), unread=held.unread)
            return Counts(boxes=found)

        return await self.store.scan(unit)

    async def search(self, query: DocumentQuery, who: Principal) -> BoxPage:
        reader, at = await self.company.reader(who), self.now()
        filters = _filters(query, who.tenant)
        after = place_of(query.cursor)
        until = min(after.sort_at, micros(_end(query.to))) if query.to else after.sort_at
        start = Place(until, after.document if until == after.sort_at else "~")

        def unit(tx: SqlTx) -> BoxPage:
            items: list[tuple[Row, BoxItem]] = []
            place, more = start, True
            while more and len(items) <= query.limit:
                rows = Search(tx).page(sorted(reader.keys), place, query.limit + 1, **filters)
                papers = Boxes(tx).documents([row.document for row in rows])
                for row in rows:
                    paper = papers.get(row.document)
                    if paper is not None and may_read(paper, reader, at) and _matches(paper, query):
                        items.append((row, _plain(paper, row)))
                more = len(rows) > query.limit
                place = rows[-1].place if rows else place
            shown = items[: query.limit]
            following = cursor_of(shown[-1][0]) if len(items) > query.limit else None
            return BoxPage(items=tuple(item for _, item in shown), next_cursor=following)

        return await self.store.scan(unit)

    async def pending(self, who: Principal) -> list[Document]:
        """Documents in progress whose active step is the caller's own: what older clients poll."""
        me = employee_of(who)

        def unit(tx: SqlTx) -> list[Document]:
            rows = Boxes(tx).page([f"e:{me}"], Box.WAITING, place_of(None), 500)
            papers = Boxes(tx).documents([row.document for row in rows])
            return [papers[row.document] for row in rows if row.document in papers]

        return await self.store.scan(unit)

    async def newest(self, who: Principal, many: int = 500) -> list[Document]:
        """The newest papers that the caller may read."""
        reader, at = await self.company.reader(who), self.now()
        filters = _filters(DocumentQuery(), who.tenant)

        def unit(tx: SqlTx) -> list[Document]:
            rows = Search(tx).page(sorted(reader.keys), place_of(None), many, **filters)
            papers = Boxes(tx).documents([row.document for row in rows])
            return [
                papers[r.document]
                for r in rows
                if r.document in papers and may_read(papers[r.document], reader, at)
            ]

        return await self.store.scan(unit)


def _owners(reader: Reader, box: Box) -> list[str]:
    own = [f"e:{reader.id}"]
    return [*own, *(f"d:{d}" for d in sorted(reader.departments))] if box in DEPARTMENTS else own


def _givers(tx: SqlTx, reader: Reader, at: datetime) -> tuple[int, ...]:
    return tuple(sorted({d.giver.id for d in Delegations(tx).of_delegate(reader.id, at) if d.in_force(at)}))


def _delegated(tx: SqlTx, reader: Reader, giver: int, at: datetime) -> int:
    rows = Boxes(tx).page([f"e:{giver}"], Box.WAITING, place_of(None), DELEGATED_SCAN)
    delegations, act = Delegations(tx).of_delegate(reader.id, at), Act(reader.id, at)
    papers = Boxes(tx).documents([row.document for row in rows])
    return sum(1 for paper in papers.values() if _stands_in(paper, giver, act, delegations))


def _stands_in(paper: Document, giver: int, act: Act, delegations: tuple[Delegation, ...]) -> bool:
    return any(step.approver.id == giver for step in actionable(paper, act, delegations))


def _item(
    paper: Document,
    row: Row,
    box: Box,
    act: Act,
    delegations: tuple[Delegation, ...],
    own: set[str],
) -> BoxItem | None:
    """The row as a screen shows it; None if it lies in a giver's box and the delegate may not decide it."""
    entry = next((e for e in entries(paper) if e.box is box and owner(e) == row.owner), None)
    if entry is None:
        return None
    giver = None if row.owner in own else int(row.owner[2:])
    if giver is not None and not _stands_in(paper, giver, act, delegations):
        return None
    return _shown(paper, row, box, entry, giver)


def _shown(paper: Document, row: Row, box: Box, entry: Entry | None, giver: int | None) -> BoxItem:
    step = find(paper.groups, entry.step) if entry is not None and entry.step is not None else None
    return BoxItem(
        document_id=paper.id,
        request_id=paper.request_id,
        box=box,
        title=paper.title,
        form_id=paper.form_id,
        form_name=paper.form_name,
        number=paper.number or None,
        state=paper.state,
        entry_state=entry.state if entry is not None else paper.state.value,
        step_id=step.id if step is not None else None,
        role=step.role if step is not None else None,
        amount=paper.amount,
        drafter_id=paper.drafter.id,
        drafter_name=paper.drafter.name,
        department=paper.drafter.department,
        submitted_at=paper.submitted_at,
        sort_at=moment(row.sort_at),
        due_at=entry.due_at if entry is not None else None,
        on_behalf_of=giver,
        on_behalf_of_name=step.approver.name if giver is not None and step is not None else None,
        unread=row.unread,
        version=paper.version,
    )


def _plain(paper: Document, row: Row) -> BoxItem:
    box = Box.DONE if paper.finished_at is not None else Box.PROGRESS
    return _shown(paper, row, box, None, None)


def _filters(query: DocumentQuery, tenant: str) -> dict[str, str | int]:
    return {
        "tenant": tenant,
        "words_like": like(query.q or ""),
        "number_like": like(query.number or ""),
        "form": query.form_id or "",
        "drafter": query.drafter_id or 0,
        "state": query.state or "",
        "since": micros(datetime.combine(query.from_, time(), KST)) if query.from_ else 0,
        "least": _amount(query.min_amount, -MOST, "$.minAmount"),
        "most": _amount(query.max_amount, MOST, "$.maxAmount"),
    }


def _amount(given: str | None, otherwise: int, path: str) -> int:
    if given is None:
        return otherwise
    try:
        value = int(Decimal(given.replace(",", "")))
    except (InvalidOperation, ValueError, OverflowError):
        raise Invalid("금액은 숫자로 적어 주세요.", errors=[Flaw(path, "숫자가 아닙니다.")]) from None
    return max(-MOST, min(MOST, value))


def _end(day: date) -> datetime:
    return datetime.combine(day, time(), KST) + timedelta(days=1)


def _matches(paper: Document, query: DocumentQuery) -> bool:
    if query.approver_id is None:
        return True
    return any(
        step.approver.id == query.approver_id and step.state is not StepState.SKIPPED
        for group in paper.groups
        for step in group.steps
    )
