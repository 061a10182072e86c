"""The embedded store: one writer, many units per fsync.

Every unit runs under its own savepoint in one open transaction; while the disk syncs that batch on a thread,
the next batch gathers. A busy store therefore pays one fsync for dozens of units, an idle one for each.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from maru.chassis import failpoints, trace
from maru.chassis.idempotency import Once
from maru.chassis.problems import Overloaded, Problem, StorageFull, Unavailable
from maru.chassis.sql import SqlTx

R = TypeVar("R")
BATCH = 128  # units per commit: bounds how long the event loop runs units without a pause (about 5 ms)
WAITING = 4096  # units that may wait for a commit before a write is refused

# what the disk or the file refuses, as against what one unit did wrong
_DISK = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_PROTOCOL,
}

_Waiting = tuple[Callable[[SqlTx], Any], "asyncio.Future[Any]", str | None]
_Settle = Callable[["asyncio.Future[Any]"], None]


class SqliteStore:
    """One file. `name` is what its events give as their source."""

    def __init__(self, path: str | Path, name: str) -> None:
        self.path, self.name = Path(path), name
        self._writer = connect(path)
        self._reader = connect(path, read_only=True)
        self._scanner = connect(path, read_only=True)
        self._write_tx = SqlTx(self._writer.cursor(), "sqlite", name)
        self._read_tx = SqlTx(self._reader.cursor(), "sqlite", name)
        self._scan_tx = SqlTx(self._scanner.cursor(), "sqlite", name)
        self._commits = ThreadPoolExecutor(1, thread_name_prefix=f"{name}-commit")
        self._scans = ThreadPoolExecutor(1, thread_name_prefix=f"{name}-scan")
        self._waiting: deque[_Waiting] = deque()
        self._committer: asyncio.Task[None] | None = None
        self.emitted: list[Callable[[AbstractSet[str]], None]] = []

    async def write(self, unit: Callable[[SqlTx], R], once: Once | None = None) -> R:
        if len(self._waiting) >= WAITING:
            raise Overloaded("지금은 처리할 요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[R] = loop.create_future()
        self._waiting.append((once.around(unit) if once else unit, done, trace.current()))
        if self._committer is None:
            self._committer = loop.create_task(self._commit_batches())
        return await asyncio.shield(done)

    async def read(self, unit: Callable[[SqlTx], R]) -> R:
        return unit(self._read_tx)

    async def scan(self, unit: Callable[[SqlTx], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._scans, unit, self._scan_tx)

    async def relay(self) -> int:
        """One writer: what was committed is in order already."""
        return 0

    async def backup(self, target: Path) -> None:
        """A consistent copy of the committed state, made while others read and write."""

        def copy() -> None:
            source = connect(self.path, read_only=True)
            try:
                with sqlite3.connect(target) as into:
                    source.backup(into, pages=256)
                into.close()
            finally:
                source.close()

        await asyncio.to_thread(copy)

    async def close(self) -> None:
        while self._committer is not None:
            await self._committer
        self._commits.shutdown()
        self._scans.shutdown()
        self._scanner.close()
        self._reader.close()
        self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._writer.close()

    async def _commit_batches(self) -> None:
        try:
            while self._waiting:
                await self._commit([self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))])
        finally:
            self._committer = None

    async def _commit(self, batch: list[_Waiting]) -> None:
        """Answer nobody before the sync: even a refusal may rest on a neighbour's uncommitted effect."""
        tx = self._write_tx
        tx.topics, tx.effects = set(), []
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            outcomes = [self._run(unit, traceparent) for unit, _, traceparent in batch]
            commit = self._writer.execute
            failpoints.reach("commit.before")
            await asyncio.get_running_loop().run_in_executor(self._commits, commit, "COMMIT")
            failpoints.reach("commit.after")
        except sqlite3.Error as error:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            outcomes = [_failed(_refusal(error))] * len(batch)
            tx.topics, tx.effects = set(), []
        for (_, done, _), settle in zip(batch, outcomes, strict=True):
            if not done.cancelled():
                settle(done)
        for effect in tx.effects:
            effect()
        if tx.topics:
            for tell in self.emitted:
                tell(tx.topics)

    def _run(self, unit: Callable[[SqlTx], R], traceparent: str | None) -> _Settle:
        tx = self._write_tx
        tx.traceparent = traceparent
        tx.outgoing, effects = [], len(tx.effects)
        self._writer.execute("SAVEPOINT unit")
        try:
            value = unit(tx)
            tx.finish()
        except Exception as refusal:  # whatever the unit raises is its caller's, unless it is the disk's
            if isinstance(refusal, sqlite3.OperationalError) and _disk(refusal):
                raise
            self._writer.execute("ROLLBACK TO unit")
            self._writer.execute("RELEASE unit")
            del tx.effects[effects:]
            return _failed(refusal)
        self._writer.execute("RELEASE unit")
        return lambda done: done.set_result(value)


def connect(path: str | Path, *, read_only: bool = False) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000"):
        db.execute(f"PRAGMA {pragma}")
    if read_only:
        db.execute("PRAGMA query_only = ON")
    return db


def _failed(error: Exception) -> _Settle:
    return lambda done: done.set_exception(error)


def _disk(error: sqlite3.Error) -> bool:
    return (error.sqlite_errorcode or 0) & 0xFF in _DISK


def _refusal(error: sqlite3.Error) -> Problem:
    if (error.sqlite_errorcode or 0) & 0xFF == sqlite3.SQLITE_FULL:
        return StorageFull(
            "저장 공간이 가득 차서 저장하지 못했습니다. 관리자에게 알려 주세요. 조회는 계속할 수 있습니다."
        )
    return Unavailable("지금은 저장할 수 없습니다. 잠시 후 다시 시도해 주세요.", reason=str(error))


def on_file(path: Path, name: str, unit: Callable[[SqlTx], R], *, read_only: bool = False) -> R:
    """One unit on a file that a running server may be using too; reading keeps nobody from writing."""
    db = connect(path, read_only=read_only)
    try:
        db.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")
        tx = SqlTx(db.cursor(), "sqlite", name)
        value = unit(tx)
        tx.finish()
        db.execute("COMMIT")
        return value
    finally:
        db.close()
