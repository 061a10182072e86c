"""A notice as the live channel and the older clients show it."""

from datetime import datetime

import msgspec
from msgspec import Struct

from maru.erp.notifications.contract import Kind, Params
from maru.erp.notifications.domain.drafts import SEOUL
from maru.erp.notifications.domain.templates import TEMPLATES, heading, render

STATUS_CHANGED = "APPROVAL_STATUS_CHANGED"


class Frame(Struct, frozen=True, kw_only=True, rename="camel"):
    """The body of a live message: the five members of the older clients, and what a list shows."""

    type: str
    approval_id: str | None
    status: str | None
    message: str
    timestamp: datetime
    seq: int
    id: int
    kind: Kind
    title: str
    link: str | None


class Recent(Struct, frozen=True, kw_only=True, rename="camel"):
    """One item of GET /notifications/recent; `id` counts like `seq`, within the recipient's notices."""

    id: int
    seq: int
    title: str
    type: str
    approval_id: str | None
    status: str | None
    message: str
    timestamp: datetime


encode = msgspec.json.Encoder().encode


def frame(
    kind: Kind, params: Params, seq: int, at: datetime, approval_id: str | None, link: str | None
) -> bytes:
    status = status_of(kind, params)
    return encode(
        Frame(
            type=STATUS_CHANGED if status else kind,
            approval_id=approval_id,
            status=status,
            message=render(kind, params),
            timestamp=wall_clock(at),
            seq=seq,
            id=seq,
            kind=kind,
            title=heading(kind, params),
            link=link,
        )
    )


def recent(kind: Kind, params: Params, seq: int, at: datetime, approval_id: str | None) -> Recent:
    status = status_of(kind, params)
    return Recent(
        id=seq,
        seq=seq,
        title=heading(kind, params),
        type=STATUS_CHANGED if status else kind,
        approval_id=approval_id,
        status=status,
        message=render(kind, params),
        timestamp=wall_clock(at),
    )


def status_of(kind: Kind, params: Params) -> str | None:
    """What became of a document, for the kinds that end its approval or that carry a sender's own status."""
    given = params.get("status") if kind in (Kind.MESSAGE, Kind.ANNOUNCEMENT) else None
    return TEMPLATES[kind].status or (str(given) if given else None)


def wall_clock(at: datetime) -> datetime:
    """Seoul's, without an offset."""
    return at.astimezone(SEOUL).replace(tzinfo=None)
