"""Calls between services through the Protocol of a contract, in this process or over HTTP, with one meaning.

Arguments and results are encoded and decoded either way, refusals travel as problems, the caller's deadline and
trace go along. Only asynchronous methods whose annotations msgspec can encode may stand in such a Protocol.
"""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, cast

import msgspec
from msgspec import Meta, Struct

from maru.chassis import spans
from maru.chassis.problems import DeadlineExceeded, Flaw, Malformed, Problem, Unanswered

P = TypeVar("P")
SECONDS = 5.0

_until: ContextVar[float | None] = ContextVar("deadline", default=None)


@dataclass(frozen=True)
class Method:
    """One method as it travels: its arguments are one JSON array."""

    name: str
    encode: Callable[[Any], bytes]
    arguments: Callable[[bytes], tuple[Any, ...]]
    result: Callable[[bytes], Any]
    signature: inspect.Signature


def methods(contract: type[Any]) -> Mapping[str, Method]:
    """The methods of a contract's Protocol; raises `TypeError` at start for one that could not travel."""
    return _methods(cast("Any", contract))


@cache
def _methods(contract: Any) -> Mapping[str, Method]:
    found: dict[str, Method] = {}
    for name, member in vars(contract).items():
        if name.startswith("_") or not inspect.isfunction(member):
            continue
        if not inspect.iscoroutinefunction(member):
            raise TypeError(f"{contract.__name__}.{name} must be async to be called from another process")
        signature = inspect.signature(member, eval_str=True)
        given = list(signature.parameters.values())[1:]
        shape = tuple.__class_getitem__(tuple(p.annotation for p in given)) if given else tuple[()]
        msgspec.json.schema_components((shape, signature.return_annotation))
        found[name] = Method(
            name,
            msgspec.json.Encoder().encode,
            msgspec.json.Decoder(cast("type[tuple[Any, ...]]", shape)).decode,
            msgspec.json.Decoder(signature.return_annotation or type(None)).decode,
            signature,
        )
    return found


def left(most: float = SECONDS) -> float:
    """Seconds until the deadline in force, at most `most`."""
    until = _until.get()
    return most if until is None else min(most, until - time.monotonic())


def hasten(seconds: float) -> None:
    """From here on, this task's calls end within so many seconds: what a caller elsewhere has left."""
    _until.set(time.monotonic() + seconds)


def local(contract: type[P], offered: Callable[[], object], seconds: float = SECONDS) -> P:
    """The service in this process behind its contract; `offered` is asked at the first call."""

    async def carry(method: Method, sent: bytes) -> bytes:
        return await serve(contract, method, offered(), sent, left(seconds))

    return stub(contract, carry)


Carry = Callable[[Method, bytes], Awaitable[bytes]]


def stub(contract: type[P], carry: Carry) -> P:
    """An object of the contract whose every call is encoded, carried and decoded."""
    shape = cast("type[Any]", contract)
    body: dict[str, Any] = {
        name: _calling(shape.__name__, method, carry) for name, method in methods(shape).items()
    }
    return cast("P", type(f"Stub{shape.__name__}", (), body)())


def _calling(contract: str, method: Method, carry: Carry) -> Callable[..., Awaitable[Any]]:
    said = f"{contract}.{method.name}"

    async def call(self: object, *args: Any, **kwargs: Any) -> Any:
        bound = method.signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        sent = method.encode(bound.args[1:] + tuple(bound.kwargs.values()))
        with spans.step(said, "client"):
            came = await carry(method, sent)
            try:
                return method.result(came)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise Unanswered(f"{said} 호출의 결과를 읽을 수 없습니다: {error}") from None

    return call


async def serve(contract: type[Any], method: Method, offered: object, sent: bytes, seconds: float) -> bytes:
    """One call at the callee's side; raises its refusals as they would arrive from elsewhere."""
    if seconds <= 0:
        raise DeadlineExceeded("처리 시간이 초과되었습니다. 잠시 후 다시 시도해 주세요.")
    token = _until.set(time.monotonic() + seconds)
    try:
        bound = list(method.signature.parameters.values())[1:]
        arguments = _arguments(method, sent)
        positional = [a for a, p in zip(arguments, bound, strict=True) if p.kind is not p.KEYWORD_ONLY]
        named = {p.name: a for a, p in zip(arguments, bound, strict=True) if p.kind is p.KEYWORD_ONLY}
        async with asyncio.timeout(seconds):
            value = await getattr(offered, method.name)(*positional, **named)
    except TimeoutError:
        raise DeadlineExceeded("처리 시간이 초과되었습니다. 결과를 확인한 뒤 다시 시도해 주세요.") from None
    except Problem as refusal:
        raise revive(contract, msgspec.json.encode(refusal.body())) from None
    finally:
        _until.reset(token)
    return method.encode(value)


def _arguments(method: Method, sent: bytes) -> tuple[Any, ...]:
    try:
        return method.arguments(sent)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"{method.name} 호출의 인수를 읽을 수 없습니다: {error}") from None


class _Sent(Struct):
    """The members of a problem that mean something to us."""

    code: str
    detail: str
    status: Annotated[int, Meta(ge=400, lt=600)]
    errors: list[Flaw] = []


_member = msgspec.json.Decoder(dict[str, Any]).decode
_sent = msgspec.json.Decoder(_Sent).decode
_named = {"type", "code", "title", "status", "detail", "errors", "instance", "traceId"}


def revive(contract: type[Any], content: bytes) -> Problem:
    """The refusal that the service behind `contract` sent, as the class its code names.

    Two services may use one code: the contract's own class goes before that of another. Raises `DecodeError` for
    what is no problem.
    """
    sent = _sent(content)
    kind = _known.get((contract, sent.code)) or _look_up(contract, sent.code)
    if kind is None:
        kind = cast("type[Problem]", type("Foreign", (Problem,), {"status": sent.status}))
        kind.code = sent.code
    revived = Problem.__new__(kind)
    Exception.__init__(revived, sent.detail)
    revived.detail, revived.errors = sent.detail, tuple(sent.errors)
    revived.members = {
        name: value
        for name, value in _member(content).items()
        if name not in _named and isinstance(value, str | int | float | None)
    }
    return revived


_known: dict[tuple[type[Any], str], type[Problem]] = {}


def _look_up(contract: type[Any], code: str) -> type[Problem] | None:
    home = contract.__module__.partition(".contract")[0]
    named = [kind for kind in _below(Problem) if kind.code == code and kind.__name__ != "Foreign"]
    named.sort(key=lambda kind: not kind.__module__.startswith((home, "maru.chassis.")))
    named.sort(key=lambda kind: not kind.__module__.startswith(home))
    if named:
        _known[contract, code] = named[0]
    return named[0] if named else None


def _below(kind: type[Problem]) -> list[type[Problem]]:
    return [kind, *(deeper for below in kind.__subclasses__() for deeper in _below(below))]
