"""Spans: which step of a trace took how long, told to a recorder for sampled traces and to nobody for the others.

They are named by routes, consumers and methods and carry no text that a person wrote. The identity of a span is the
traceparent in force (`trace`), so that what follows through an event or a call in another process hangs below it.
"""

from contextvars import Token
from types import TracebackType
from typing import Literal, Protocol

from maru.chassis import trace

Kind = Literal["server", "client", "consumer", "internal"]


class Span(Protocol):
    """One step that has begun."""

    def tell(self, name: str, value: str | int) -> None: ...

    def end(self, name: str, error: str | None) -> None:
        """`error` is the kind of what went wrong, never its words."""
        ...


class Recorder(Protocol):
    def begin(self, name: str, kind: Kind, parent: str | None) -> Span:
        """A span whose identity is the traceparent in force, below `parent` (a traceparent)."""
        ...

    def close(self) -> None:
        """Hand over what is still held, and stop."""
        ...


class _Step:
    __slots__ = ("_kind", "_name", "_recorder", "_span", "_token")
    _span: Span
    _token: Token[str | None]

    def __init__(self, recorder: Recorder, name: str, kind: Kind) -> None:
        self._recorder, self._name, self._kind = recorder, name, kind

    def __enter__(self) -> None:
        parent = trace.current()
        self._token = trace.descend()
        self._span = self._recorder.begin(self._name, self._kind, parent)

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._span.end(self._name, kind.__name__ if kind else None)
        trace.ascend(self._token)


class _Nothing:
    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


_NOTHING = _Nothing()
_recorder: Recorder | None = None


def record(recorder: Recorder | None, ratio: float = 0.0) -> None:
    """From here on, tell this recorder of this share of the traces; None tells nobody."""
    global _recorder
    if _recorder is not None:
        _recorder.close()
    _recorder = recorder
    trace.sample(ratio if recorder else 0.0)


def step(name: str, kind: Kind = "internal") -> _Step | _Nothing:
    """`with step(…):` what is done inside is one span, if the trace in force is sampled."""
    if _recorder is None or not trace.sampled():
        return _NOTHING
    return _Step(_recorder, name, kind)


def arrived(given: str | None, kind: Kind = "server") -> Span | None:
    """The span of what came in or began by itself, as whose traceparent the one in force was made.

    None if it is not sampled; whoever asks must `end` it.
    """
    if _recorder is None or not trace.sampled():
        return None
    parent = given if given and given[3:35] == trace.trace_id() else None
    return _recorder.begin("arrived", kind, parent)
