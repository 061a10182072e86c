"""The W3C trace context of what is being done now (https://www.w3.org/TR/trace-context/)."""

import os
import re
from contextvars import ContextVar

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)
_FORM = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def current() -> str | None:
    return _current.get()


def trace_id() -> str:
    """The 32 hexadecimal digits that a person can quote; empty outside a trace."""
    held = _current.get()
    return held[3:35] if held else ""


def begin(given: str | None = None) -> str:
    """Continue the caller's trace, or start one; returns the traceparent now in force."""
    if given and _FORM.fullmatch(given):
        parent = f"{given[:36]}{os.urandom(8).hex()}{given[52:]}"
    else:
        fresh = os.urandom(24).hex()
        parent = f"00-{fresh[:32]}-{fresh[32:]}-01"
    _current.set(parent)
    return parent
