"""`/api/v2/erp/notifications`: the inbox, what was read, and what one wants to hear."""

from datetime import datetime, time
from typing import Annotated

from msgspec import Meta, Struct

from maru.chassis.idempotency import Once
from maru.chassis.problems import Invalid, Malformed
from maru.chassis.sql import moment
from maru.chassis.web import IfMatch, Principal, Route, signed_in
from maru.erp.notifications.contract import Kind, Params
from maru.erp.notifications.domain.quiet import Quiet
from maru.erp.notifications.domain.templates import TEMPLATES, Locale, heading, render
from maru.erp.notifications.http.caller import employee
from maru.erp.notifications.service import reading as inbox
from maru.erp.notifications.service.reading import Reading
from maru.erp.notifications.store.inbox import Notice

Clock = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Seq = Annotated[int, Meta(ge=0, le=2**53)]
PageSize = Annotated[int, Meta(ge=1, le=100)]


class NoticeQuery(Struct, frozen=True, kw_only=True):
    """`after` reads on from a number, oldest first; without it the newest come first. `cursor` leads on."""

    after: Seq | None = None
    cursor: str | None = None
    limit: PageSize = 20
    unread: bool = False
    locale: Locale = Locale.KOREAN


class NoticeView(Struct, frozen=True, kw_only=True, rename="camel"):
    """`body` is the whole text in the locale asked for, `title` its first words, `params` what fills it."""

    id: str
    seq: int
    kind: Kind
    title: str
    body: str
    link: str | None
    approval_id: str | None
    urgent: bool
    read: bool
    params: Params
    created_at: datetime


class NoticePage(Struct, frozen=True, kw_only=True, rename="camel"):
    """`unread` counts the whole inbox; `seq` is the last number given out."""

    items: tuple[NoticeView, ...]
    next_cursor: str | None
    unread: int
    seq: int


class AckAsk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    seq: Seq


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """An empty object."""


class QuietHours(Struct, frozen=True, forbid_unknown_fields=True):
    """In Seoul; over midnight where `end` is earlier. Only what is not urgent waits."""

    begin: Clock
    end: Clock


class KindView(Struct, frozen=True, kw_only=True):
    kind: Kind
    mutable: bool
    urgent: bool


class PreferencesView(Struct, frozen=True, kw_only=True, rename="camel"):
    muted: tuple[Kind, ...]
    quiet_hours: QuietHours | None
    kinds: tuple[KindView, ...]
    version: int


class PreferencesAsk(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    muted: list[Kind] = []
    quiet_hours: QuietHours | None = None


KINDS = tuple(
    KindView(kind=kind, mutable=template.mutable, urgent=template.urgent)
    for kind, template in TEMPLATES.items()
)


def routes(reading: Reading) -> list[Route]:
    async def listed(query: NoticeQuery, who: Principal) -> NoticePage:
        cursor = _cursor(query.cursor)
        forwards = query.after is not None
        after = query.after if cursor is None else cursor
        page = await reading.page(
            employee(who),
            after=after if forwards else None,
            before=None if forwards else cursor,
            limit=query.limit,
            unread=query.unread,
        )
        return NoticePage(
            items=tuple(_view(notice, query.locale) for notice in page.notices),
            next_cursor=str(page.notices[-1].seq) if page.more else None,
            unread=page.inbox.unread,
            seq=page.inbox.seq,
        )

    async def ack(body: AckAsk, who: Principal, once: Once) -> inbox.Acked:
        return await reading.ack(employee(who), body.seq, once)

    async def read_all(body: Nothing, who: Principal, once: Once) -> inbox.Acked:
        return await reading.ack(employee(who), None, once)

    async def read_one(seq: Seq, body: Nothing, who: Principal, once: Once) -> inbox.Acked:
        return await reading.mark_read(employee(who), seq, once)

    async def preferences(who: Principal) -> PreferencesView:
        return _preferences(await reading.preferences(employee(who)))

    async def prefer(
        body: PreferencesAsk, who: Principal, if_match: IfMatch, once: Once | None
    ) -> PreferencesView:
        quiet = None if body.quiet_hours is None else _quiet(body.quiet_hours)
        return await reading.prefer(employee(who), body.muted, quiet, if_match, _preferences, once)

    v2 = "/api/v2/erp/notifications"
    return [
        Route(method="GET", path=v2, handler=listed, access=signed_in),
        Route(method="POST", path=f"{v2}/ack", handler=ack, access=signed_in),
        Route(method="POST", path=f"{v2}/read-all", handler=read_all, access=signed_in),
        Route(method="POST", path=f"{v2}/{{seq}}/read", handler=read_one, access=signed_in),
        Route(method="GET", path=f"{v2}/preferences", handler=preferences, access=signed_in),
        Route(method="PUT", path=f"{v2}/preferences", handler=prefer, access=signed_in),
    ]


def _view(notice: Notice, locale: Locale) -> NoticeView:
    params = notice.given()
    return NoticeView(
        id=str(notice.seq),
        seq=notice.seq,
        kind=notice.kind,
        title=heading(notice.kind, params, locale),
        body=render(notice.kind, params, locale),
        link=notice.link,
        approval_id=notice.approval_id,
        urgent=TEMPLATES[notice.kind].urgent,
        read=notice.read,
        params=params,
        created_at=moment(notice.at),
    )


def _preferences(found: inbox.Preferences) -> PreferencesView:
    quiet = found.quiet
    hours = None if quiet is None else QuietHours(f"{quiet.begin:%H:%M}", f"{quiet.end:%H:%M}")
    return PreferencesView(muted=found.muted, quiet_hours=hours, kinds=KINDS, version=found.version)


def _quiet(hours: QuietHours) -> Quiet:
    if hours.begin == hours.end:
        raise Invalid("방해 금지 시간의 시작과 끝은 서로 달라야 합니다.")
    return Quiet(time.fromisoformat(hours.begin), time.fromisoformat(hours.end))


def _cursor(given: str | None) -> int | None:
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 18):
        raise Malformed("cursor는 앞선 응답의 nextCursor를 그대로 보내 주세요.")
    return int(given)
