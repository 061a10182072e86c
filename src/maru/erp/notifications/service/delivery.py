"""Putting notices into people's inboxes: numbered without gaps, once per fact, as each person wants it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

import msgspec
from msgspec.structs import replace

from maru.chassis.sql import SqlTx, micros
from maru.erp.notifications.contract import NoticeCreated
from maru.erp.notifications.domain.drafts import Draft
from maru.erp.notifications.domain.quiet import Quiet
from maru.erp.notifications.domain.templates import TEMPLATES, heading, render, wording_for
from maru.erp.notifications.service.push import Push
from maru.erp.notifications.store.inbox import Inbox, Inboxes, Notice, Notices
from maru.erp.notifications.store.lobby import Lobby, Waiting
from maru.erp.notifications.store.people import People

KEPT = 1000  # notices a person keeps; older ones go as new ones come
PRUNED_EVERY = 100

_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Delivery:
    """`deliver` is part of a unit. It touches a few rows a recipient and scans nothing."""

    push: Push

    def deliver(self, tx: SqlTx, drafts: Sequence[Draft], at: datetime, *, held: bool = False) -> int:
        """How many notices were new. `held`: their quiet hours are over, whatever the clock says."""
        new = 0
        for draft in drafts:
            if draft.department is not None:
                new += self._to_department(tx, draft, draft.department, at)
            if draft.to:
                wording_for(draft.kind, draft.params)
                params = _encode(draft.params)
                new += sum(self._to_one(tx, person, draft, params, at, held) for person in draft.to)
        return new

    def _to_department(self, tx: SqlTx, draft: Draft, department: int, at: datetime) -> int:
        people = [each for each in People(tx).in_department(department) if each.tenant == draft.tenant]
        if not people:
            return 0
        params = {**draft.params, "department": people[0].department}
        known = replace(draft, to=tuple(each.id for each in people), department=None, params=params)
        return self.deliver(tx, [known], at)

    def _to_one(self, tx: SqlTx, person: int, draft: Draft, params: bytes, at: datetime, held: bool) -> bool:
        inboxes = Inboxes(tx)
        inbox = inboxes.take_number(person)
        if draft.kind in inbox.muted.split(","):
            inboxes.give_back(person)
            return False
        until = None if held or TEMPLATES[draft.kind].urgent else _quiet_until(inbox, at)
        if until is not None:
            inboxes.give_back(person)
            return Lobby(tx).add(_waiting(person, draft, params, until))
        notice = Notice(
            recipient=person,
            seq=inbox.seq,
            kind=draft.kind,
            source=draft.source,
            params=params,
            approval_id=draft.approval_id,
            link=draft.link,
            at=micros(at),
            read=False,
        )
        if not Notices(tx).add(notice):
            inboxes.give_back(person)
            return False
        if inbox.seq % PRUNED_EVERY == 0 and Notices(tx).prune(person, inbox.seq - KEPT):
            inboxes.recount(person)
        tx.emit(
            NoticeCreated(
                tenant=draft.tenant,
                at=at,
                recipient_id=person,
                seq=notice.seq,
                kind=draft.kind,
                title=heading(draft.kind, draft.params),
                body=render(draft.kind, draft.params),
                link=draft.link,
            )
        )
        tx.after_commit(lambda: self.push.soon(notice))
        return True


def quiet_of(inbox: Inbox) -> Quiet | None:
    if inbox.quiet_begin is None or inbox.quiet_end is None:
        return None
    return Quiet(time.fromisoformat(inbox.quiet_begin), time.fromisoformat(inbox.quiet_end))


def _quiet_until(inbox: Inbox, at: datetime) -> datetime | None:
    quiet = quiet_of(inbox)
    return None if quiet is None else quiet.until(at)


def _waiting(person: int, draft: Draft, params: bytes, until: datetime) -> Waiting:
    return Waiting(
        id=0,
        recipient=person,
        tenant=draft.tenant,
        kind=draft.kind,
        source=draft.source,
        params=params,
        approval_id=draft.approval_id,
        link=draft.link,
        due=micros(until),
    )
