"""SQL written once: constants, lists and named parameters on each engine."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from msgspec import Struct
from sqlalchemy import bindparam, select

from maru.chassis.sql import Query, SqlTx
from tests.adapters.stores import KINDS, AnyStore, add_counter, counters, opened


class Named(Struct):
    name: str


of_names = Query(
    select(counters.c.name)
    .where(counters.c.name.in_(bindparam("names", expanding=True)))
    .order_by(counters.c.name),
    Named,
)
first_two = Query(
    select(counters.c.name).where(counters.c.value > 0).order_by(counters.c.name).limit(2), Named
)


def add(name: str, tx: SqlTx) -> None:
    tx.run(add_counter, name=name, value=ord(name) - ord("a"), version=1)


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    async with opened(request.param, tmp_path) as made:
        for name in "abcd":
            await made.write(partial(add, name))
        yield made


async def test_a_list_is_a_parameter_and_an_empty_one_matches_nothing(store: AnyStore) -> None:
    async def names(*wanted: str) -> list[str]:
        return [row.name for row in await store.read(lambda tx: tx.all(of_names, names=wanted))]

    assert await names("d", "b", "x") == ["b", "d"]
    assert await names() == []


async def test_constants_of_a_statement_need_not_be_given(store: AnyStore) -> None:
    assert [row.name for row in await store.read(lambda tx: tx.all(first_two))] == ["b", "c"]
