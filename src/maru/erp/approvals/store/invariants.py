"""What must always hold over stored papers; each check says the first paper that breaks it."""

from collections.abc import Iterator

from msgspec import Struct
from sqlalchemy import bindparam, select

from maru.chassis.sql import Query, SqlTx, micros
from maru.erp.approvals.domain.boxes import entries
from maru.erp.approvals.domain.document import Document, decode
from maru.erp.approvals.domain.reading import readers
from maru.erp.approvals.store import tables as t
from maru.erp.approvals.store.documents import owner

BATCH = 500


class _Row(Struct):
    id: str
    state: str
    version: int
    body: bytes


class _Entry(Struct):
    owner: str
    box: str
    sort_at: int


class _Reader(Struct):
    key: str


class _Counter(Struct):
    name: str
    value: int


_page = Query(
    select(t.documents.c.id, t.documents.c.state, t.documents.c.version, t.documents.c.body)
    .where(t.documents.c.id > bindparam("after"))
    .order_by(t.documents.c.id)
    .limit(BATCH),
    _Row,
)
_entries = Query(
    select(t.entries.c.owner, t.entries.c.box, t.entries.c.sort_at).where(
        t.entries.c.document == bindparam("document")
    ),
    _Entry,
)
_readers = Query(select(t.readers.c.key).where(t.readers.c.document == bindparam("document")), _Reader)
_counters = Query(
    select(t.counters).where(t.counters.c.name.like("number:%")).order_by(t.counters.c.name), _Counter
)


def boxes_tell_the_papers(tx: SqlTx) -> str | None:
    """Every row of a box follows from its paper, and none is missing."""
    for row, document in _all(tx):
        if (row.state, row.version) != (document.state, document.version):
            return f"document {row.id}: its row says {row.state} v{row.version}, the paper {document.state}"
        stored = {(each.owner, each.box, each.sort_at) for each in tx.all(_entries, document=row.id)}
        derived = {(owner(e), e.box.value, micros(e.sort_at)) for e in entries(document)}
        if stored != derived:
            return f"document {row.id}: its boxes are {sorted(stored)}, not {sorted(derived)}"
        if {each.key for each in tx.all(_readers, document=row.id)} != readers(document):
            return f"document {row.id}: its readers are not those of the paper"
    return None


def numbers_have_no_gaps(tx: SqlTx) -> str | None:
    """Each counter was drawn once for each number that a paper carries."""
    used: dict[str, set[str]] = {}
    for _, document in _all(tx):
        if document.number:
            year = document.number.split("-")[-2]
            used.setdefault(f"{document.tenant}:{document.numbering.id}:20{year}", set()).add(document.number)
    for counter in tx.all(_counters):
        found = used.get(counter.name.removeprefix("number:"), set())
        if len(found) != counter.value:
            return f"counter {counter.name} stands at {counter.value}, and {len(found)} numbers are in use"
    return None


def _all(tx: SqlTx) -> Iterator[tuple[_Row, Document]]:
    after = ""
    while rows := tx.all(_page, after=after):
        for row in rows:
            yield row, decode(row.body)
        after = rows[-1].id
