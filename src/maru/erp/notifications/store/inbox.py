"""Notices by recipient and number, and what each person wants to hear."""

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, select, update

from maru.chassis.sql import Query, SqlTx, Statement
from maru.erp.notifications.contract import Kind, Params
from maru.erp.notifications.store.schema import inboxes, notices, unless_there


class Inbox(Struct, frozen=True):
    recipient: int
    seq: int
    unread: int
    muted: str
    quiet_begin: str | None
    quiet_end: str | None
    version: int


class Notice(Struct, frozen=True):
    recipient: int
    seq: int
    kind: Kind
    source: str
    params: bytes
    approval_id: str | None
    link: str | None
    at: int
    read: bool

    def given(self) -> Params:
        return msgspec.json.decode(self.params, type=Params)


class Inboxes:
    _open = Statement(unless_there(insert(inboxes)))
    _step = Statement(
        update(inboxes)
        .where(inboxes.c.recipient == bindparam("who"))
        .values(seq=inboxes.c.seq + bindparam("by"), unread=inboxes.c.unread + bindparam("by"))
    )
    _get = Query(select(inboxes).where(inboxes.c.recipient == bindparam("recipient")), Inbox)
    _prefer = Statement(
        update(inboxes)
        .where(inboxes.c.recipient == bindparam("who"), inboxes.c.version == bindparam("was"))
        .values(
            muted=bindparam("new_muted"),
            quiet_begin=bindparam("new_begin"),
            quiet_end=bindparam("new_end"),
            version=inboxes.c.version + 1,
        )
    )
    _recount = Statement(
        update(inboxes)
        .where(inboxes.c.recipient == bindparam("who"))
        .values(
            unread=select(func.count())
            .select_from(notices)
            .where(notices.c.recipient == bindparam("who"), notices.c.read == 0)
            .scalar_subquery()
        )
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def get(self, recipient: int) -> Inbox:
        """A person who never got anything has an empty one."""
        return self._tx.one(self._get, recipient=recipient) or Inbox(recipient, 0, 0, "", None, None, 0)

    def open(self, recipient: int) -> None:
        self._tx.run(
            self._open,
            recipient=recipient,
            seq=0,
            unread=0,
            muted="",
            quiet_begin=None,
            quiet_end=None,
            version=0,
        )

    def take_number(self, recipient: int) -> Inbox:
        """The inbox with a number nobody else has; whoever does not use it gives it back in the same unit.

        The row stays locked until then, so that numbers leave no gap.
        """
        if not self._tx.run(self._step, who=recipient, by=1):
            self.open(recipient)
            self._tx.run(self._step, who=recipient, by=1)
        return self.get(recipient)

    def give_back(self, recipient: int) -> None:
        self._tx.run(self._step, who=recipient, by=-1)

    def prefer(self, recipient: int, was: int, muted: str, begin: str | None, end: str | None) -> bool:
        """False if the preferences are not of the version `was`."""
        self.open(recipient)
        values = {"new_muted": muted, "new_begin": begin, "new_end": end}
        return self._tx.run(self._prefer, who=recipient, was=was, **values) == 1

    def recount(self, recipient: int) -> None:
        self._tx.run(self._recount, who=recipient)


class Notices:
    _add = Statement(unless_there(insert(notices)))
    _after = Query(
        select(notices)
        .where(notices.c.recipient == bindparam("recipient"), notices.c.seq > bindparam("seq"))
        .order_by(notices.c.seq)
        .limit(bindparam("many")),
        Notice,
    )
    _before = Query(
        select(notices)
        .where(notices.c.recipient == bindparam("recipient"), notices.c.seq < bindparam("seq"))
        .order_by(notices.c.seq.desc())
        .limit(bindparam("many")),
        Notice,
    )
    _unread_after = Query(
        select(notices)
        .where(
            notices.c.recipient == bindparam("recipient"),
            notices.c.read == 0,
            notices.c.seq > bindparam("seq"),
        )
        .order_by(notices.c.seq)
        .limit(bindparam("many")),
        Notice,
    )
    _unread_before = Query(
        select(notices)
        .where(
            notices.c.recipient == bindparam("recipient"),
            notices.c.read == 0,
            notices.c.seq < bindparam("seq"),
        )
        .order_by(notices.c.seq.desc())
        .limit(bindparam("many")),
        Notice,
    )
    _read_upto = Statement(
        update(notices)
        .where(
            notices.c.recipient == bindparam("who"),
            notices.c.read == 0,
            notices.c.seq <= bindparam("upto"),
            notices.c.seq >= bindparam("since"),
        )
        .values(read=1)
    )
    _prune = Statement(
        delete(notices).where(notices.c.recipient == bindparam("who"), notices.c.seq <= bindparam("upto"))
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, notice: Notice) -> bool:
        """False if the recipient has a notice of this source."""
        return (
            self._tx.run(
                self._add,
                recipient=notice.recipient,
                seq=notice.seq,
                kind=notice.kind,
                source=notice.source,
                params=notice.params,
                approval_id=notice.approval_id,
                link=notice.link,
                at=notice.at,
                read=0,
            )
            == 1
        )

    def after(self, recipient: int, seq: int, many: int, unread: bool = False) -> list[Notice]:
        """Oldest first."""
        query = self._unread_after if unread else self._after
        return self._tx.all(query, recipient=recipient, seq=seq, many=many)

    def before(self, recipient: int, seq: int, many: int, unread: bool = False) -> list[Notice]:
        """Newest first."""
        query = self._unread_before if unread else self._before
        return self._tx.all(query, recipient=recipient, seq=seq, many=many)

    def mark_read(self, recipient: int, upto: int, since: int = 0) -> int:
        return self._tx.run(self._read_upto, who=recipient, upto=upto, since=since)

    def prune(self, recipient: int, upto: int) -> int:
        return self._tx.run(self._prune, who=recipient, upto=upto)
