"""Work on a timer: each job runs in one process at a time, under a lease with a fencing number."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import bindparam, insert, or_, select, update

from maru.chassis import spans, telemetry, trace
from maru.chassis.plumbing import jobs, leases
from maru.chassis.problems import Problem
from maru.chassis.sql import Query, SqlTx, Statement, micros
from maru.chassis.store import Store

LEASE = timedelta(seconds=30)


@dataclass(frozen=True)
class Job:
    """`run` is called every `every`, first `first` after the start; it says in a word what it did.

    `wanted`, if given, is asked first: a job without work then writes nothing, not even that it ran.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]
    first: timedelta = timedelta(seconds=5)
    wanted: Callable[[], Awaitable[bool]] | None = None


class _Due(Struct):
    due: int


class Leases:
    """Who may act alone. A holder that stops renewing loses the lease when its time is over."""

    _fence = Query(
        select(leases.c.fence).where(
            leases.c.name == bindparam("name"), leases.c.holder == bindparam("holder")
        ),
        int,
    )
    _begin = Statement(
        insert(leases).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _take = Statement(
        update(leases)
        .where(
            leases.c.name == bindparam("which"),
            or_(leases.c.until < bindparam("now"), leases.c.holder == bindparam("who")),
        )
        .values(holder=bindparam("who"), fence=leases.c.fence + 1, until=bindparam("upto"))
    )

    _give_back = Statement(
        update(leases)
        .where(leases.c.name == bindparam("which"), leases.c.holder == bindparam("who"))
        .values(until=bindparam("upto"))
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def take(self, name: str, holder: str, now: int, until: int) -> int | None:
        """The fencing number, larger than any before; None if somebody else holds the lease."""
        self._tx.run(self._begin, name=name, holder="", fence=0, until=0)
        if self._tx.run(self._take, which=name, who=holder, now=now, upto=until) != 1:
            return None
        return int(self._tx.value(self._fence, name=name, holder=holder))

    def give_back(self, name: str, holder: str) -> None:
        """Let the next one begin at once; nothing happens if somebody else holds the lease by now."""
        self._tx.run(self._give_back, which=name, who=holder, upto=0)


class Timer:
    """Runs the jobs of one service."""

    _begin = Statement(
        insert(jobs).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _due = Query(select(jobs.c.due).where(jobs.c.name == bindparam("name")), _Due)
    _done = Statement(
        update(jobs)
        .where(jobs.c.name == bindparam("job"))
        .values(due=bindparam("next"), ran=bindparam("now"), outcome=bindparam("said"))
    )

    def __init__(self, store: Store[SqlTx], job: Job, holder: str, now: Callable[[], datetime]) -> None:
        self._store, self._job, self._holder, self._now = store, job, holder, now

    async def loop(self, stopping: asyncio.Event) -> None:
        wait = self._job.first.total_seconds()
        while not stopping.is_set():
            try:
                await asyncio.wait_for(stopping.wait(), wait)
            except TimeoutError:
                wait = await self._turn()

    async def _turn(self) -> float:
        """Run the job if it is due and nobody else does; the seconds to wait."""
        try:
            if self._job.wanted is not None and not await self._job.wanted():
                return self._job.every.total_seconds()
            if not await self._mine():
                return min(30.0, self._job.every.total_seconds()) * random.uniform(0.5, 1)
            await self.run_now()
        except Exception as error:
            telemetry.log.warning("job.waits", job=self._job.name, exc_info=error)
        return self._job.every.total_seconds()

    async def _mine(self) -> bool:
        now = self._now()

        def unit(tx: SqlTx) -> bool:
            tx.run(self._begin, name=self._job.name, due=0, ran=None, outcome="")
            due = tx.one(self._due, name=self._job.name)
            if due is not None and due.due > micros(now):
                return False
            until = micros(now + LEASE)
            return Leases(tx).take(f"job:{self._job.name}", self._holder, micros(now), until) is not None

        return await self._store.write(unit)

    async def run_now(self) -> str:
        """Run the job; a failure is told and tried again at the next turn."""
        trace.begin()
        span = spans.arrived(None, "internal")
        try:
            said, outcome = str(await self._job.run() or ""), "done"
        except Problem as refusal:
            said, outcome = f"{refusal.code}: {refusal.detail}", "refused"
        except Exception as error:
            telemetry.log.error("job.failed", job=self._job.name, exc_info=error)
            said, outcome = f"{type(error).__name__}: {error}"[:500], "failed"
        if span is not None:
            span.end(f"job {self._job.name}", None if outcome == "done" else outcome)
        telemetry.jobs_run.labels(self._job.name, outcome).inc()
        now = self._now()
        following = micros(now + self._job.every)
        await self._store.write(
            lambda tx: tx.run(self._done, job=self._job.name, next=following, now=micros(now), said=said)
        )
        return said
