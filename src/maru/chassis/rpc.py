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
from typing import Any, TypeVar, cast

import msgspec

from maru.chassis.problems import DeadlineExceeded, Flaw, Problem

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


@cache
def methods(contract: type[Any]) -> Mapping[str, Method]:
    """The methods of a contract's Protocol; raises `TypeError` at start for one that could not travel."""
    found: dict[str, Method] = {}
    for name, member in vars(contract).items():
        if name.startswith("_") or not inspect.isfunction(member):
            continue
        if not inspect.iscoroutinefunction(member):
            raise TypeError(f"{contract.__name__}.{name} must be async to be called from another process")
        signature = inspect.signature(member, eval_str=True)
        given = list(signature.parameters.values())[1:]
        shape = tuple.__class_getitem__(tuple(p.annotation for p in given)) if given else tuple[()]
        found[name] = Method(
            name,
            msgspec.json.Encoder().encode,
            msgspec.json.Decoder(cast("type[tuple[Any, ...]]", shape)).decode,
            msgspec.json.Decoder(signature.return_annotation or type(None)).decode,
            signature,
        )
    return found


def left() -> float:
    """Seconds until the deadline in force, at most `SECONDS`."""
    until = _until.get()
    return SECONDS if until is None else min(SECONDS, until - time.monotonic())


def local(contract: type[P], offered: Callable[[], object]) -> P:
    """The service in this process behind its contract; `offered` is asked at the first call."""
    body: dict[str, Any] = {
        name: _local(method, offered) for name, method in methods(cast("Any", contract)).items()
    }
    return cast("P", type(f"Local{contract.__name__}", (), body)())


def _local(method: Method, offered: Callable[[], object]) -> Callable[..., Awaitable[Any]]:
    async def call(self: object, *args: Any, **kwargs: Any) -> Any:
        bound = method.signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        sent = method.encode(bound.args[1:] + tuple(bound.kwargs.values()))
        return method.result(await serve(method, offered(), sent, left()))

    return call


async def serve(method: Method, offered: object, sent: bytes, seconds: float) -> bytes:
    """One call at the callee's side; raises its refusals as they would arrive from elsewhere."""
    if seconds <= 0:
        raise DeadlineExceeded("처리 시간이 초과되었습니다. 잠시 후 다시 시도해 주세요.")
    token = _until.set(time.monotonic() + seconds)
    try:
        bound = list(method.signature.parameters.values())[1:]
        arguments = method.arguments(sent)
        positional = [a for a, p in zip(arguments, bound, strict=True) if p.kind is not p.KEYWORD_ONLY]
        named = {p.name: a for a, p in zip(arguments, bound, strict=True) if p.kind is p.KEYWORD_ONLY}
        async with asyncio.timeout(seconds):
            value = await getattr(offered, method.name)(*positional, **named)
    except TimeoutError:
        raise DeadlineExceeded("처리 시간이 초과되었습니다. 결과를 확인한 뒤 다시 시도해 주세요.") from None
    except Problem as refusal:
        raise revive(msgspec.json.decode(msgspec.json.encode(refusal.body()))) from None
    finally:
        _until.reset(token)
    return method.encode(value)


def revive(body: Mapping[str, Any]) -> Problem:
    """The refusal that another service sent, as the class its code names."""
    named = {"type", "code", "title", "status", "detail", "errors", "instance", "traceId"}
    members = {name: value for name, value in body.items() if name not in named}
    errors = [msgspec.convert(flaw, Flaw) for flaw in body.get("errors", ())]
    kind = next((kind for kind in _problems(Problem) if kind.code == body["code"]), None)
    if kind is None:
        kind = cast("type[Problem]", type("Foreign", (Problem,), {"status": body["status"]}))
        kind.code = body["code"]
    revived = Problem.__new__(kind)
    Problem.__init__(revived, body["detail"], errors=errors, **members)
    return revived


def _problems(kind: type[Problem]) -> list[type[Problem]]:
    return [kind, *(deeper for below in kind.__subclasses__() for deeper in _problems(below))]
