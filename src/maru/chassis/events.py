"""Facts that one service tells the others, and the envelope they travel in."""

from datetime import datetime
from typing import ClassVar

import msgspec
from msgspec import Struct


class Event(Struct, frozen=True, kw_only=True):
    """A fact in the past tense. Events with one key reach every consumer in order, at least once.

    Subclasses of one topic are a tagged union: the tag is the event's `type` on the wire.
    """

    topic: ClassVar[str]

    tenant: str
    at: datetime
    actor: int | str | None = None
    on_behalf_of: int | None = None

    @property
    def key(self) -> str:
        """What the order is kept for: one document, one seat, one person."""
        raise NotImplementedError

    @property
    def version(self) -> int:
        """The version of the key's aggregate after this fact; consumers ignore older ones."""
        return 0


class Envelope(Struct, kw_only=True, omit_defaults=True):
    """CloudEvents 1.0 in JSON (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md).

    `sequence` is the aggregate version, `traceparent` the W3C trace context of the command.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    data: msgspec.Raw
    tenantid: str
    sequence: int = 0
    traceparent: str | None = None
    specversion: str = msgspec.field(default_factory=lambda: "1.0")
    datacontenttype: str = msgspec.field(default_factory=lambda: "application/json")


_encode = msgspec.json.Encoder().encode
decode_envelope = msgspec.json.Decoder(Envelope).decode


def envelope(event: Event, id: str, source: str, traceparent: str | None) -> bytes:
    """The bytes that travel; `id` is new for each emitted event and is what consumers deduplicate by."""
    tag = type(event).__struct_config__.tag
    return _encode(
        Envelope(
            id=id,
            source=source,
            type=str(tag or type(event).__name__),
            subject=event.key,
            time=event.at,
            data=msgspec.Raw(_encode(event)),
            tenantid=event.tenant,
            sequence=event.version,
            traceparent=traceparent,
        )
    )
