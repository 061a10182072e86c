"""The publishing side of events: what was committed, in an order that a reader can follow by one number.

In an embedded file one writer commits after the other, so the row's own number is that order. On a server a number
is drawn before its commit and `seq > last` would skip whoever commits late; there the relay, under a lease, gives
each committed row its position. Rows of one key keep their order: the second command read what the first committed.
"""

from sqlalchemy import bindparam, func, select, update

from maru.chassis.bus import Delivery
from maru.chassis.plumbing import outbox
from maru.chassis.sql import Query, SqlTx, Statement

BATCH = 200


class Outbox:
    _columns = (outbox.c.topic, outbox.c.key, outbox.c.body)
    _by_seq = Query(
        select(*_columns, outbox.c.seq.label("position"))
        .where(outbox.c.seq > bindparam("after"), outbox.c.seq <= bindparam("upto"))
        .order_by(outbox.c.seq),
        Delivery,
    )
    _by_position = Query(
        select(*_columns, outbox.c.position)
        .where(outbox.c.position > bindparam("after"), outbox.c.position <= bindparam("upto"))
        .order_by(outbox.c.position),
        Delivery,
    )
    _last_seq = Query(select(func.max(outbox.c.seq)), int)
    _last_position = Query(select(func.max(outbox.c.position)), int)
    _fresh = Query(
        select(outbox.c.topic, outbox.c.key, outbox.c.body, outbox.c.seq.label("position"))
        .where(outbox.c.position.is_(None))
        .order_by(outbox.c.seq)
        .limit(BATCH),
        Delivery,
    )
    _unstamped = Query(select(outbox.c.seq).where(outbox.c.position.is_(None)).limit(1), int)
    _stamp = Statement(
        update(outbox)
        .where(outbox.c.seq == bindparam("row"), outbox.c.position.is_(None))
        .values(position=bindparam("place"))
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx
        self._embedded = tx.dialect == "sqlite"

    def last(self) -> int:
        """The position of the newest event that may be read."""
        return int(self._tx.value(self._last_seq if self._embedded else self._last_position) or 0)

    def settled(self) -> bool:
        """May every committed event be read?"""
        return self._embedded or self._tx.value(self._unstamped) is None

    def feed(self, after: int, upto: int) -> list[Delivery]:
        """The events after one position, up to and with another, in order."""
        return self._tx.all(self._by_seq if self._embedded else self._by_position, after=after, upto=upto)

    def stamp(self) -> int:
        """Give committed rows their positions, at most `BATCH`; how many. The caller holds the relay's lease."""
        fresh = self._tx.all(self._fresh)
        for place, row in enumerate(fresh, self.last() + 1):
            self._tx.run(self._stamp, row=row.position, place=place)
        return len(fresh)
