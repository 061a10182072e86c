"""The stores that every conformance test runs on, with a few tables of its own."""

import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pymysql
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    insert,
    select,
    update,
)

from maru.chassis.migrations import PLUMBING, migrate
from maru.chassis.sql import Query, Statement
from maru.chassis.stores.mysql import MysqlStore
from maru.chassis.stores.sqlite import SqliteStore
from tests.servers import mariadb

AnyStore = SqliteStore | MysqlStore
KINDS = ("sqlite", "mysql")

tables = MetaData()
counters = Table(
    "counters",
    tables,
    Column("name", String(40), primary_key=True),
    Column("value", Integer, nullable=False),
    Column("version", Integer, nullable=False),
)
add_counter = Statement(insert(counters))
counter_value = Query(select(counters.c.value).where(counters.c.name == bindparam("name")), int)
increment_counter = Statement(
    update(counters).where(counters.c.name == bindparam("which")).values(value=counters.c.value + 1)
)

_numbers = itertools.count()


@asynccontextmanager
async def opened(kind: str, folder: Path, name: str = "test") -> AsyncIterator[AnyStore]:
    if kind == "sqlite":
        path = folder / f"{name}.db"
        _prepare(f"sqlite:///{path}")
        store: AnyStore = SqliteStore(path, name)
    else:
        url, database = mariadb(), f"t{os.getpid()}_{next(_numbers)}"
        port = int(url.rsplit(":", 1)[1])
        with pymysql.connect(host="127.0.0.1", port=port, user="root") as server:
            server.cursor().execute(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
        _prepare(f"mysql+pymysql://root@127.0.0.1:{port}/{database}")
        store = MysqlStore(url, database, name)
    try:
        yield store
    finally:
        await store.close()


def _prepare(url: str) -> None:
    migrate(url, [PLUMBING])
    engine = create_engine(url)
    tables.create_all(engine)
    engine.dispose()
