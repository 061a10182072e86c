"""Notices that somebody sends: other services through `Notices`, administrators to the whole company."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from maru.chassis.audit import AuditLog, Line
from maru.chassis.idempotency import Once
from maru.chassis.problems import Invalid, NotFound, Problem
from maru.chassis.sql import SqlTx, micros
from maru.chassis.store import Store
from maru.chassis.web import Reply
from maru.erp.notifications.contract import Announced, Kind, Notify, Params
from maru.erp.notifications.domain.drafts import Draft, of_notify
from maru.erp.notifications.service.delivery import Delivery
from maru.erp.notifications.store.inbox import Inboxes
from maru.erp.notifications.store.lobby import Handed, Lobby
from maru.erp.notifications.store.people import People

AT_ONCE = 500
PART = 200
REMEMBERED = timedelta(days=30)


class MessageRequired(Problem):
    """Older clients: a notice says something."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Implements `Notices`."""

    store: Store[SqlTx]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    delivery: Delivery

    async def notify(self, asks: list[Notify]) -> int:
        drafts = [of_notify(ask) for ask in asks]
        if sum(len(draft.to) for draft in drafts) > AT_ONCE:
            raise Invalid(f"한 번에 {AT_ONCE}건까지 보낼 수 있습니다. 나누어 보내 주세요.")
        now = self.now()
        return await self.store.write(lambda tx: self.delivery.deliver(tx, drafts, now))

    async def unread(self, tenant: str, employee_id: int) -> int:
        def unit(tx: SqlTx) -> int:
            person = People(tx).get(employee_id)
            known = person is not None and person.tenant == tenant
            return Inboxes(tx).get(employee_id).unread if known else 0

        return await self.store.read(unit)

    async def announce(
        self,
        tenant: str,
        by: int | str,
        message: str | None,
        status: str | None,
        approval_id: str | None,
        once: Once | None,
    ) -> Reply:
        """Durable at the answer; it reaches the company's people part by part."""
        event = Announced(
            tenant=tenant,
            at=self.now(),
            actor=by,
            announcement_id=self.new_id(),
            message=_said(message),
            status=status,
            approval_id=approval_id,
        )

        def unit(tx: SqlTx) -> Reply:
            tx.emit(event)
            line = Line(
                tenant=tenant,
                at=event.at,
                action="notification.announce",
                subject=event.announcement_id,
                actor=by,
            )
            AuditLog(tx).add(line)
            return text("Notification sent successfully")

        return await self.store.write(unit, once)

    async def send(
        self,
        tenant: str,
        to: int,
        message: str | None,
        status: str | None,
        approval_id: str | None,
        once: Once | None,
    ) -> Reply:
        now, said = self.now(), _said(message)
        params: Params = {"message": said, "status": status} if status else {"message": said}
        draft = Draft(
            tenant=tenant,
            to=(to,),
            kind=Kind.MESSAGE,
            source=f"message:{self.new_id()}",
            params=params,
            approval_id=approval_id,
        )

        def unit(tx: SqlTx) -> Reply:
            person = People(tx).get(to)
            if person is None or person.tenant != tenant:
                raise NotFound(f"Employee not found: {to}")
            self.delivery.deliver(tx, [draft], now)
            return text(f"Notification sent to user: {to}")

        return await self.store.write(unit, once)

    async def release(self) -> int:
        """A job: what waited for the end of quiet hours becomes notices; how many."""
        released = 0
        while await self.store.read(lambda tx: bool(Lobby(tx).due(micros(self.now()), 1))):
            released += await self.store.write(self._release_some)
        return released

    def _release_some(self, tx: SqlTx) -> int:
        now, lobby = self.now(), Lobby(tx)
        due = lobby.due(micros(now), PART)
        for each in due:
            draft = Draft(
                tenant=each.tenant,
                to=(each.recipient,),
                kind=each.kind,
                source=each.source,
                params=msgspec.json.decode(each.params, type=Params),
                approval_id=each.approval_id,
                link=each.link,
            )
            self.delivery.deliver(tx, [draft], now, held=True)
            lobby.drop(each.id)
        return len(due)

    async def forget(self) -> int:
        """A job: sessions of older clients that ended long ago."""
        before = micros(self.now() - REMEMBERED)
        return await self.store.write(lambda tx: Handed(tx).forget(before))


def spread(tx: SqlTx, event: Announced, delivery: Delivery) -> None:
    """One part of an announcement, and the event that brings the next."""
    part = [person.id for person in People(tx).everybody(event.tenant, event.after, PART)]
    params: Params = {"message": event.message}
    draft = Draft(
        tenant=event.tenant,
        to=tuple(part),
        kind=Kind.ANNOUNCEMENT,
        source=f"announcement:{event.announcement_id}",
        params={**params, "status": event.status} if event.status else params,
        approval_id=event.approval_id,
    )
    delivery.deliver(tx, [draft], event.at)
    if len(part) == PART:
        tx.emit(replace(event, after=part[-1]))


def text(said: str) -> Reply:
    return Reply(said.encode(), "text/plain; charset=utf-8")


def _said(message: str | None) -> str:
    said = (message or "").strip()
    if not said:
        raise MessageRequired("메시지는 필수입니다")
    if len(said) > 1000:
        raise MessageRequired("메시지는 1000자까지 쓸 수 있습니다")
    return said
