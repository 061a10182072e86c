"""What lies beside a paper: comments, attachments, the printed form."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from msgspec.structs import replace

from maru.chassis.blobs import Blobs
from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied, Flaw, Invalid
from maru.chassis.sql import SqlTx, micros, moment
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.approvals.asks import CommentAsk
from maru.erp.approvals.contract import Commented, DocumentState, InvalidState
from maru.erp.approvals.domain import drafting
from maru.erp.approvals.domain.document import Act, Document
from maru.erp.approvals.domain.line import steps_of
from maru.erp.approvals.service.commit import commit, record
from maru.erp.approvals.service.company import Company, employee_of
from maru.erp.approvals.service.reading import Reading
from maru.erp.approvals.store.beside import Attachment, Attachments, Comment, Comments
from maru.erp.approvals.store.documents import Documents, missing
from maru.erp.approvals.views import AttachmentList, AttachmentView, CommentPage, CommentView

EDITABLE = timedelta(minutes=5)
ATTACHED = 10
ATTACHMENT_BYTES = 10 << 20
EXCERPT = 60

# shown types; everything else travels as bytes without a type
SIGNATURES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"PK\x03\x04": "application/zip",
}
REFUSED = re.compile(
    r"\.(exe|dll|bat|cmd|com|msi|scr|ps1|vbs|js|jse|wsf|hta|jar|sh|svg|html?|xhtml|lnk)$", re.I
)


@dataclass(frozen=True)
class Papers:
    store: Store[SqlTx]
    company: Company
    reading: Reading
    blobs: Blobs
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    async def comment(self, id: str, ask: CommentAsk, who: Principal, once: Once) -> CommentView:
        await self.reading.readable(id, who)
        act = Act(employee_of(who), self.now())
        author = await self.company.person(who.tenant, employee_of(who))
        made = Comment(id=self.new_id(), author=author.id, author_name=author.name, text=ask.text, at=act.at)

        def unit(tx: SqlTx) -> CommentView:
            was = Documents(tx).get(who.tenant, id)
            outcome = drafting.comment(was, act)
            commit(tx, was, outcome, act, "approval.comment")
            Comments(tx).add(id, made)
            tx.emit(
                Commented(
                    tenant=who.tenant,
                    at=act.at,
                    actor=author.id,
                    document_id=id,
                    request_id=was.request_id,
                    form_id=was.form_id,
                    form_version=was.form_version,
                    title=was.title,
                    drafter=was.drafter.id,
                    drafter_name=was.drafter.name,
                    state=was.state,
                    sequence=outcome.document.sequence,
                    audience=_concerned(was, author.id),
                    author_name=author.name,
                    excerpt=ask.text[:EXCERPT],
                    comment_id=made.id,
                )
            )
            return _comment_view(made)

        return await self.store.write(unit, once)

    async def edit_comment(self, id: str, comment_id: str, ask: CommentAsk, who: Principal) -> CommentView:
        """By its author, within five minutes; later it can only be hidden."""
        at = self.now()

        def unit(tx: SqlTx) -> CommentView:
            held = self._own_comment(tx, id, comment_id, who)
            if at - held.at > EDITABLE:
                raise InvalidState("의견은 5분 안에만 고칠 수 있습니다. 숨기거나 새 의견을 남겨 주세요.")
            edited = replace(held, text=ask.text, edited_at=at)
            Comments(tx).save(edited)
            return _comment_view(edited)

        return await self.store.write(unit)

    async def hide_comment(self, id: str, comment_id: str, who: Principal) -> CommentView:
        at = self.now()

        def unit(tx: SqlTx) -> CommentView:
            hidden = replace(self._own_comment(tx, id, comment_id, who), hidden_at=at)
            Comments(tx).save(hidden)
            document = Documents(tx).get(who.tenant, id)
            record(tx, document, Act(employee_of(who), at), "approval.hide-comment", comment=comment_id)
            return _comment_view(hidden)

        return await self.store.write(unit)

    def _own_comment(self, tx: SqlTx, id: str, comment_id: str, who: Principal) -> Comment:
        Documents(tx).get(who.tenant, id)
        held = Comments(tx).get(id, comment_id)
        if held.author != employee_of(who) or held.system:
            raise Denied("본인이 쓴 의견만 고치거나 숨길 수 있습니다.")
        return held

    async def comments(self, id: str, after: str, limit: int, who: Principal) -> CommentPage:
        await self.reading.readable(id, who)
        found = await self.store.read(lambda tx: Comments(tx).page(id, after, limit + 1))
        shown = found[:limit]
        return CommentPage(
            items=tuple(map(_comment_view, shown)), next_cursor=shown[-1].id if len(found) > limit else None
        )

    async def attach(self, id: str, name: str, body: bytes, who: Principal, once: Once) -> AttachmentView:
        """To a draft, by its drafter: at most ten files of 10 MiB, none that a browser would run."""
        await self.store.read(once.refuse_repeat)
        at, me, blob = self.now(), employee_of(who), self.new_id()
        clean = _name(name)
        if not body:
            raise Invalid("빈 파일은 첨부할 수 없습니다.", errors=[Flaw("$.body", "내용이 없습니다.")])
        await self.store.read(lambda tx: _draft_of(tx, id, who))
        await self.blobs.save(blob, body)
        made = Attachment(
            id=blob, document=id, name=clean, type=_type(body), size=len(body),
            sha256=sha256(body).hexdigest(), by=me, at=micros(at),
        )  # fmt: skip

        def unit(tx: SqlTx) -> AttachmentView:
            document = _draft_of(tx, id, who)
            if Attachments(tx).count(id) >= ATTACHED:
                raise Invalid(
                    f"첨부는 {ATTACHED}개까지 할 수 있습니다.", errors=[Flaw("$.name", "너무 많습니다.")]
                )
            Attachments(tx).add(made)
            record(tx, document, Act(me, at), "approval.attach", attachment=blob, name=clean)
            return _attachment_view(made)

        try:
            return await self.store.write(unit, once)
        except Exception:
            await self.blobs.drop(blob)
            raise

    async def detach(self, id: str, attachment_id: str, who: Principal) -> None:
        at = self.now()

        def unit(tx: SqlTx) -> None:
            document = _draft_of(tx, id, who)
            Attachments(tx).drop(Attachments(tx).get(id, attachment_id).id)
            record(tx, document, Act(employee_of(who), at), "approval.detach", attachment=attachment_id)

        await self.store.write(unit)
        await self.blobs.drop(attachment_id)

    async def attachments(self, id: str, who: Principal) -> AttachmentList:
        await self.reading.readable(id, who)
        found = await self.store.read(lambda tx: Attachments(tx).of(id))
        return AttachmentList(items=tuple(map(_attachment_view, found)))

    async def attachment(self, id: str, attachment_id: str, who: Principal) -> tuple[Attachment, bytes]:
        await self.reading.readable(id, who)
        found = await self.store.read(lambda tx: Attachments(tx).get(id, attachment_id))
        return found, await self.blobs.load(found.id)


def _draft_of(tx: SqlTx, id: str, who: Principal) -> Document:
    document = Documents(tx).get(who.tenant, id)
    if document.drafter.id != employee_of(who):
        raise missing(id)
    if document.state is not DocumentState.DRAFT:
        raise InvalidState("임시 저장된 문서에만 첨부할 수 있습니다.", state=document.state.value)
    return document


def _concerned(document: Document, author: int) -> tuple[int, ...]:
    people = {document.drafter.id}
    people.update(step.acted_by.id for step in steps_of(document.groups) if step.acted_by is not None)
    people.update(step.approver.id for step in steps_of(document.groups) if step.activated_at is not None)
    return tuple(sorted(people - {author}))


def _name(name: str) -> str:
    clean = re.sub(r"[\x00-\x1f\x7f/\\]", "_", name).strip()[-200:]
    if not clean or clean in (".", ".."):
        raise Invalid("파일 이름이 필요합니다.", errors=[Flaw("$.name", "비어 있습니다.")])
    if REFUSED.search(clean):
        raise Invalid(
            "첨부할 수 없는 형식입니다. PDF나 그림, 문서 파일로 바꿔 주세요.", errors=[Flaw("$.name", clean)]
        )
    return clean


def _type(body: bytes) -> str:
    """From the bytes alone: what somebody says of a file is not believed."""
    return next(
        (kind for mark, kind in SIGNATURES.items() if body.startswith(mark)), "application/octet-stream"
    )


def _comment_view(comment: Comment) -> CommentView:
    return CommentView(
        id=comment.id,
        author_id=comment.author,
        author_name=comment.author_name,
        text="" if comment.hidden_at is not None else comment.text,
        created_at=comment.at,
        edited_at=comment.edited_at,
        hidden_at=comment.hidden_at,
        system=comment.system,
    )


def _attachment_view(attachment: Attachment) -> AttachmentView:
    return AttachmentView(
        id=attachment.id,
        name=attachment.name,
        type=attachment.type,
        size=attachment.size,
        sha256=attachment.sha256,
        by=attachment.by,
        at=moment(attachment.at),
    )
