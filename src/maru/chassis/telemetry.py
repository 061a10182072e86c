"""Logs, metrics: what happens, told once. Readable on a terminal, JSON elsewhere; personal data stays out."""

import logging
import re
import sys
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from maru.chassis import trace

registry = CollectorRegistry(auto_describe=True)
requests = Counter("maru_http_requests", "HTTP requests", ["route", "method", "status"], registry=registry)
durations = Histogram(
    "maru_http_request_seconds",
    "Time to answer",
    ["route", "method"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=registry,
)
delivered = Counter("maru_events_delivered", "Events a consumer took", ["consumer"], registry=registry)
retried = Counter("maru_events_retried", "Deliveries that failed and wait", ["consumer"], registry=registry)
dead = Counter("maru_events_dead", "Events given up", ["consumer"], registry=registry)
lag = Gauge("maru_consumer_lag", "Events not yet delivered", ["consumer", "source"], registry=registry)
oldest = Gauge(
    "maru_outbox_oldest_seconds", "Age of the oldest undelivered event", ["consumer"], registry=registry
)
sockets = Gauge("maru_live_sockets", "Open live connections", registry=registry)
jobs_run = Counter("maru_jobs", "Timer jobs run", ["job", "outcome"], registry=registry)


_counters: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    held = _counters.get((route, method, status))
    if held is None:
        held = requests.labels(route, method, str(status)), durations.labels(route, method)
        _counters[route, method, status] = held
    held[0].inc()
    held[1].observe(seconds)


PERSONAL = frozenset(
    {"address", "body", "comment", "email", "name", "password", "phone", "secret", "text", "title", "token"}
)
_SPEAKS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "(e-mail)"),
    (re.compile(r"(Duplicate entry )'.*?'( for key)"), r"\1(hidden)\2"),
)

_Entry = structlog.typing.EventDict


def _traced(_: Any, __: str, entry: _Entry) -> _Entry:
    if traced := trace.trace_id():
        entry["trace"] = traced
    return entry


def discreet(_: Any, __: str, entry: _Entry) -> _Entry:
    """What tells of a person stays out of the logs, in an exception's words too."""
    for name, value in entry.items():
        if name in PERSONAL:
            entry[name] = "(hidden)"
        elif isinstance(value, str):
            for pattern, instead in _SPEAKS:
                value = pattern.sub(instead, value)
            entry[name] = value
    return entry


def configure(level: str = "info") -> None:
    """Logs to stderr from here on, ours and the libraries'."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        _traced,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        discreet,
    ]
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[libraries], level=logging.WARNING, force=True)


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
