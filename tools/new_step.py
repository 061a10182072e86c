"""Write the next migration step of a service from the difference between its tables and its steps.

    python tools/new_step.py maru.erp.leave "Add the grant's article."
    python tools/new_step.py maru.chassis "Add leases."

The file it writes is a draft: read it, and split it into expand, backfill and contract where data must move.
`--again` rewrites the last step instead, while it has not been released.
"""

import argparse
import importlib
import re
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

from maru.chassis.migrations import PLUMBING, Line, migrate

HEAD = '''"""{message}"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision = "{revision}"
down_revision = {before}


def upgrade() -> None:
    {body}
'''


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("package")
    ask.add_argument("message")
    ask.add_argument("--again", action="store_true")
    given = ask.parse_args()
    line, tables = line_and_tables(given.package)
    line.folder.mkdir(exist_ok=True)
    (line.folder / "__init__.py").touch()
    if given.again and line.steps:
        next(line.folder.glob(f"{line.steps[-1]}_*.py")).unlink()
    before = line.steps[-1] if line.steps else None
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/now.db"
        migrate(url, [line])
        engine = create_engine(url)
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "include_name": lambda name, kind, _: (
                        kind != "table" or not str(name).startswith("version_")
                    )
                },
            )
            produced = produce_migrations(context, tables)
            assert produced.upgrade_ops is not None
            body = render_python_code(produced.upgrade_ops, migration_context=context)
        engine.dispose()
    if body.strip() == "pass" or "op." not in body:
        print("the steps already make these tables")
        return
    revision = f"{int(before or 0) + 1:04}"
    words = re.sub(r"[^a-z0-9]+", "_", given.message.lower()).strip("_")[:40]
    target = line.folder / f"{revision}_{words}.py"
    body = "\n".join(row for row in body.splitlines() if not row.strip().startswith("#"))
    quoted = f'"{before}"' if before else "None"
    target.write_text(HEAD.format(message=given.message, revision=revision, before=quoted, body=body.strip()))
    print(target)


def line_and_tables(package: str) -> tuple[Line, MetaData]:
    if package == "maru.chassis":
        return PLUMBING, importlib.import_module("maru.chassis.plumbing").tables
    name = package.removeprefix("maru.").replace(".", "_")
    home = Path(importlib.import_module(package).__path__[0])
    store = importlib.import_module(f"{package}.store")
    holder = store if hasattr(store, "tables") else importlib.import_module(f"{package}.store.tables")
    return Line(name, home / "migrations"), holder.tables


if __name__ == "__main__":
    main()
