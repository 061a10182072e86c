"""Timer jobs and leases: one runner at a time, and a number that only grows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from msgspec import Struct
from sqlalchemy import select

from maru.chassis.jobs import LEASE, Job, Leases, Timer
from maru.chassis.plumbing import jobs
from maru.chassis.problems import Conflict
from maru.chassis.sql import Query, SqlTx, micros
from tests.adapters.stores import KINDS, AnyStore, opened


class Ran(Struct):
    ran: int | None
    outcome: str


ran = Query(select(jobs.c.ran, jobs.c.outcome), Ran)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    async with opened(request.param, tmp_path) as made:
        yield made


def take(holder: str, now: int, tx: SqlTx) -> int | None:
    return Leases(tx).take("relay", holder, now, now + 10)


async def test_a_lease_is_one_holders_until_its_time_is_over(store: AnyStore) -> None:
    async def taken(holder: str, now: int) -> int | None:
        return await store.write(partial(take, holder, now))

    assert await taken("a", 100) == 1
    assert await taken("b", 105) is None
    assert await taken("a", 108) == 2
    assert await taken("b", 118) is None
    assert await taken("b", 119) == 3
    assert await taken("a", 120) is None


async def test_of_many_that_ask_at_once_one_gets_the_lease(store: AnyStore) -> None:
    asked = await asyncio.gather(*(store.write(partial(take, f"h{n}", 100)) for n in range(10)))

    assert sorted(fence for fence in asked if fence is not None) == [1]


def timer(store: AnyStore, clock: Clock, holder: str, run: Callable[[], Awaitable[object]]) -> Timer:
    return Timer(store, Job("sweep", timedelta(minutes=5), run), holder, clock)


async def test_of_two_processes_one_runs_a_job_and_the_other_after_it(store: AnyStore) -> None:
    clock, done = Clock(), list[str]()

    def running(holder: str) -> Timer:
        async def run() -> str:
            done.append(holder)
            await asyncio.sleep(0.05)
            return "swept"

        return timer(store, clock, holder, run)

    first, second = running("a"), running("b")
    await asyncio.gather(first._turn(), second._turn())
    assert len(done) == 1
    await asyncio.gather(first._turn(), second._turn())
    assert len(done) == 1

    clock.now += timedelta(minutes=5) + LEASE
    await second._turn()
    assert done[1:] == ["b"]


async def test_a_job_whose_process_died_is_taken_over_when_the_lease_is_over(store: AnyStore) -> None:
    clock = Clock()
    dead = timer(store, clock, "dead", lambda: asyncio.sleep(0))
    assert await dead._mine()

    done: list[str] = []

    async def run() -> None:
        done.append("alive")

    alive = timer(store, clock, "alive", run)
    await alive._turn()
    assert done == []
    clock.now += LEASE + timedelta(seconds=1)
    await alive._turn()
    assert done == ["alive"]


async def test_what_a_job_did_is_kept_even_if_it_failed(store: AnyStore) -> None:
    clock = Clock()

    async def outcome(run: Callable[[], Awaitable[object]]) -> str:
        clock.now += timedelta(hours=1)
        await timer(store, clock, "a", run)._turn()
        found = await store.read(lambda tx: tx.one(ran))
        assert found is not None and found.ran == micros(clock.now)
        return found.outcome

    async def well() -> str:
        return "3 rows went"

    async def refused() -> None:
        raise Conflict("아직 안 됩니다")

    async def broken() -> None:
        raise RuntimeError("out of paper")

    assert await outcome(well) == "3 rows went"
    assert await outcome(refused) == "conflict: 아직 안 됩니다"
    assert await outcome(broken) == "RuntimeError: out of paper"


async def test_a_job_without_work_writes_nothing(store: AnyStore) -> None:
    work = [False]

    async def wanted() -> bool:
        return work[0]

    async def run() -> str:
        return "worked"

    idle = Timer(store, Job("sweep", timedelta(seconds=1), run, wanted=wanted), "a", Clock())
    assert await idle._turn() == 1
    assert await store.read(lambda tx: tx.one(ran)) is None
    work[0] = True
    await idle._turn()
    found = await store.read(lambda tx: tx.one(ran))
    assert found is not None and found.outcome == "worked"


async def test_a_timer_stops_between_two_runs(store: AnyStore) -> None:
    stopping, done = asyncio.Event(), list[int]()

    async def run() -> None:
        done.append(1)

    job = Job("sweep", timedelta(milliseconds=1), run, first=timedelta(0))
    loop = asyncio.create_task(Timer(store, job, "a", lambda: datetime.now(UTC)).loop(stopping))
    while len(done) < 3:
        await asyncio.sleep(0.01)
    stopping.set()
    await asyncio.wait_for(loop, 5)
