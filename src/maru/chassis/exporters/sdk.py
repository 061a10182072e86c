"""Spans through the OpenTelemetry SDK, to whichever exporter the settings name."""

import sys

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
    set_span_in_context,
)
from opentelemetry.trace import Span as SdkSpan

import maru
from maru.chassis import trace
from maru.chassis.spans import Kind, Span

_KINDS = {
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "consumer": SpanKind.CONSUMER,
    "internal": SpanKind.INTERNAL,
}


class _InForce(IdGenerator):
    """Spans take the identity that our own trace context gave them: it may have left this process already."""

    def generate_span_id(self) -> int:
        return int((trace.current() or "")[36:52], 16)

    def generate_trace_id(self) -> int:
        return int(trace.trace_id(), 16)


class _Span:
    __slots__ = ("_span",)

    def __init__(self, span: SdkSpan) -> None:
        self._span = span

    def tell(self, name: str, value: str | int) -> None:
        self._span.set_attribute(name, value)

    def end(self, name: str, error: str | None) -> None:
        self._span.update_name(name)
        if error is not None:
            self._span.set_attribute("error.type", error)
            self._span.set_status(Status(StatusCode.ERROR))
        self._span.end()


class SdkRecorder:
    """Spans leave in batches from a thread of their own; when too many wait, the newest are dropped."""

    def __init__(self, exporter: SpanExporter, service: str) -> None:
        self._provider = TracerProvider(
            sampler=ALWAYS_ON,  # the trace context has decided already
            resource=Resource({"service.name": service, "service.version": maru.__version__}),
            shutdown_on_exit=False,
            id_generator=_InForce(),
            span_limits=SpanLimits(
                max_span_attributes=32, max_events=8, max_links=8, max_span_attribute_length=200
            ),
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(
                exporter,
                max_queue_size=2048,
                schedule_delay_millis=1000,
                max_export_batch_size=512,
                export_timeout_millis=5000,
            )
        )
        self._tracer: Tracer = self._provider.get_tracer("maru", maru.__version__)

    def begin(self, name: str, kind: Kind, parent: str | None) -> Span:
        context = None
        if parent is not None:
            above = SpanContext(int(parent[3:35], 16), int(parent[36:52], 16), True, TraceFlags(1))
            context = set_span_in_context(NonRecordingSpan(above))
        return _Span(self._tracer.start_span(name, context, _KINDS[kind]))

    def close(self) -> None:
        self._provider.shutdown()


def console(service: str) -> SdkRecorder:
    """One JSON object a line on stderr, beside the logs."""
    return SdkRecorder(
        ConsoleSpanExporter(out=sys.stderr, formatter=lambda span: span.to_json(indent=None) + "\n"), service
    )
