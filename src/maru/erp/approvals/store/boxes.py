"""Boxes, counts and search: pages of ids in order, each an index range per key, merged."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from heapq import merge
from itertools import islice
from typing import ClassVar

from msgspec import Struct
from sqlalchemy import bindparam, func, or_, select

from maru.chassis.problems import Malformed
from maru.chassis.sql import Given, Query, SqlTx
from maru.erp.approvals.contract import Box
from maru.erp.approvals.domain.document import Document, decode
from maru.erp.approvals.store import tables as t

COUNTED = 1000  # a count stops here: nobody reads 1,000 rows, everybody waits for a count
SHELVED = 100  # and here for what nobody has to act on
SHELVES = frozenset({Box.DONE, Box.REJECTED, Box.RECALLED, Box.DEPARTMENT})
FIRST = (1 << 62, "~")


class Place(Struct, frozen=True, order=True):
    """Where a row stands in its list."""

    sort_at: int
    document: str


class Row(Struct, frozen=True):
    document: str
    sort_at: int
    unread: bool = False
    owner: str = ""

    @property
    def place(self) -> Place:
        return Place(self.sort_at, self.document)


class Count(Struct, frozen=True):
    total: int
    unread: int | None


class _Body(Struct, frozen=True):
    body: bytes


def cursor_of(row: Row) -> str:
    return urlsafe_b64encode(f"{row.sort_at}:{row.document}".encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Place:
    if cursor is None:
        return Place(*FIRST)
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, _, document = text.partition(":")
        return Place(int(at), document)
    except ValueError:
        raise Malformed("cursor를 읽을 수 없습니다. 처음부터 다시 조회해 주세요.") from None


def _counting(most: int) -> Query[Count]:
    some = (
        select(t.entries.c.unread)
        .where(t.entries.c.owner == bindparam("owner"), t.entries.c.box == bindparam("box"))
        .limit(most)
        .subquery()
    )
    return Query(select(func.count().label("total"), func.sum(some.c.unread).label("unread")), Count)


class Boxes:
    _page = Query(
        select(t.entries.c.document, t.entries.c.sort_at, t.entries.c.unread, t.entries.c.owner)
        .where(
            t.entries.c.owner == bindparam("owner"),
            t.entries.c.box == bindparam("box"),
            t.entries.c.sort_at <= bindparam("at"),
            or_(t.entries.c.sort_at < bindparam("at"), t.entries.c.document < bindparam("document")),
        )
        .order_by(t.entries.c.sort_at.desc(), t.entries.c.document.desc())
        .limit(bindparam("many")),
        Row,
    )
    _counts: ClassVar = {box: _counting(SHELVED if box in SHELVES else COUNTED) for box in Box}
    _bodies = Query(
        select(t.documents.c.body).where(t.documents.c.id.in_(bindparam("ids", expanding=True))), _Body
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def page(self, owners: Iterable[str], box: Box, after: Place, many: int) -> list[Row]:
        """The next rows of these owners' box, newest first, each document once."""
        lists = [
            self._tx.all(self._page, owner=who, box=box, at=after.sort_at, document=after.document, many=many)
            for who in owners
        ]
        return merged(lists, many)

    def count(self, owner: str, box: Box) -> Count:
        """Rows and unread ones, at most `COUNTED`, on shelves `SHELVED`."""
        return self._tx.one(self._counts[box], owner=owner, box=box) or Count(0, 0)

    def documents(self, ids: Sequence[str]) -> Mapping[str, Document]:
        found = (decode(row.body) for row in self._tx.all(self._bodies, ids=ids))
        return {document.id: document for document in found}


class Search:
    """Only papers under one of the reader's keys are ever looked at."""

    _d = t.documents.c
    _base = (
        select(t.readers.c.document, t.readers.c.sort_at)
        .join(t.documents, t.documents.c.id == t.readers.c.document)
        .where(
            t.readers.c.key == bindparam("key"),
            t.documents.c.tenant == bindparam("tenant"),
            t.readers.c.sort_at <= bindparam("at"),
            or_(t.readers.c.sort_at < bindparam("at"), t.readers.c.document < bindparam("after")),
            or_(bindparam("words_like") == "%", _d.words.like(bindparam("words_like"), escape="!")),
            or_(bindparam("number_like") == "%", _d.number.like(bindparam("number_like"), escape="!")),
            or_(bindparam("form") == "", _d.form_id == bindparam("form")),
            or_(bindparam("drafter") == 0, _d.drafter == bindparam("drafter")),
            or_(bindparam("state") == "", _d.state == bindparam("state")),
            _d.state != "DISCARDED",
            t.readers.c.sort_at >= bindparam("since"),
            _d.amount >= bindparam("least"),
            _d.amount <= bindparam("most"),
        )
        .order_by(t.readers.c.sort_at.desc(), t.readers.c.document.desc())
        .limit(bindparam("many"))
    )
    _page = Query(_base, Row)

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def page(self, keys: Iterable[str], after: Place, many: int, **filters: Given) -> list[Row]:
        lists = [
            self._tx.all(self._page, key=key, at=after.sort_at, after=after.document, many=many, **filters)
            for key in keys
        ]
        return merged(lists, many)


def merged(lists: Sequence[list[Row]], many: int) -> list[Row]:
    def once() -> Iterable[Row]:
        last = ""
        for row in merge(*lists, key=lambda row: row.place, reverse=True):
            if row.document != last:
                last = row.document
                yield row

    return list(islice(once(), many))


def like(text: str) -> str:
    """Part of a text, whatever signs it holds; `%` alone if it is empty."""
    escaped = text.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%" if text else "%"
