"""MySQL and MariaDB: the same units on worker threads, READ COMMITTED, the whole unit again after a deadlock."""

import asyncio
import os
import queue
import random
import ssl
import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

import pymysql
from pymysql.constants import CLIENT, CR, ER, FIELD_TYPE
from pymysql.converters import conversions

from maru.chassis import clock, failpoints, trace
from maru.chassis.idempotency import Once
from maru.chassis.jobs import Leases
from maru.chassis.outbox import Outbox
from maru.chassis.problems import Overloaded, StorageFull, Unanswered, Unavailable
from maru.chassis.sql import SqlTx, micros
from maru.chassis.telemetry import log

R = TypeVar("R")
TRIES = 6
WAITING = 4096
RELAY_LEASE = 10_000_000  # microseconds

_AGAIN = {ER.LOCK_DEADLOCK, ER.LOCK_WAIT_TIMEOUT}
_LOST = {CR.CR_SERVER_GONE_ERROR, CR.CR_SERVER_LOST, CR.CR_CONN_HOST_ERROR, 0}
_FULL = {ER.DISK_FULL, ER.RECORD_FILE_FULL, 1114, 3019}


class MysqlStore:
    """One database of a server; `name` is what its events give as their source."""

    def __init__(self, url: str, database: str, name: str, connections: int = 8) -> None:
        self.name = name
        self._to = address(url, database)
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix=f"{name}-sql")
        self._idle: queue.LifoQueue[Any] = queue.LifoQueue()
        self._under_way = 0
        self._holder = f"{os.getpid()}:{id(self):x}"
        self.emitted: list[Callable[[AbstractSet[str]], None]] = []

    async def write(self, unit: Callable[[SqlTx], R], once: Once | None = None) -> R:
        whole = once.around(unit) if once else unit
        value, tx = await self._on_thread(whole, True)
        for effect in tx.effects:
            effect()
        if tx.topics:
            for tell in self.emitted:
                tell(tx.topics)
        return value

    async def read(self, unit: Callable[[SqlTx], R]) -> R:
        return (await self._on_thread(unit, False))[0]

    async def scan(self, unit: Callable[[SqlTx], R]) -> R:
        return (await self._on_thread(unit, False))[0]

    async def relay(self) -> int:
        """Stamp what was committed, if this process holds the relay's lease."""
        now = micros(clock.now())

        def unit(tx: SqlTx) -> int:
            if Leases(tx).take("relay", self._holder, now, now + RELAY_LEASE) is None:
                return 0
            return Outbox(tx).stamp()

        return await self.write(unit)

    async def close(self) -> None:
        try:
            await self.write(lambda tx: Leases(tx).give_back("relay", self._holder))
        except Unavailable as error:
            log.warning("relay.lease_kept", exc_info=error)
        await asyncio.to_thread(self._threads.shutdown)
        while not self._idle.empty():
            self._idle.get_nowait().close()

    async def _on_thread(self, unit: Callable[[SqlTx], R], writes: bool) -> tuple[R, SqlTx]:
        if self._under_way >= WAITING:
            raise Overloaded("지금은 처리할 요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.")
        self._under_way += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._run, unit, writes, trace.current())
        finally:
            self._under_way -= 1

    def _run(self, unit: Callable[[SqlTx], R], writes: bool, traceparent: str | None) -> tuple[R, SqlTx]:
        for tried in range(1, TRIES + 1):
            connection = None
            committing = False
            try:
                connection = self._take()
                connection.begin()
                tx = SqlTx(connection.cursor(), "mysql", self.name)
                tx.traceparent = traceparent
                value = unit(tx)
                tx.finish()
                committing = writes
                if writes:
                    failpoints.reach("commit.before")
                    connection.commit()
                    failpoints.reach("commit.after")
                else:
                    connection.rollback()
                self._idle.put(connection)
                return value, tx
            except pymysql.err.Error as error:
                code = error.args[0] if error.args and isinstance(error.args[0], int) else -1
                lost = code in _LOST or isinstance(error, pymysql.err.InterfaceError)
                if code not in _AGAIN and code not in _FULL and not lost:
                    self._give_back(connection)
                    raise
                _drop(connection)
                if code in _FULL:
                    raise StorageFull(
                        "저장 공간이 가득 차서 저장하지 못했습니다. 조회는 계속할 수 있습니다."
                    ) from error
                if committing and lost:
                    raise Unanswered(
                        "저장 결과를 확인하지 못했습니다. 결과를 확인한 뒤 다시 시도해 주세요."
                    ) from error
                if tried == TRIES:
                    raise Unavailable(
                        "지금은 저장할 수 없습니다. 잠시 후 다시 시도해 주세요.", reason=str(code)
                    ) from error
                time.sleep(random.uniform(0, 0.01 * 2**tried))
            except BaseException:
                self._give_back(connection)
                raise
        raise AssertionError("unreachable")

    def _take(self) -> Any:
        try:
            return self._idle.get_nowait()
        except queue.Empty:
            return pymysql.connect(**self._to)

    def _give_back(self, connection: Any) -> None:
        if connection is None:
            return
        try:
            connection.rollback()
        except pymysql.err.Error:
            _drop(connection)
        else:
            self._idle.put(connection)


def _drop(connection: Any) -> None:
    if connection is not None:
        connection._force_close()


def _sum(text: str) -> int | float:
    """SUM and AVG come as decimals; whole ones are counts."""
    return float(text) if "." in text else int(text)


_CONVERTED = {**conversions, FIELD_TYPE.NEWDECIMAL: _sum, FIELD_TYPE.DECIMAL: _sum}


def address(url: str, database: str) -> dict[str, Any]:
    """What PyMySQL connects with; `?tls=verify` demands a certificate for the host's name."""
    parts = urlsplit(url)
    return {
        "host": parts.hostname or "127.0.0.1",
        "port": parts.port or 3306,
        "user": unquote(parts.username or "root"),
        "password": unquote(parts.password or ""),
        "database": database,
        "charset": "utf8mb4",
        "conv": _CONVERTED,
        "autocommit": False,
        "client_flag": CLIENT.FOUND_ROWS,
        "connect_timeout": 5,
        "read_timeout": 10,
        "write_timeout": 10,
        "init_command": "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        "sql_mode": "TRADITIONAL",
        "ssl": ssl.create_default_context() if "tls=verify" in parts.query else None,
    }
