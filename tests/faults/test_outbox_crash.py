"""SIGKILL at every named point around outbox and inbox: nothing that was acknowledged is lost, nothing happens twice.

The controls take one protection away and must see what it protects from.
"""

import multiprocessing
import random
import signal
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import select

from maru.chassis.failpoints import POINTS
from maru.chassis.sql import Query
from maru.chassis.stores.mysql import MysqlStore
from tests.adapters.stores import KINDS, counters, opened
from tests.faults.clerk import Place, Shift, work
from tests.servers import mariadb

pytestmark = pytest.mark.slow

SEEDS = (1, 2)

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.faults.clerk"])


class Row(Struct):
    name: str
    value: int


all_rows = Query(select(counters.c.name, counters.c.value), Row)


class Found(Struct):
    """What a folder holds after its processes are gone."""

    acknowledged: set[str]
    commands: set[str]
    effects: dict[str, int]

    @property
    def lost(self) -> set[str]:
        return (self.acknowledged - self.commands) | (self.commands - self.effects.keys())

    @property
    def doubled(self) -> set[str]:
        return {name for name, times in self.effects.items() if times != 1}


async def places(kind: str, folder: Path) -> Shift:
    made = []
    for name in ("commands", "effects"):
        async with opened(kind, folder, name) as store:
            if isinstance(store, MysqlStore):
                made.append(Place(name, str(store._to["database"]), mariadb()))
            else:
                made.append(Place(name, str(store.path)))
    return Shift(made[0], made[1], str(folder / "acknowledged"))


def live(shift: Shift) -> int | None:
    """One life of the process; how it ended."""
    process = processes.Process(target=work, args=(shift,))
    process.start()
    process.join(30)
    if process.exitcode is None:
        process.kill()
    ended = process.exitcode
    process.close()
    return ended


async def look(shift: Shift) -> Found:
    async with shift.commands.opened() as commands, shift.effects.opened() as effects:
        asked = await commands.scan(lambda tx: tx.all(all_rows))
        done = await effects.scan(lambda tx: tx.all(all_rows))
    told = Path(shift.acknowledged).read_text().split()
    return Found(set(told), {row.name for row in asked}, {row.name: row.value for row in done})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_death_at_any_point_loses_nothing_and_repeats_nothing(
    kind: str, seed: int, tmp_path: Path
) -> None:
    draw = random.Random(seed)
    shift = await places(kind, tmp_path)
    for number, point in enumerate(draw.sample(POINTS, len(POINTS)), 1):
        nth = draw.randint(1, 12)
        assert live(replace(shift, point=point, nth=nth, number=number)) == -signal.SIGKILL, point
    assert live(replace(shift, number=99)) == 0

    found = await look(shift)
    assert len(found.acknowledged) > 8 * len(POINTS) / 2
    assert found.lost == set()
    assert found.doubled == set()


@pytest.mark.parametrize("kind", KINDS)
async def test_control_without_the_inbox_mark_effects_happen_twice(kind: str, tmp_path: Path) -> None:
    shift = replace(await places(kind, tmp_path), marks=False)
    assert live(replace(shift, number=1, point="publish.after", nth=2)) == -signal.SIGKILL
    assert live(replace(shift, number=99)) == 0

    assert (await look(shift)).doubled != set()


@pytest.mark.parametrize("kind", KINDS)
async def test_control_with_the_event_apart_from_its_command_events_are_lost(
    kind: str, tmp_path: Path
) -> None:
    shift = replace(await places(kind, tmp_path), together=False)
    for number in range(1, 6):
        assert live(replace(shift, number=number, point="commit.after", nth=2 * number)) == -signal.SIGKILL
    assert live(replace(shift, number=99)) == 0

    assert (await look(shift)).lost != set()
