"""Approvals over `/api/v2/erp`: decode, call, encode."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from msgspec import Meta, Struct

from maru.chassis.idempotency import Once
from maru.chassis.problems import NotFound
from maru.chassis.web import Access, IfMatch, Principal, Reply, Route, has_role, signed_in, unless_unknown
from maru.erp.approvals.asks import (
    BoxQuery,
    CommentAsk,
    DecisionAsk,
    DecisionBatch,
    DelegationAsk,
    DocumentPatch,
    DocumentQuery,
    LineAsk,
    NewDocument,
    ReassignmentAsk,
    RecallAsk,
    ViewerAction,
)
from maru.erp.approvals.contract import Box
from maru.erp.approvals.domain.catalogue import FORMS
from maru.erp.approvals.domain.forms import Form
from maru.erp.approvals.domain.showing import line_view
from maru.erp.approvals.service.deciding import Deciding
from maru.erp.approvals.service.drafting import Drafting, form_of
from maru.erp.approvals.service.papers import ATTACHMENT_BYTES, Papers
from maru.erp.approvals.service.printing import Printing
from maru.erp.approvals.service.reading import Reading
from maru.erp.approvals.service.standing_in import StandingIn
from maru.erp.approvals.views import (
    AttachmentList,
    AttachmentView,
    AuditTrail,
    BatchResults,
    BoxPage,
    CommentPage,
    CommentView,
    Counts,
    DelegationPage,
    DelegationView,
    DocumentReceipt,
    DocumentView,
    History,
    LineView,
    Preflight,
    Reassignment,
)

V2 = "/api/v2/erp"
employed = Access("employee", lambda who: "employee_id" in who.claims)


class Empty(Struct, frozen=True, forbid_unknown_fields=True):
    """A command that needs no words."""


class FileName(Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=255)]


class Later(Struct, frozen=True, forbid_unknown_fields=True):
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    cursor: str = ""


class Side(Struct, frozen=True, forbid_unknown_fields=True):
    side: Annotated[str, Meta(pattern="^(giver|receiver|all)$")] = "giver"
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    cursor: str = ""


class Leaver(Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    leaver_id: int


class FormList(Struct, frozen=True):
    items: tuple[Form, ...]


@dataclass(frozen=True)
class UseCases:
    drafting: Drafting
    deciding: Deciding
    reading: Reading
    papers: Papers
    standing_in: StandingIn
    printing: Printing


def routes(use: UseCases) -> list[Route]:
    of_papers = [*_documents(use), *_decisions(use), *_beside(use)]
    hidden = [unless_unknown(route, use.reading.readable) for route in of_papers]
    return [*hidden, *_lists(use), *_standing_in(use)]


def _documents(use: UseCases) -> list[Route]:
    drafting, reading = use.drafting, use.reading

    async def create(body: NewDocument, who: Principal, once: Once) -> DocumentReceipt:
        return await drafting.create(body, who, once)

    async def show(id: str, who: Principal) -> DocumentView:
        return await reading.document(id, who)

    async def change(id: str, body: DocumentPatch, who: Principal, if_match: IfMatch) -> DocumentReceipt:
        return await drafting.edit(id, body, who, if_match)

    async def discard(id: str, who: Principal, if_match: IfMatch) -> None:
        await drafting.discard(id, who, if_match)

    async def preflight(id: str, who: Principal) -> Preflight:
        return await drafting.preflight(id, who)

    async def submit(id: str, body: Empty, who: Principal, if_match: IfMatch, once: Once) -> DocumentReceipt:
        return await drafting.submit(id, who, if_match, once)

    async def recall(
        id: str, body: RecallAsk, who: Principal, if_match: IfMatch, once: Once
    ) -> DocumentReceipt:
        return await drafting.recall(id, body.reason, who, if_match, once)

    async def redraft(id: str, body: Empty, who: Principal, once: Once) -> DocumentReceipt:
        return await drafting.again(id, who, once, linked=True)

    async def copy(id: str, body: Empty, who: Principal, once: Once) -> DocumentReceipt:
        return await drafting.again(id, who, once, linked=False)

    async def line(id: str, who: Principal) -> LineView:
        return line_view((await reading.readable(id, who))[0])

    async def set_line(id: str, body: LineAsk, who: Principal, if_match: IfMatch) -> DocumentReceipt:
        return await drafting.set_line(id, body, who, if_match)

    async def change_line(id: str, body: LineAsk, who: Principal, if_match: IfMatch) -> DocumentReceipt:
        return await drafting.change_rest(id, body, who, if_match)

    async def auto_line(id: str, who: Principal, if_match: IfMatch) -> DocumentReceipt:
        return await drafting.line_of_rules(id, who, if_match)

    one = f"{V2}/documents/{{id}}"
    return [
        Route(method="POST", path=f"{V2}/documents", handler=create, access=signed_in, status=201),
        Route(method="GET", path=one, handler=show, access=signed_in),
        Route(method="PATCH", path=one, handler=change, access=signed_in),
        Route(method="DELETE", path=one, handler=discard, access=signed_in),
        Route(method="POST", path=f"{one}/preflight", handler=preflight, access=signed_in),
        Route(method="POST", path=f"{one}/submit", handler=submit, access=signed_in),
        Route(method="POST", path=f"{one}/recall", handler=recall, access=signed_in),
        Route(method="POST", path=f"{one}/redraft", handler=redraft, access=signed_in, status=201),
        Route(method="POST", path=f"{one}/copy", handler=copy, access=signed_in, status=201),
        Route(method="GET", path=f"{one}/line", handler=line, access=signed_in),
        Route(method="PUT", path=f"{one}/line", handler=set_line, access=signed_in),
        Route(method="PATCH", path=f"{one}/line", handler=change_line, access=signed_in),
        Route(method="PUT", path=f"{one}/line/auto", handler=auto_line, access=signed_in),
    ]


def _decisions(use: UseCases) -> list[Route]:
    deciding = use.deciding

    async def decide(
        id: str, body: DecisionAsk, who: Principal, if_match: IfMatch, once: Once
    ) -> DocumentReceipt:
        return await deciding.decide(id, body, who, if_match, once)

    async def batch(body: DecisionBatch, who: Principal, once: Once) -> BatchResults:
        return await deciding.batch(body, who, once)

    async def view(id: str, viewer: str, body: ViewerAction, who: Principal, once: Once) -> DocumentReceipt:
        return await deciding.view(id, viewer, body, who, once)

    async def acknowledge(id: str, step: str, body: Empty, who: Principal, once: Once) -> DocumentReceipt:
        return await deciding.acknowledge(id, step, who, once)

    one = f"{V2}/documents/{{id}}"
    return [
        Route(method="POST", path=f"{one}/decisions", handler=decide, access=signed_in),
        Route(method="POST", path=f"{V2}/decisions:batch", handler=batch, access=employed),
        Route(method="POST", path=f"{one}/viewers/{{viewer}}", handler=view, access=signed_in),
        Route(method="POST", path=f"{one}/steps/{{step}}/acknowledge", handler=acknowledge, access=signed_in),
    ]


def _beside(use: UseCases) -> list[Route]:
    papers, reading = use.papers, use.reading

    async def comments(id: str, query: Later, who: Principal) -> CommentPage:
        return await papers.comments(id, query.cursor, query.limit, who)

    async def comment(id: str, body: CommentAsk, who: Principal, once: Once) -> CommentView:
        return await papers.comment(id, body, who, once)

    async def edit_comment(id: str, comment: str, body: CommentAsk, who: Principal) -> CommentView:
        return await papers.edit_comment(id, comment, body, who)

    async def hide_comment(id: str, comment: str, who: Principal) -> CommentView:
        return await papers.hide_comment(id, comment, who)

    async def attachments(id: str, who: Principal) -> AttachmentList:
        return await papers.attachments(id, who)

    async def attach(id: str, query: FileName, body: bytes, who: Principal, once: Once) -> AttachmentView:
        return await papers.attach(id, query.name, body, who, once)

    async def attachment(id: str, attachment: str, who: Principal) -> Reply:
        found, body = await papers.attachment(id, attachment, who)
        return Reply(body, found.type, headers={"content-disposition": _as_file(found.name)})

    async def detach(id: str, attachment: str, who: Principal) -> None:
        await papers.detach(id, attachment, who)

    async def read(id: str, body: Empty, who: Principal) -> None:
        await reading.seen(id, who)

    async def history(id: str, who: Principal) -> History:
        return await reading.history(id, who)

    async def audit(id: str, who: Principal) -> AuditTrail:
        return await reading.audit(id, who)

    async def pdf(id: str, who: Principal) -> Reply:
        name, body = await use.printing.pdf(id, who)
        return Reply(body, "application/pdf", headers={"content-disposition": _as_file(name)})

    one = f"{V2}/documents/{{id}}"
    attached = f"{one}/attachments"
    return [
        Route(method="GET", path=f"{one}/comments", handler=comments, access=signed_in),
        Route(method="POST", path=f"{one}/comments", handler=comment, access=signed_in, status=201),
        Route(method="PATCH", path=f"{one}/comments/{{comment}}", handler=edit_comment, access=signed_in),
        Route(method="DELETE", path=f"{one}/comments/{{comment}}", handler=hide_comment, access=signed_in),
        Route(method="GET", path=attached, handler=attachments, access=signed_in),
        Route(
            method="POST",
            path=attached,
            handler=attach,
            access=signed_in,
            status=201,
            body_bytes=ATTACHMENT_BYTES,
        ),
        Route(method="GET", path=f"{attached}/{{attachment}}", handler=attachment, access=signed_in),
        Route(method="DELETE", path=f"{attached}/{{attachment}}", handler=detach, access=signed_in),
        Route(method="POST", path=f"{one}/reads", handler=read, access=signed_in),
        Route(method="GET", path=f"{one}/history", handler=history, access=signed_in),
        Route(method="GET", path=f"{one}/audit", handler=audit, access=signed_in),
        Route(method="GET", path=f"{one}/pdf", handler=pdf, access=signed_in),
    ]


def _lists(use: UseCases) -> list[Route]:
    reading = use.reading

    async def box(box: str, query: BoxQuery, who: Principal) -> BoxPage:
        try:
            named = Box(box)
        except ValueError:
            raise NotFound(f"그런 결재함이 없습니다: {box[:40]}") from None
        return await reading.box(named, query, who)

    async def counts(who: Principal) -> Counts:
        return await reading.counts(who)

    async def search(query: DocumentQuery, who: Principal) -> BoxPage:
        return await reading.search(query, who)

    async def forms(who: Principal) -> FormList:
        return FormList(tuple(form for form in FORMS.values() if form.listed))

    async def form(id: str, version: int, who: Principal) -> Form:
        return form_of(id, version)

    return [
        Route(method="GET", path=f"{V2}/boxes/{{box}}", handler=box, access=signed_in),
        Route(method="GET", path=f"{V2}/counts", handler=counts, access=signed_in),
        Route(method="GET", path=f"{V2}/search", handler=search, access=signed_in),
        Route(method="GET", path=f"{V2}/forms", handler=forms, access=employed),
        Route(method="GET", path=f"{V2}/forms/{{id}}/versions/{{version}}", handler=form, access=employed),
    ]


def _standing_in(use: UseCases) -> list[Route]:
    standing = use.standing_in
    heads = has_role("hr", "admin")

    async def add(body: DelegationAsk, who: Principal, once: Once) -> DelegationView:
        return await standing.add(body, who, once)

    async def listed(query: Side, who: Principal) -> DelegationPage:
        return await standing.list(query.side, query.cursor, query.limit, who)

    async def activate(id: str, body: Empty, who: Principal, once: Once) -> DelegationView:
        return await standing.move(id, who, once, start=True)

    async def end(id: str, body: Empty, who: Principal, once: Once) -> DelegationView:
        return await standing.move(id, who, once, start=False)

    async def leaver(query: Leaver, who: Principal) -> Reassignment:
        return await standing.leaver(query.leaver_id, who)

    async def take_over(body: ReassignmentAsk, who: Principal, once: Once) -> Reassignment:
        return await standing.take_over(body, who, once)

    each = f"{V2}/delegations/{{id}}"
    return [
        Route(method="POST", path=f"{V2}/delegations", handler=add, access=signed_in, status=201),
        Route(method="GET", path=f"{V2}/delegations", handler=listed, access=signed_in),
        Route(method="POST", path=f"{each}/activate", handler=activate, access=signed_in),
        Route(method="POST", path=f"{each}/end", handler=end, access=signed_in),
        Route(method="GET", path=f"{V2}/reassignments", handler=leaver, access=heads),
        Route(method="POST", path=f"{V2}/reassignments", handler=take_over, access=heads),
    ]


def _as_file(name: str) -> str:
    """RFC 6266: always a download, whatever the bytes are."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
