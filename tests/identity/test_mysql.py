"""What must hold where units run side by side: the same promises over a MySQL server, by two processes' worth."""

import asyncio
import itertools
import os
import threading
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from pathlib import Path

import pymysql
import pytest

from maru.chassis.migrations import migrate
from maru.chassis.sql import SqlTx, micros
from maru.chassis.stores.mysql import MysqlStore
from maru.identity.accounts.contract import AddressTaken, MembershipChanged
from maru.identity.accounts.store.sessions import Attempted, AttemptsKept
from tests.identity.stand import JUN, OURS, PASSWORD, RIGHT, STEPS, Clock, Stand, entered, stand
from tests.servers import mariadb

_numbers = itertools.count()


@pytest.fixture
async def two(tmp_path: Path, clock: Clock) -> AsyncIterator[tuple[Stand, Stand]]:
    """Two processes over one database and one folder of keys."""
    url, database = mariadb(), f"identity{os.getpid()}_{next(_numbers)}"
    port = int(url.rsplit(":", 1)[1])
    with pymysql.connect(host="127.0.0.1", port=port, user="root") as server:
        server.cursor().execute(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
    migrate(f"mysql+pymysql://root@127.0.0.1:{port}/{database}", STEPS)
    async with AsyncExitStack() as opened:
        both = []
        for _ in range(2):
            store = MysqlStore(url, database, "identity.accounts")
            opened.push_async_callback(store.close)
            both.append(stand(tmp_path / "shared", clock, store=store))
            await opened.enter_async_context(both[-1].callers)
        yield both[0], both[1]


async def test_a_session_of_one_process_holds_in_the_other_and_ends_there_within_seconds(
    two: tuple[Stand, Stand], clock: Clock
) -> None:
    one, other = two
    id = await one.account()
    caller = await entered(one)
    pair = (await caller.post("/api/auth/token", json=RIGHT)).json()
    elsewhere = await other.caller(cookie=f"sid={caller.cookies['sid']}")
    bearer = await other.caller(authorization=f"Bearer {pair['access_token']}")

    assert [(await each.get("/api/auth/me")).json()["id"] for each in (elsewhere, bearer)] == [id, id]
    await caller.post("/api/auth/logout?all=true", headers=OURS)
    clock.forward(timedelta(seconds=6))
    assert [(await each.get("/api/auth/me")).status_code for each in (elsewhere, bearer)] == [401, 401]


async def test_of_many_at_two_processes_one_wins(two: tuple[Stand, Stand]) -> None:
    one, other = two
    added = [each.accounts.add(JUN, "김준", ["staff"], PASSWORD) for each in two * 5]
    outcomes = await asyncio.gather(*added, return_exceptions=True)
    assert sum(isinstance(each, AddressTaken) for each in outcomes) == 9

    callers = [await entered(one), await entered(other)]
    pair = (await callers[0].post("/api/auth/token", json=RIGHT)).json()
    body = {"refresh_token": pair["refresh_token"]}
    tries = [each.post("/api/auth/refresh", json=body) for each in callers * 10]
    refreshed = [each.status_code for each in await asyncio.gather(*tries)]
    ticket = (await callers[0].post("/api/auth/ticket")).json()["ticket"]
    shown = [each.accounts.admit(ticket=ticket) for each in two * 10]
    admitted = await asyncio.gather(*shown, return_exceptions=True)

    assert refreshed.count(200) == 1
    assert sum(not isinstance(each, BaseException) for each in admitted) == 1


async def test_guesses_at_two_processes_share_one_account_of_failures(two: tuple[Stand, Stand]) -> None:
    one, other = two
    await one.account()
    callers = [await each.caller(f"10.0.{n}.1") for n in range(10) for each in (one, other)]
    wrong = {"email": JUN, "password": "not this one"}

    answers = await asyncio.gather(*(each.post("/api/auth/token", json=wrong) for each in callers))

    statuses = [each.status_code for each in answers]
    assert (statuses.count(401), statuses.count(429)) == (5, 15)


async def test_attempts_that_are_counted_at_the_same_moment_all_count(
    two: tuple[Stand, Stand], clock: Clock
) -> None:
    now, both_have_read = micros(clock()), threading.Barrier(2)

    def begin(tx: SqlTx) -> None:
        AttemptsKept(tx).hold("account:jun", now)

    def count(tx: SqlTx) -> None:
        kept = AttemptsKept(tx)
        before = kept.hold("account:jun", now)
        with suppress(threading.BrokenBarrierError):
            both_have_read.wait(0.5)
        kept.set("account:jun", Attempted(before.failures + 1, now, None))

    await two[0].store.write(begin)
    await asyncio.gather(*(each.store.write(count) for each in two))

    assert (await two[0].store.read(lambda tx: AttemptsKept(tx).hold("account:jun", now))).failures == 2


async def test_memberships_offers_and_letters_are_kept(two: tuple[Stand, Stand], clock: Clock) -> None:
    one, _ = two
    id = await one.account()
    consumer = one.parts.consumers[0]
    for number, roles in ((1, ("staff",)), (2, ("staff", "manager"))):
        event = MembershipChanged(
            tenant="maru",
            at=clock(),
            system="erp",
            account_id=id,
            claims={"employee_id": 7},
            roles=roles,
            number=number,
        )
        await one.store.write(lambda tx, event=event: consumer.handle(tx, event))  # type: ignore[misc]
    caller = await entered(one)
    await caller.post("/api/auth/password/reset", json={"email": JUN})
    await caller.patch("/api/auth/me", json={"timeZone": "Europe/Paris"})
    offered = await caller.post("/api/auth/totp", json={})
    me = (await caller.get("/api/auth/me")).json()
    for job in one.parts.jobs:
        await job.run()

    assert (me["roles"], me["employee_id"], me["timeZone"]) == (["manager", "staff"], 7, "Europe/Paris")
    assert offered.status_code == 200
    assert len(await one.carry_mail()) == 1
