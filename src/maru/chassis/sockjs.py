"""SockJS framing: how messages travel inside a WebSocket or an HTTP body. https://github.com/sockjs/sockjs-protocol

`o` opens a session, `h` is a heart-beat, `a[…]` carries messages, `c[code,reason]` closes.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from maru.chassis.problems import Malformed

OPEN: Final = "o"
HEARTBEAT: Final = "h"
PRELUDE: Final = "h" * 2048  # some proxies and browsers hold back the first kilobytes of a streamed body
STILL_OPEN: Final = (2010, "Another connection still open")

_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_messages = msgspec.json.Decoder(list[str] | str)
_encode = msgspec.json.Encoder().encode


class BadMessages(Malformed):
    """What came is neither a JSON string nor a JSON array of strings."""


def info(entropy: int) -> bytes:
    """What a client reads first. It shall keep cookies: a fallback session lives in one process."""
    return _encode({"websocket": True, "cookie_needed": True, "origins": ["*:*"], "entropy": entropy})


def messages(texts: Sequence[str]) -> str:
    return "a" + _encode(texts).decode()


def close(code: int, reason: str) -> str:
    return "c" + _encode([code, reason]).decode()


def received(text: str | bytes) -> Sequence[str]:
    """The messages in what a client sent; an empty text holds none. Refuses `BadMessages`."""
    if not text:
        return ()
    try:
        found = _messages.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        raise BadMessages("본문은 문자열의 JSON 배열이어야 합니다.") from None
    return (found,) if isinstance(found, str) else found


def is_segment(text: str) -> bool:
    """May this be the server or the session part of a SockJS address?"""
    return _SEGMENT.match(text) is not None
