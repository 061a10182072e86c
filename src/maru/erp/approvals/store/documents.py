"""Papers and the rows derived from them: one document is one blob, changed by compare-and-set on its version."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import bindparam, delete, insert, select, update

from maru.chassis.problems import Conflict, NotFound
from maru.chassis.sql import Query, SqlTx, Statement, micros
from maru.erp.approvals.domain.boxes import Entry, entries
from maru.erp.approvals.domain.document import Document, decode, encode
from maru.erp.approvals.domain.reading import readers
from maru.erp.approvals.store import tables as t

WORDS = 4000


class LostRace(Conflict):
    """Somebody else changed the document in the same moment; nothing was written, and the same may be sent again."""


def missing(id: str | int) -> NotFound:
    """What is said of papers that do not exist and of those the caller may not know of."""
    return NotFound(f"Approval not found: {id}")


def owner(entry: Entry) -> str:
    return f"e:{entry.person}" if entry.person is not None else f"d:{entry.department}"


def sort_at(document: Document) -> datetime:
    return document.submitted_at or document.created_at


class Documents:
    _body = Query(select(t.documents.c.body).where(t.documents.c.id == bindparam("id")), bytes)
    _by_request = Query(
        select(t.documents.c.body).where(
            t.documents.c.tenant == bindparam("tenant"), t.documents.c.request_id == bindparam("request_id")
        ),
        bytes,
    )
    _add = Statement(insert(t.documents))
    _save = Statement(
        update(t.documents)
        .where(t.documents.c.id == bindparam("document_id"), t.documents.c.version == bindparam("was"))
        .values(state=bindparam("to_state"), version=bindparam("to_version"), body=bindparam("to_body"))
    )
    _save_words = Statement(
        update(t.documents)
        .where(t.documents.c.id == bindparam("document_id"))
        .values(
            sort_at=bindparam("to_sort_at"),
            amount=bindparam("to_amount"),
            number=bindparam("to_number"),
            words=bindparam("to_words"),
        )
    )
    _add_entry = Statement(insert(t.entries))
    _move_entry = Statement(
        update(t.entries)
        .where(
            t.entries.c.document == bindparam("of_document"),
            t.entries.c.owner == bindparam("of_owner"),
            t.entries.c.box == bindparam("from_box"),
        )
        .values(box=bindparam("to_box"), sort_at=bindparam("to_sort_at"), unread=bindparam("to_unread"))
    )
    _drop_entry = Statement(
        delete(t.entries).where(
            t.entries.c.document == bindparam("document"),
            t.entries.c.owner == bindparam("owner"),
            t.entries.c.box == bindparam("box"),
        )
    )
    _seen = Statement(
        update(t.entries)
        .where(
            t.entries.c.document == bindparam("of_document"),
            t.entries.c.owner == bindparam("of_owner"),
            t.entries.c.unread.is_(True),
        )
        .values(unread=False)
    )
    _add_reader = Statement(insert(t.readers))
    _drop_reader = Statement(
        delete(t.readers).where(
            t.readers.c.document == bindparam("document"), t.readers.c.key == bindparam("key")
        )
    )
    _count = Statement(
        update(t.counters).where(t.counters.c.name == bindparam("which")).values(value=t.counters.c.value + 1)
    )
    _counted = Query(select(t.counters.c.value).where(t.counters.c.name == bindparam("name")), int)
    _begin_count = Statement(
        insert(t.counters).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def find(self, tenant: str, id: str) -> Document | None:
        body = self._tx.value(self._body, id=id)
        document = None if body is None else decode(body)
        return document if document is not None and document.tenant == tenant else None

    def get(self, tenant: str, id: str) -> Document:
        """Refuses `NotFound`, for another tenant's papers too."""
        document = self.find(tenant, id)
        if document is None:
            raise missing(id)
        return document

    def by_request(self, tenant: str, request_id: int) -> Document:
        body = self._tx.value(self._by_request, tenant=tenant, request_id=request_id)
        if body is None:
            raise missing(request_id)
        return decode(body)

    def add(self, document: Document) -> None:
        self._tx.run(
            self._add,
            id=document.id,
            tenant=document.tenant,
            request_id=document.request_id,
            drafter=document.drafter.id,
            form_id=document.form_id,
            state=document.state,
            version=document.version,
            sort_at=micros(sort_at(document)),
            amount=_amount(document),
            number=document.number or None,
            words=_words(document),
            body=encode(document),
        )
        for entry in entries(document):
            self._enter(document, entry, unread=False)
        self._admit(document, readers(document))

    def save(self, was: Document, now: Document, actor: int | None) -> None:
        """`was` as it was read in this unit, `now` as it is to be; refuses `LostRace` if it is not `was` any more.

        What becomes new in somebody's box is unread, except for the one who acts.
        """
        done = self._tx.run(
            self._save,
            document_id=now.id,
            was=was.version,
            to_state=now.state,
            to_version=now.version,
            to_body=encode(now),
        )
        if done != 1:
            raise LostRace("다른 곳에서 먼저 처리했습니다. 새로 불러온 뒤 다시 해 주세요.")
        if was.submitted_at is None or was.number != now.number:
            self._tx.run(
                self._save_words,
                document_id=now.id,
                to_sort_at=micros(sort_at(now)),
                to_amount=_amount(now),
                to_number=now.number or None,
                to_words=_words(now),
            )
        self._move_entries(was, now, actor)
        before, after = readers(was), readers(now)
        if was.submitted_at != now.submitted_at:
            self._dismiss(now.id, before)
            self._admit(now, after)
        elif before != after:
            self._dismiss(now.id, before - after)
            self._admit(now, after - before)

    def seen(self, document: str, owners: Iterable[str]) -> None:
        for each in owners:
            self._tx.run(self._seen, of_document=document, of_owner=each)

    def next(self, counter: str) -> int:
        """1, 2, 3 … without gaps: taken in the unit that uses it, and given back with it."""
        if self._tx.run(self._count, which=counter) == 0:
            self._tx.run(self._begin_count, name=counter, value=0)
            self._tx.run(self._count, which=counter)
        return int(self._tx.value(self._counted, name=counter))

    def _move_entries(self, was: Document, now: Document, actor: int | None) -> None:
        before = {(owner(e), e.box): e for e in entries(was)}
        after = {(owner(e), e.box): e for e in entries(now)}
        gone = [key for key in before if key not in after]
        for key, entry in after.items():
            held = before.get(key)
            if held is not None and held.sort_at == entry.sort_at:
                continue
            unread = entry.person != actor
            previous = key if held is not None else next((g for g in gone if g[0] == key[0]), None)
            if previous is None:
                self._enter(now, entry, unread=unread)
                continue
            if held is None:
                gone.remove(previous)
            self._tx.run(
                self._move_entry,
                of_document=now.id,
                of_owner=key[0],
                from_box=previous[1],
                to_box=entry.box,
                to_sort_at=micros(entry.sort_at),
                to_unread=unread,
            )
        for who, box in gone:
            self._tx.run(self._drop_entry, document=now.id, owner=who, box=box)

    def _enter(self, document: Document, entry: Entry, *, unread: bool) -> None:
        self._tx.run(
            self._add_entry,
            document=document.id,
            owner=owner(entry),
            box=entry.box,
            sort_at=micros(entry.sort_at),
            unread=unread,
        )

    def _admit(self, document: Document, keys: Iterable[str]) -> None:
        for key in keys:
            self._tx.run(self._add_reader, document=document.id, key=key, sort_at=micros(sort_at(document)))

    def _dismiss(self, document: str, keys: Iterable[str]) -> None:
        for key in keys:
            self._tx.run(self._drop_reader, document=document, key=key)


def _amount(document: Document) -> int:
    """Whole units of money, for filters; the paper keeps the exact text."""
    return int(Decimal(document.amount).to_integral_value(ROUND_HALF_UP))


def _words(document: Document) -> str:
    drafter = document.drafter
    parts = (
        document.title,
        document.number,
        document.form_name,
        drafter.name,
        drafter.department,
        document.content,
    )
    return " ".join(parts).lower()[:WORDS]
