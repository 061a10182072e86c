"""What is on its way: held back in quiet hours, or not yet asked for by an older client."""

from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select, update

from maru.chassis.sql import Query, SqlTx, Statement
from maru.erp.notifications.contract import Kind
from maru.erp.notifications.store.schema import handed, unless_there, waiting


class Waiting(Struct, frozen=True):
    id: int
    recipient: int
    tenant: str
    kind: Kind
    source: str
    params: bytes
    approval_id: str | None
    link: str | None
    due: int


class Lobby:
    """What waits for the end of quiet hours."""

    _add = Statement(
        unless_there(insert(waiting)).values({c.name: bindparam(c.name) for c in waiting.c if c.name != "id"})
    )
    _due = Query(
        select(waiting)
        .where(waiting.c.due <= bindparam("now"))
        .order_by(waiting.c.due, waiting.c.id)
        .limit(bindparam("many")),
        Waiting,
    )
    _drop = Statement(delete(waiting).where(waiting.c.id == bindparam("id")))

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, each: Waiting) -> bool:
        values = {name: getattr(each, name) for name in Waiting.__struct_fields__ if name != "id"}
        return self._tx.run(self._add, **values) == 1

    def due(self, now: int, many: int) -> list[Waiting]:
        return self._tx.all(self._due, now=now, many=many)

    def drop(self, id: int) -> None:
        self._tx.run(self._drop, id=id)


class Handed:
    _get = Query(
        select(handed.c.seq).where(
            handed.c.session == bindparam("session"), handed.c.recipient == bindparam("recipient")
        ),
        int,
    )
    _begin = Statement(unless_there(insert(handed)))
    _move = Statement(
        update(handed)
        .where(
            handed.c.session == bindparam("which"),
            handed.c.recipient == bindparam("who"),
            handed.c.seq == bindparam("was"),
        )
        .values(seq=bindparam("upto"), at=bindparam("now"))
    )
    _forget = Statement(delete(handed).where(handed.c.at < bindparam("before")))

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def upto(self, session: str, recipient: int) -> int | None:
        found = self._tx.value(self._get, session=session, recipient=recipient)
        return None if found is None else int(found)

    def move(self, session: str, recipient: int, was: int | None, upto: int, now: int) -> bool:
        """False if another call of the session came first."""
        if was is None:
            return self._tx.run(self._begin, session=session, recipient=recipient, seq=upto, at=now) == 1
        return self._tx.run(self._move, which=session, who=recipient, was=was, upto=upto, now=now) == 1

    def forget(self, before: int) -> int:
        return self._tx.run(self._forget, before=before)
