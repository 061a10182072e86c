"""Which engine keeps a service's tables: an embedded file in the data folder, or a database on a server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pymysql

from maru.chassis import migrations
from maru.chassis.process import CannotStart
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx
from maru.chassis.stores.mysql import MysqlStore, address
from maru.chassis.stores.sqlite import SqliteStore, on_file

AnySqlStore = SqliteStore | MysqlStore
R = TypeVar("R")
LOCK_SECONDS = 60


def open_store(settings: Settings, name: str, steps: Path) -> AnySqlStore:
    """The store of one service, with every migration step taken. Raises `CannotStart`."""
    migrate_store(settings, name, steps)
    if settings.sql.url:
        return MysqlStore(settings.sql.url, _database(settings, name), name, settings.sql.connections)
    return SqliteStore(_file(settings, name), name)


def migrate_store(settings: Settings, name: str, steps: Path) -> list[str]:
    """Take the steps that are missing; which were taken. Raises `CannotStart`."""
    lines = [migrations.PLUMBING, migrations.Line(name.replace(".", "_"), steps)]
    try:
        if settings.sql.url:
            return _on_server(settings, name, lines)
        return _on_file(settings, name, lines)
    except migrations.NewerSchema as error:
        raise CannotStart(str(error)) from None


def has_store(settings: Settings, name: str) -> bool:
    """Has the service stored anything yet? Raises `CannotStart` if the server cannot be asked."""
    if not settings.sql.url:
        return _file(settings, name).exists()
    with (
        _sentence(settings.sql.url),
        pymysql.connect(**_anywhere(settings)) as server,
        server.cursor() as cursor,
    ):
        return bool(
            cursor.execute("SHOW DATABASES LIKE %s", (_database(settings, name).replace("_", r"\_"),))
        )


def on_store(settings: Settings, name: str, unit: Callable[[SqlTx], R], *, read_only: bool = False) -> R:
    """One unit on a store that running processes may be using too: for the operator's commands."""
    if not settings.sql.url:
        return on_file(_file(settings, name), name, unit, read_only=read_only)
    to = address(settings.sql.url, _database(settings, name))
    with _sentence(settings.sql.url), pymysql.connect(**to) as connection:
        tx = SqlTx(connection.cursor(), "mysql", name)
        value = unit(tx)
        tx.finish()
        if not read_only:
            connection.commit()
        return value


def _on_file(settings: Settings, name: str, lines: list[migrations.Line]) -> list[str]:
    path = _file(settings, name)
    try:
        settings.folder.mkdir(parents=True, exist_ok=True)
        if not migrations.behind_embedded(path, lines):
            return []
        migrations.keep_copy(path)
        return migrations.migrate(f"sqlite:///{path}", lines)
    except OSError as error:
        raise CannotStart(
            f"the data folder {settings.folder} cannot be written ({error.strerror}): choose another with --data"
        ) from None


def _on_server(settings: Settings, name: str, lines: list[migrations.Line]) -> list[str]:
    parts, database = urlsplit(settings.sql.url), _database(settings, name)
    with _sentence(settings.sql.url), _alone(settings, database):
        return migrations.migrate(f"mysql+pymysql://{parts.netloc}/{database}?charset=utf8mb4", lines)


@contextmanager
def _sentence(url: str) -> Iterator[None]:
    try:
        yield
    except pymysql.err.MySQLError as error:
        parts = urlsplit(url)
        raise CannotStart(
            f"the database server at {parts.hostname}:{parts.port or 3306} cannot be used ({error.args[-1]}): "
            "check sql.url"
        ) from None


@contextmanager
def _alone(settings: Settings, database: str) -> Iterator[None]:
    """Make the database if it is not there, and keep other processes from migrating it meanwhile."""
    to = {**_anywhere(settings), "read_timeout": LOCK_SECONDS + 10}
    with pymysql.connect(**to) as server, server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE IF NOT EXISTS `{database}` CHARACTER SET utf8mb4")
        cursor.execute("SELECT GET_LOCK(%s, %s)", (f"migrate.{database}", LOCK_SECONDS))
        if cursor.fetchone() != (1,):
            raise CannotStart(
                f"another process has been migrating {database} for {LOCK_SECONDS} s: try again"
            )
        yield


def _anywhere(settings: Settings) -> dict[str, Any]:
    return {**address(settings.sql.url, ""), "database": None}


def _file(settings: Settings, name: str) -> Path:
    return settings.folder / f"{name}.db"


def _database(settings: Settings, name: str) -> str:
    prefix = urlsplit(settings.sql.url).path.strip("/") or "maru"
    return f"{prefix}_{name.replace('.', '_')}"
