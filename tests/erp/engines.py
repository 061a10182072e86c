"""The store of one service, migrated: on an embedded file, or in a database of its own on a real server."""

import itertools
import os
from pathlib import Path

import pymysql

from maru.chassis.manifest import Manifest
from maru.chassis.migrations import PLUMBING, Line, migrate
from maru.chassis.stores.mysql import MysqlStore
from maru.chassis.stores.sqlite import SqliteStore
from tests.servers import mariadb

AnyStore = SqliteStore | MysqlStore
ENGINES = ("sqlite", "mysql")

_numbers = itertools.count()
_migrated: dict[str, bytes] = {}  # taking the steps for every test would be most of its time


def open_store(manifest: Manifest, folder: Path, engine: str = "sqlite") -> AnyStore:
    lines = [PLUMBING, Line(manifest.name.replace(".", "_"), manifest.steps)]
    if engine == "mysql":
        address, database = mariadb(), f"e{os.getpid()}_{next(_numbers)}"
        port = int(address.rsplit(":", 1)[1])
        with pymysql.connect(host="127.0.0.1", port=port, user="root") as server:
            server.cursor().execute(f"CREATE DATABASE {database} CHARACTER SET utf8mb4")
        migrate(f"mysql+pymysql://root@127.0.0.1:{port}/{database}", lines)
        return MysqlStore(address, database, manifest.name)
    path = folder / f"{manifest.name}.db"
    if manifest.name not in _migrated:
        migrate(f"sqlite:///{path}", lines)
        _migrated[manifest.name] = path.read_bytes()
    path.write_bytes(_migrated[manifest.name])
    return SqliteStore(path, manifest.name)
