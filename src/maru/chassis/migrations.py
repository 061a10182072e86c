"""Schemas move forward by numbered Alembic steps, service by service: expand, backfill, contract.

A service's steps are the files `NNNN_words.py` of its `migrations` folder; what every SQL service has beside its own
tables (outbox, inbox and so on) moves by the steps of the chassis. Which step a database is at stands in the table
`version_<line>` of that database.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, create_engine, inspect, text


class NewerSchema(Exception):
    """The stored data was written by a newer version of Maru; this one leaves it alone."""


@dataclass(frozen=True)
class Line:
    """One sequence of steps: `name` is part of the version table's name."""

    name: str
    folder: Path

    @property
    def steps(self) -> list[str]:
        return sorted(path.name[:4] for path in self.folder.glob("[0-9][0-9][0-9][0-9]_*.py"))

    @property
    def table(self) -> str:
        return f"version_{self.name}"


PLUMBING = Line("chassis", Path(__file__).parent / "steps")


def line_of(name: str, package: ModuleType) -> Line:
    return Line(name.replace(".", "_"), Path(package.__path__[0]))


def behind_embedded(path: Path, lines: list[Line]) -> bool:
    """Does the file need steps? Asked at every start, so without loading Alembic. Raises `NewerSchema`."""
    if not path.exists():
        return True
    with sqlite3.connect(path) as db:
        have = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        at = {
            line.name: (db.execute(f"SELECT version_num FROM {line.table}").fetchone() or [None])[0]
            if line.table in have
            else None
            for line in lines
        }
    db.close()
    return any(_behind(line, at[line.name]) for line in lines)


def _behind(line: Line, at: str | None) -> bool:
    if at is not None and at not in line.steps:
        raise NewerSchema(
            f"the data of {line.name} is at schema {at}, newer than this version of Maru knows: install the newer one"
        )
    return bool(line.steps) and at != line.steps[-1]


def migrate(url: str, lines: list[Line]) -> list[str]:
    """Take every step that is missing; the names of those taken. Each may be repeated without effect."""
    engine = create_engine(url)
    taken: list[str] = []
    try:
        for line in lines:
            with engine.connect() as connection:
                behind = _behind(line, _at(connection, line))
                connection.rollback()  # each step begins and commits by itself
                if behind:
                    taken += _upgrade(connection, line)
    finally:
        engine.dispose()
    return taken


def _at(connection: Connection, line: Line) -> str | None:
    if not inspect(connection).has_table(line.table):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {line.table}")).fetchone()
    return str(found[0]) if found else None


def _upgrade(connection: Connection, line: Line) -> list[str]:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(line.folder), version_locations=[str(line.folder)])
    taken: list[str] = []

    def steps(revision: Any, _: MigrationContext) -> Any:
        wanted = script._upgrade_revs("head", revision)
        taken.extend(f"{line.name} {step.revision.revision}" for step in wanted)
        return wanted

    context = MigrationContext.configure(
        connection,
        opts={
            "version_table": line.table,
            "fn": steps,
            "render_as_batch": True,
            "transaction_per_migration": True,  # MySQL commits by itself at DDL: each step tells that it was taken
        },
    )
    with context.begin_transaction(), Operations.context(context):
        context.run_migrations()
    return taken


def keep_copy(path: Path) -> None:
    """A copy of the file beside it, as it was before the steps; the newest three are kept."""
    if not path.exists():
        return
    number = 1 + max((int(old.suffix[1:]) for old in path.parent.glob(f"{path.name}.before.*")), default=0)
    with sqlite3.connect(path) as source, sqlite3.connect(f"{path}.before.{number}") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    for old in sorted(path.parent.glob(f"{path.name}.before.*"), key=lambda p: int(p.suffix[1:]))[:-3]:
        old.unlink()
