"""The W3C trace context of what is being done now (https://www.w3.org/TR/trace-context/)."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

_current: ContextVar[str | None] = ContextVar("traceparent", default=None)
_FORM = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_below = 0  # of 2**32: the share of new traces that is sampled


def sample(ratio: float) -> None:
    """From here on, record this share of the traces that begin here."""
    global _below
    _below = int(ratio * 2**32)


def current() -> str | None:
    return _current.get()


def trace_id() -> str:
    """The 32 hexadecimal digits that a person can quote; empty outside a trace."""
    held = _current.get()
    return held[3:35] if held else ""


def sampled() -> bool:
    held = _current.get()
    return held is not None and held[54] == "1"


def begin(given: str | None = None, *, believed: bool = False) -> str:
    """Continue the caller's trace, or start one; returns the traceparent now in force.

    Whether it is sampled the caller decides only if believed: a stranger could make us record everything.
    """
    fresh = os.urandom(24)
    flags = "01" if int.from_bytes(fresh[:4]) < _below else "00"
    digits = fresh.hex()
    if given and _FORM.fullmatch(given):
        if believed:
            flags = "01" if int(given[54], 16) & 1 else "00"
        parent = f"{given[:36]}{digits[32:]}-{flags}"
    else:
        parent = f"00-{digits[:32]}-{digits[32:]}-{flags}"
    _current.set(parent)
    return parent


def descend() -> Token[str | None]:
    """Make what follows a step of its own below what is in force; `ascend` ends it."""
    held = _current.get()
    return _current.set(f"{held[:36]}{os.urandom(8).hex()}{held[52:]}" if held else None)


def ascend(token: Token[str | None]) -> None:
    _current.reset(token)


@contextmanager
def under(traceparent: str | None) -> Iterator[None]:
    """Inside, what is done belongs to the trace that came with an event."""
    token = _current.set(traceparent if traceparent and _FORM.fullmatch(traceparent) else None)
    try:
        yield
    finally:
        _current.reset(token)
