"""What is told of what happens: spans that follow a request through calls and events, and logs without people."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar

import falcon.asgi
import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from maru.chassis import rpc, spans, telemetry, trace
from maru.chassis.bus import Consumer
from maru.chassis.buses.local import LocalBus
from maru.chassis.edge import Edge
from maru.chassis.events import Event
from maru.chassis.exporters.sdk import SdkRecorder
from maru.chassis.limits import RateLimiter
from maru.chassis.problems import Conflict
from maru.chassis.sql import SqlTx
from maru.chassis.web import Principal, Route, anyone, app
from tests.adapters.stores import KINDS, opened
from tests.chassis.test_rpc import Depot, Shelves

OUTSIDE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Begun(Event, frozen=True, kw_only=True, tag="begun"):
    topic: ClassVar[str] = "test.work"

    @property
    def key(self) -> str:
        return "k"


class Ended(Begun, frozen=True, kw_only=True, tag="ended"):
    pass


class Recorded:
    def __init__(self, ratio: float) -> None:
        self.exporter = InMemorySpanExporter()
        self.recorder = SdkRecorder(self.exporter, "maru")
        spans.record(self.recorder, ratio)

    def all(self) -> dict[str, ReadableSpan]:
        self.recorder._provider.force_flush()
        return {span.name: span for span in self.exporter.get_finished_spans()}


@pytest.fixture
def everything() -> Iterator[Recorded]:
    yield Recorded(1.0)
    spans.record(None)


@pytest.fixture
def nothing() -> Iterator[Recorded]:
    yield Recorded(0.0)
    spans.record(None)


async def nobody(_: falcon.asgi.Request) -> Principal | None:
    return None


def edge(*handlers: Any) -> httpx.AsyncClient:
    routes = [Route(method="GET", path=f"/api/{h.__name__}", handler=h, access=anyone) for h in handlers]
    served = Edge(app(routes, nobody, RateLimiter(10**6, 10**6)), version=b"{}")
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=served), base_url="http://maru")  # type: ignore[arg-type]


def above(span: ReadableSpan) -> int:
    assert span.parent is not None
    return span.parent.span_id


def identity(span: ReadableSpan) -> tuple[int, int]:
    assert span.context is not None
    return span.context.trace_id, span.context.span_id


@pytest.mark.parametrize("kind", KINDS)
async def test_one_trace_follows_a_request_through_a_call_and_the_events_after_it(
    kind: str, tmp_path: Path, everything: Recorded
) -> None:
    async with opened(kind, tmp_path, "from") as source, opened(kind, tmp_path, "to") as target:
        done = asyncio.Event()

        def first(tx: SqlTx, event: Begun) -> None:
            tx.emit(Ended(tenant="t", at=event.at))

        def second(tx: SqlTx, event: Ended) -> None:
            tx.after_commit(done.set)

        depot = rpc.local(Depot, Shelves)

        async def begin() -> None:
            await depot.empty()
            at = datetime(2026, 11, 21, tzinfo=UTC)
            await source.write(lambda tx: tx.emit(Begun(tenant="t", at=at)))

        bus = LocalBus(
            [
                (target, Consumer("to.first", Begun.topic, (Begun,), first)),
                (source, Consumer("from.second", Begun.topic, (Ended,), second)),
            ],
            {Begun.topic: [source, target]},
            lambda: datetime.now(UTC),
        )
        await bus.start()
        async with edge(begin) as caller:
            await caller.get("/api/begin", headers={"traceparent": OUTSIDE})
        await asyncio.wait_for(done.wait(), 10)
        await bus.stop()

    told = everything.all()
    request, call = told["GET /api/begin"], told["Depot.empty"]
    taken, then = told["take to.first"], told["take from.second"]
    assert {identity(span)[0] for span in told.values()} == {int(OUTSIDE[3:35], 16)}
    assert above(request) == int(OUTSIDE[36:52], 16)
    assert above(call) == above(taken) == identity(request)[1]
    assert above(then) == identity(taken)[1]
    assert [s.kind for s in (request, call, taken)] == [SpanKind.SERVER, SpanKind.CLIENT, SpanKind.CONSUMER]


async def test_what_is_not_sampled_costs_no_span_and_keeps_its_trace(nothing: Recorded) -> None:
    seen: list[str | None] = []

    async def look() -> None:
        seen.append(trace.current())
        with spans.step("inside"):
            seen.append(trace.current())

    async with edge(look) as caller:
        await caller.get("/api/look", headers={"traceparent": OUTSIDE})

    assert nothing.all() == {}
    assert seen[0] is not None and seen[0][:36] == OUTSIDE[:36] and seen[0].endswith("-00")
    assert seen[1] == seen[0]
    assert spans.step("a") is spans.step("b")


async def test_a_stranger_cannot_make_us_record_and_our_own_processes_can(nothing: Recorded) -> None:
    trace.begin(OUTSIDE)
    assert not trace.sampled()
    trace.begin(OUTSIDE, believed=True)
    assert trace.sampled()
    trace.begin(OUTSIDE[:-2] + "00", believed=True)
    assert not trace.sampled()


@pytest.mark.parametrize("given", ["", "00", OUTSIDE.upper(), OUTSIDE + "x", "00-" + "0" * 32 + OUTSIDE[35:]])
def test_a_traceparent_that_is_none_begins_a_trace(given: str) -> None:
    begun = trace.begin(given)

    assert begun[3:35] not in given
    assert len(begun) == len(OUTSIDE)


def test_the_ratio_is_the_share_that_is_sampled() -> None:
    trace.sample(0.25)
    sampled = 0
    for _ in range(2000):
        trace.begin()
        sampled += trace.sampled()
    trace.sample(0)

    assert 380 < sampled < 620


async def test_a_span_tells_what_went_wrong_but_not_in_which_words(everything: Recorded) -> None:
    async def refuse() -> None:
        raise Conflict("kim@example.com has it")

    async def fail() -> None:
        with spans.step("inside"):
            raise RuntimeError("kim@example.com")

    async with edge(refuse, fail) as caller:
        await caller.get("/api/refuse")
        await caller.get("/api/fail")

    told = everything.all()
    assert told["GET /api/refuse"].status.status_code is StatusCode.UNSET
    assert told["GET /api/fail"].status.status_code is StatusCode.ERROR
    assert (told["inside"].attributes or {})["error.type"] == "RuntimeError"
    assert "kim" not in "".join(span.to_json() for span in told.values())


@pytest.fixture
def err(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What would be on stderr, which is no terminal."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    held = logging.root.handlers[:], logging.root.level
    telemetry.configure("info")
    yield written
    monkeypatch.undo()
    telemetry.configure("info")
    logging.root.handlers[:], logging.root.level = held


def lines(err: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in err.getvalue().splitlines()]


def test_logs_are_json_with_the_trace_where_nobody_reads_them_live(err: StringIO) -> None:
    trace.begin()
    telemetry.log.info("event.parked", consumer="to.first", key="가")
    telemetry.log.debug("unseen")
    logging.getLogger("library.wire").warning("slow %s", "peer")

    ours, theirs = lines(err)
    assert (ours["event"], ours["level"], ours["consumer"], ours["key"]) == (
        "event.parked",
        "info",
        "to.first",
        "가",
    )
    assert ours["trace"] == trace.trace_id()
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("slow peer", "warning", "library.wire")


def test_people_stay_out_of_the_logs(err: StringIO) -> None:
    try:
        raise RuntimeError("Duplicate entry '김하나' for key 'people.name', kim.hana+work@mail.example.co.kr")
    except RuntimeError as error:
        telemetry.log.error("request.broken", path="/x", email="a@b.kr", body="비밀", exc_info=error)
        logging.getLogger("library").error("failed for lee@example.com", exc_info=error)

    written = err.getvalue()
    for secret in ("김하나", "kim", "example", "a@b.kr", "비밀", "lee"):
        assert secret not in written
    assert all("RuntimeError" in line["exception"] for line in lines(err))
    assert "test_telemetry.py" in lines(err)[0]["exception"]
