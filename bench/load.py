"""Closed-loop load over plain sockets: so cheap that the server, not the client, is what is measured."""

import asyncio
import os
import platform
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Outcome:
    """What one workload did; times in seconds, memory in MiB."""

    name: str
    seconds: float
    latencies: list[float]
    statuses: dict[int, int]
    cpu_seconds: float
    rss: float
    notes: dict[str, object] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds

    def at(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    def row(self) -> str:
        statuses = " ".join(f"{code}x{count}" for code, count in sorted(self.statuses.items()))
        cpu = self.cpu_seconds / max(1, len(self.latencies)) * 1e6
        return (
            f"{self.name:<34} {self.rate:>8.0f}/s  p50 {self.at(0.5) * 1e3:>6.1f}  p95 {self.at(0.95) * 1e3:>6.1f}"
            f"  p99 {self.at(0.99) * 1e3:>6.1f} ms  {cpu:>6.0f} µs CPU each  {self.rss:>5.0f} MiB  {statuses}"
        )


def request(
    method: str,
    path: str,
    body: bytes = b"",
    headers: Iterable[tuple[str, str]] = (),
    host: str = "127.0.0.1",
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
    if body:
        lines.append("Content-Type: application/json")
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class _Connection(asyncio.Protocol):
    def __init__(self, work: Iterator[bytes], outcome: "_Tally", until: float) -> None:
        self._work, self._tally, self._until = work, outcome, until
        self._held = b""
        self._sent = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def _next(self) -> None:
        following = next(self._work, None) if time.perf_counter() < self._until else None
        if following is None:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(following)

    def data_received(self, data: bytes) -> None:
        self._held += data
        end = self._held.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._held[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        if len(self._held) < end + 4 + length:
            return
        status = int(self._held[9:12])
        self._tally.add(status, time.perf_counter() - self._sent, self._held[end + 4 : end + 4 + length])
        self._held = self._held[end + 4 + length :]
        self._next()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


@dataclass
class _Tally:
    keep: Callable[[int, bytes], None] | None
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def add(self, status: int, seconds: float, body: bytes) -> None:
        self.latencies.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if self.keep is not None:
            self.keep(status, body)


async def run(
    name: str,
    port: int,
    pid: int,
    work: Iterator[bytes],
    *,
    connections: int = 64,
    seconds: float = 10.0,
    keep: Callable[[int, bytes], None] | None = None,
) -> Outcome:
    """Send `work` over `connections`, one request at a time each, until it ends or the time is over."""
    loop = asyncio.get_running_loop()
    tally = _Tally(keep)
    before, started = cpu(pid), time.perf_counter()
    until = started + seconds
    made = [
        await loop.create_connection(lambda: _Connection(work, tally, until), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(protocol.done for _, protocol in made))
    took = time.perf_counter() - started
    return Outcome(name, took, tally.latencies, tally.statuses, cpu(pid) - before, rss(pid))


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / CLOCK_TICKS


def rss(pid: int) -> float:
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def machine() -> str:
    return (
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version} WAL synchronous=FULL, {platform.system()} {platform.release()}"
    )
