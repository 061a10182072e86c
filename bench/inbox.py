"""The inbox of somebody with 5,000 pending papers, in a small store and among 200,000 documents.

python -m bench.inbox [--documents 200000]
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import load
from bench.erp_office import PEOPLE, V2, prepare, server, token
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx
from maru.erp.approvals.contract import Action, Person, StepRole
from maru.erp.approvals.domain import drafting
from maru.erp.approvals.domain.case import Choice
from maru.erp.approvals.domain.catalogue import FORMS
from maru.erp.approvals.domain.changes import numbered
from maru.erp.approvals.domain.decisions import decide
from maru.erp.approvals.domain.document import Act, Document
from maru.erp.approvals.domain.line import Group, Step
from maru.erp.approvals.store.documents import Documents
from maru.main import build

PENDING = 5_000
BATCH = 500


@dataclass
class Papers:
    """Documents made by the domain and stored as the service stores them; only HTTP is left out."""

    ids: dict[str, int]

    def made(self, n: int, *, pending: bool) -> Document:
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=n)
        drafter = Person(
            id=self.ids["drafter"], name="기안자", title="사원", department_id=2, department="팀"
        )
        approver = self.ids["first"] if pending else self.ids["second"]
        person = Person(id=approver, name="결재자", title="팀장", department_id=2, department="팀")
        paper = drafting.draft(
            f"{n:08d}-0000-7000-8000-000000000000", n + 1, "maru", FORMS["general"], drafter, at,
            title=f"비품 구입 {n}", content="모니터 두 대",
        )  # fmt: skip
        line = (Group(steps=(Step(id="s1", role=StepRole.APPROVE, approver=person),)),)
        act = Act(drafter.id, at)
        paper = drafting.set_line(paper, act, line).document
        sent = drafting.submit(
            paper, act, FORMS["general"], {drafter.id: drafter, person.id: person}
        ).document
        if pending:
            return sent
        done = decide(sent, Act(person.id, at), Choice(action=Action.APPROVE, step_id="s1"))
        return numbered(done, n + 1).document


async def fill(folder: Path, ids: dict[str, int], begin: int, end: int, *, pending: bool) -> None:
    suite = build(Settings(data=str(folder)))
    store, papers = suite.contexts["erp.approvals"].store, Papers(ids)

    def unit(start: int, tx: SqlTx) -> None:
        documents = Documents(tx)
        for n in range(start, min(start + BATCH, end)):
            documents.add(papers.made(n, pending=pending))

    for start in range(begin, end, BATCH):
        await store.write(lambda tx, start=start: unit(start, tx))  # type: ignore[misc]
    await suite.process.stop()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--documents", type=int, default=200_000)
    ask.add_argument("--seconds", type=float, default=6.0)
    ask.add_argument("--connections", type=int, default=4)
    given = ask.parse_args()
    print(load.machine())
    with tempfile.TemporaryDirectory(prefix="maru-bench-") as name:
        folder = Path(name)
        ids = asyncio.run(prepare(folder))
        asyncio.run(fill(folder, ids, 0, PENDING, pending=True))
        small = measure(folder, f"inbox, {PENDING} pending", given.seconds, given.connections)
        asyncio.run(fill(folder, ids, PENDING, given.documents, pending=False))
        large = measure(folder, f"the same of {given.documents:,}", given.seconds, given.connections)
    for before, after in zip(small, large, strict=True):
        print(before.row())
        print(after.row())
        print(f"  p95 {after.at(0.95) / before.at(0.95):.2f} times that of the small store")


def measure(folder: Path, name: str, seconds: float, connections: int) -> list[load.Outcome]:
    with server(folder) as (process, port, _):
        headers = [("Authorization", f"Bearer {token(port, f'{PEOPLE[1]}@bench.example')}")]

        async def run() -> list[load.Outcome]:
            rows = []
            for what, path in (("page", f"{V2}/boxes/waiting?limit=20"), ("counts", f"{V2}/counts")):
                work = _again(load.request("GET", path, headers=headers))
                found = await load.run(
                    f"{what}: {name}", port, process.pid, work, connections=connections, seconds=seconds
                )
                rows.append(found)
            cursor: list[str] = []

            def keep(_: int, body: bytes) -> None:
                cursor[:] = [json.loads(body)["nextCursor"] or ""]

            def pages() -> Iterator[bytes]:
                while True:
                    more = f"&cursor={cursor[0]}" if cursor and cursor[0] else ""
                    yield load.request("GET", f"{V2}/boxes/waiting?limit=20{more}", headers=headers)

            walk = await load.run(
                f"walk: {name}", port, process.pid, pages(), connections=1, seconds=seconds, keep=keep
            )
            return [*rows, walk]

        return asyncio.run(run())


def _again(request: bytes) -> Iterator[bytes]:
    while True:
        yield request


if __name__ == "__main__":
    main()
