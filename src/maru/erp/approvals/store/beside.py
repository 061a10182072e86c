"""What lies beside a paper: comments, attachments, delegations, favourite lines."""

from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, select, update

from maru.chassis.problems import NotFound, StaleVersion
from maru.chassis.sql import Query, SqlTx, Statement, micros
from maru.erp.approvals.domain.delegations import Delegation
from maru.erp.approvals.store import tables as t

LISTED = 100
_encode = msgspec.json.Encoder().encode


class Comment(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    id: str
    author: int
    author_name: str
    text: str
    at: datetime
    edited_at: datetime | None = None
    hidden_at: datetime | None = None
    system: bool = False


class Attachment(Struct, frozen=True, kw_only=True):
    """`type` is what the browser is told; the bytes lie outside the web root under the id."""

    id: str
    document: str
    name: str
    type: str
    size: int
    sha256: str
    by: int
    at: int


class _Body(Struct):
    body: bytes


class Comments:
    _add = Statement(insert(t.comments))
    _page = Query(
        select(t.comments.c.body)
        .where(t.comments.c.document == bindparam("document"), t.comments.c.id > bindparam("after"))
        .order_by(t.comments.c.id)
        .limit(bindparam("many")),
        _Body,
    )
    _one = Query(
        select(t.comments.c.body).where(
            t.comments.c.id == bindparam("id"), t.comments.c.document == bindparam("document")
        ),
        _Body,
    )
    _save = Statement(
        update(t.comments).where(t.comments.c.id == bindparam("comment")).values(body=bindparam("to_body"))
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, document: str, comment: Comment) -> None:
        self._tx.run(
            self._add, id=comment.id, document=document, author=comment.author, body=_encode(comment)
        )

    def get(self, document: str, id: str) -> Comment:
        row = self._tx.one(self._one, id=id, document=document)
        if row is None:
            raise NotFound("의견을 찾을 수 없습니다.", comment=id)
        return msgspec.json.decode(row.body, type=Comment)

    def save(self, comment: Comment) -> None:
        self._tx.run(self._save, comment=comment.id, to_body=_encode(comment))

    def page(self, document: str, after: str, many: int = LISTED) -> list[Comment]:
        rows = self._tx.all(self._page, document=document, after=after, many=many)
        return [msgspec.json.decode(row.body, type=Comment) for row in rows]


class Attachments:
    _add = Statement(insert(t.attachments))
    _of = Query(
        select(t.attachments)
        .where(t.attachments.c.document == bindparam("document"))
        .order_by(t.attachments.c.id)
        .limit(LISTED),
        Attachment,
    )
    _one = Query(
        select(t.attachments).where(
            t.attachments.c.id == bindparam("id"), t.attachments.c.document == bindparam("document")
        ),
        Attachment,
    )
    _drop = Statement(delete(t.attachments).where(t.attachments.c.id == bindparam("id")))
    _count = Query(
        select(func.count())
        .select_from(t.attachments)
        .where(t.attachments.c.document == bindparam("document")),
        int,
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, attachment: Attachment) -> None:
        self._tx.run(self._add, **msgspec.structs.asdict(attachment))

    def of(self, document: str) -> list[Attachment]:
        return self._tx.all(self._of, document=document)

    def get(self, document: str, id: str) -> Attachment:
        found = self._tx.one(self._one, id=id, document=document)
        if found is None:
            raise NotFound("첨부 파일을 찾을 수 없습니다.", attachment=id)
        return found

    def drop(self, id: str) -> None:
        self._tx.run(self._drop, id=id)

    def count(self, document: str) -> int:
        return int(self._tx.value(self._count, document=document) or 0)


class Delegations:
    _add = Statement(insert(t.delegations))
    _save = Statement(
        update(t.delegations)
        .where(t.delegations.c.id == bindparam("which"), t.delegations.c.version == bindparam("was"))
        .values(version=bindparam("to_version"), ends=bindparam("to_ends"), body=bindparam("to_body"))
    )
    _one = Query(
        select(t.delegations.c.body).where(
            t.delegations.c.id == bindparam("id"), t.delegations.c.tenant == bindparam("tenant")
        ),
        _Body,
    )
    _of_delegate = Query(
        select(t.delegations.c.body)
        .where(t.delegations.c.delegate == bindparam("delegate"), t.delegations.c.ends > bindparam("now"))
        .order_by(t.delegations.c.ends)
        .limit(LISTED),
        _Body,
    )
    _of_giver = Query(
        select(t.delegations.c.body)
        .where(t.delegations.c.giver == bindparam("giver"), t.delegations.c.ends > bindparam("now"))
        .order_by(t.delegations.c.ends)
        .limit(LISTED),
        _Body,
    )
    _all = Query(
        select(t.delegations.c.body)
        .where(t.delegations.c.tenant == bindparam("tenant"), t.delegations.c.id > bindparam("after"))
        .order_by(t.delegations.c.id)
        .limit(bindparam("many")),
        _Body,
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, delegation: Delegation) -> None:
        self._tx.run(
            self._add,
            id=delegation.id,
            tenant=delegation.tenant,
            giver=delegation.giver.id,
            delegate=delegation.delegate.id,
            ends=micros(delegation.end),
            version=delegation.version,
            body=_encode(delegation),
        )

    def save(self, was: Delegation, now: Delegation) -> None:
        done = self._tx.run(
            self._save,
            which=now.id,
            was=was.version,
            to_version=now.version,
            to_ends=micros(now.end),
            to_body=_encode(now),
        )
        if done != 1:
            raise StaleVersion("다른 곳에서 바뀌었습니다. 새로 불러온 뒤 다시 해 주세요.")

    def get(self, tenant: str, id: str) -> Delegation:
        row = self._tx.one(self._one, id=id, tenant=tenant)
        if row is None:
            raise NotFound("대리 설정을 찾을 수 없습니다.", delegation=id)
        return _delegation(row)

    def of_delegate(self, delegate: int, now: datetime) -> tuple[Delegation, ...]:
        """Those not over, in force or not."""
        return tuple(map(_delegation, self._tx.all(self._of_delegate, delegate=delegate, now=micros(now))))

    def of_giver(self, giver: int, now: datetime) -> tuple[Delegation, ...]:
        return tuple(map(_delegation, self._tx.all(self._of_giver, giver=giver, now=micros(now))))

    def all(self, tenant: str, after: str, many: int) -> list[Delegation]:
        return [_delegation(row) for row in self._tx.all(self._all, tenant=tenant, after=after, many=many)]


def _delegation(row: _Body) -> Delegation:
    return msgspec.json.decode(row.body, type=Delegation)
