"""What a person finds in their inbox, and what they make of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from maru.chassis.idempotency import Once
from maru.chassis.live import Live
from maru.chassis.problems import NotFound, StaleVersion
from maru.chassis.sql import SqlTx, micros
from maru.chassis.store import Store
from maru.erp.notifications.contract import Kind
from maru.erp.notifications.domain.quiet import Quiet, check_muted
from maru.erp.notifications.service.delivery import quiet_of
from maru.erp.notifications.service.push import live
from maru.erp.notifications.store.inbox import Inbox, Inboxes, Notice, Notices
from maru.erp.notifications.store.lobby import Handed

R = TypeVar("R")
RECENT = 10
REPLAYED = 50
LAST = 2**62


class Page(Struct, frozen=True):
    inbox: Inbox
    notices: list[Notice]
    more: bool


class Acked(Struct, frozen=True):
    """`seq` is what was acknowledged: never more than there is."""

    seq: int
    unread: int


class Preferences(Struct, frozen=True):
    muted: tuple[Kind, ...]
    quiet: Quiet | None
    version: int


@dataclass(frozen=True, slots=True)
class Reading:
    store: Store[SqlTx]
    now: Callable[[], datetime]

    async def page(
        self, person: int, after: int | None, before: int | None, limit: int, unread: bool
    ) -> Page:
        """Oldest first after a number, newest first otherwise."""

        def unit(tx: SqlTx) -> Page:
            inbox, notices = Inboxes(tx).get(person), Notices(tx)
            if after is not None:
                found = notices.after(person, after, limit + 1, unread)
            else:
                found = notices.before(person, LAST if before is None else before, limit + 1, unread)
            return Page(inbox, found[:limit], len(found) > limit)

        return await self.store.scan(unit)

    async def ack(self, person: int, seq: int | None, once: Once | None = None) -> Acked:
        """Everything up to `seq` is read; None stands for all."""

        def unit(tx: SqlTx) -> Acked:
            inboxes = Inboxes(tx)
            last = inboxes.get(person).seq
            upto = last if seq is None else min(seq, last)
            if Notices(tx).mark_read(person, upto):
                inboxes.recount(person)
            return Acked(upto, inboxes.get(person).unread)

        return await self.store.write(unit, once)

    async def mark_read(self, person: int, seq: int, once: Once | None) -> Acked:
        def unit(tx: SqlTx) -> Acked:
            notices, inboxes = Notices(tx), Inboxes(tx)
            if [notice.seq for notice in notices.after(person, seq - 1, 1)] != [seq]:
                raise NotFound("알림을 찾을 수 없습니다.")
            if notices.mark_read(person, seq, since=seq):
                inboxes.recount(person)
            return Acked(seq, inboxes.get(person).unread)

        return await self.store.write(unit, once)

    async def recent(self, person: int, session: str, since: int | None) -> list[Notice]:
        """At most ten, oldest first: after `since`, or those this session was not given yet."""
        if since is not None:
            return await self.store.scan(lambda tx: Notices(tx).after(person, since, RECENT))

        def nothing_new(tx: SqlTx) -> bool:
            return Inboxes(tx).get(person).seq <= (Handed(tx).upto(session, person) or 0)

        if await self.store.read(nothing_new):
            return []
        now = micros(self.now())

        def unit(tx: SqlTx) -> list[Notice]:
            upto = Handed(tx).upto(session, person)
            if upto is None:
                found = Notices(tx).before(person, LAST, RECENT)[::-1]
            else:
                found = Notices(tx).after(person, upto, RECENT)
            if not found or not Handed(tx).move(session, person, upto, found[-1].seq, now):
                return []
            return found

        return await self.store.write(unit)

    async def preferences(self, person: int) -> Preferences:
        return _preferences(await self.store.read(lambda tx: Inboxes(tx).get(person)))

    async def prefer(
        self,
        person: int,
        muted: list[Kind],
        quiet: Quiet | None,
        seen: int,
        shape: Callable[[Preferences], R],
        once: Once | None,
    ) -> R:
        """Refuses `StaleVersion` if the caller has seen another version, `UnknownKind` for what cannot be muted."""
        silent = ",".join(check_muted(muted))
        begin, end = (None, None) if quiet is None else (f"{quiet.begin:%H:%M}", f"{quiet.end:%H:%M}")

        def unit(tx: SqlTx) -> R:
            inboxes = Inboxes(tx)
            if not inboxes.prefer(person, seen, silent, begin, end):
                raise StaleVersion("다른 곳에서 먼저 변경했습니다. 다시 읽은 뒤 수정해 주세요.")
            return shape(_preferences(inboxes.get(person)))

        return await self.store.write(unit, once)

    # for the live channel, which knows a person by text

    async def replay(self, person: str, since: int) -> Sequence[Live]:
        found = await self.store.scan(lambda tx: Notices(tx).after(int(person), since, REPLAYED))
        return [live(notice) for notice in found]

    async def head(self, person: str) -> int:
        return (await self.store.read(lambda tx: Inboxes(tx).get(int(person)))).seq


def _preferences(inbox: Inbox) -> Preferences:
    muted = tuple(Kind(kind) for kind in inbox.muted.split(",") if kind)
    return Preferences(muted, quiet_of(inbox), inbox.version)
