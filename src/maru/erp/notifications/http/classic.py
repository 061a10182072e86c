"""`/api/notifications`, also without `/api`: what the older clients and services send and poll."""

from hashlib import blake2b
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied
from maru.chassis.sql import moment
from maru.chassis.web import Principal, Reply, Route, anyone, has_role, signed_in
from maru.erp.notifications.domain.shapes import Recent, recent
from maru.erp.notifications.http.caller import employee
from maru.erp.notifications.service.reading import Reading
from maru.erp.notifications.service.sending import Sending, text
from maru.erp.notifications.store.inbox import Notice

Number = Annotated[int, Meta(ge=0, le=2**53)]


class SendAsk(Struct, frozen=True, rename="camel"):
    approval_id: str | int | None = None
    status: str | None = None
    message: str | None = None

    @property
    def approval(self) -> str | None:
        return None if self.approval_id is None else str(self.approval_id)[:20]

    @property
    def outcome(self) -> str | None:
        return None if self.status is None else self.status[:20]


class RecentQuery(Struct, frozen=True):
    since: Number | None = None


def routes(sending: Sending, reading: Reading) -> list[Route]:
    async def announce(body: SendAsk, who: Principal, once: Once | None) -> Reply:
        by = who.claims.get("employee_id", who.id)
        return await sending.announce(who.tenant, by, body.message, body.outcome, body.approval, once)

    async def send(user_id: Number, body: SendAsk, who: Principal, once: Once | None) -> Reply:
        return await sending.send(who.tenant, user_id, body.message, body.outcome, body.approval, once)

    async def health() -> Reply:
        return text("Notification Service is running")

    async def latest(employee_id: Number, query: RecentQuery, who: Principal) -> list[Recent]:
        if employee(who) != employee_id:
            raise Denied("권한이 없습니다")
        found = await reading.recent(employee_id, _session(who), query.since)
        return [_shown(notice) for notice in found]

    by_service = has_role("service")
    served = [
        Route(
            method="POST", path="/notifications/send", handler=announce, access=has_role("service", "admin")
        ),
        Route(method="POST", path="/notifications/send/{user_id}", handler=send, access=by_service),
        Route(method="GET", path="/notifications/health", handler=health, access=anyone),
        Route(method="GET", path="/notifications/recent/{employee_id}", handler=latest, access=signed_in),
    ]
    return [
        *(replace(route, path=f"/api{route.path}") for route in served),
        *(replace(route, hidden=True) for route in served),
    ]


def _session(who: Principal) -> str:
    """A token without a session stands for its account."""
    return blake2b((who.session or f"account {who.id}").encode(), digest_size=16).hexdigest()


def _shown(notice: Notice) -> Recent:
    return recent(notice.kind, notice.given(), notice.seq, moment(notice.at), notice.approval_id)
