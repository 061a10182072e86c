"""Leave over its real store and edge, with an approvals beside it that does what a test tells it."""

import dataclasses
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from maru.chassis.problems import NotFound, Problem
from maru.erp.approvals.contract import (
    AlreadyDecided,
    Approved,
    DocumentState,
    NotApprover,
    Recalled,
    Receipt,
    Rejected,
    Submission,
    Submitted,
    Voided,
)
from maru.erp.approvals.contract import Approvals as ApprovalsContract
from maru.erp.employees.contract import EmployeeCreated, Person
from maru.erp.leave.contract import Leave, LeaveAsk, LeaveBalance, Unit
from maru.erp.leave.domain.account import Policy
from maru.erp.leave.manifest import assemble, leave
from tests.erp.office import HEADED, TENANT, Office, opened

NOW = "2026-11-02T09:00+09:00"  # a Monday
V2 = "/api/v2/erp"


@dataclass
class Papers:
    """An approvals that keeps documents in memory, asks leave as the real one does, and tells nobody by itself."""

    office: Office | None = None
    papers: dict[str, Submission] = field(default_factory=dict)
    states: dict[str, DocumentState] = field(default_factory=dict)
    refuses: Problem | None = None
    loses_the_answer: Problem | None = None
    sequence: Any = field(default_factory=lambda: itertools.count(1))

    async def submit(self, tenant: str, paper: Submission) -> Receipt:
        if self.refuses is not None:
            raise self.refuses
        if paper.key not in self.papers:
            if paper.form_id == "leave":
                await self._reserve(tenant, paper)
            self.papers[paper.key] = paper
            self.states[paper.key] = DocumentState.IN_PROGRESS
        if self.loses_the_answer is not None:
            raise self.loses_the_answer
        return self._receipt(paper.key)

    async def receipt(self, tenant: str, document_id: str) -> Receipt | None:
        if self.refuses is not None:
            raise self.refuses
        return self._receipt(document_id) if document_id in self.papers else None

    async def decide_for(
        self, tenant: str, document_id: str, by: int, approve: bool, reason: str = ""
    ) -> Receipt:
        paper = self.papers.get(document_id)
        if paper is None:
            raise NotFound("문서를 찾을 수 없습니다")
        if by not in self._line(paper):
            raise NotApprover("승인 권한이 없습니다")
        if self.states[document_id] is not DocumentState.IN_PROGRESS:
            raise AlreadyDecided("이미 처리된 결재입니다")
        self.states[document_id] = DocumentState.APPROVED if approve else DocumentState.REJECTED
        return self._receipt(document_id)

    def told(self, what: type[Any], document_id: str, at: datetime, **more: Any) -> Any:
        """The event that the real one would emit of this document."""
        paper = self.papers.get(document_id)
        given = {
            "tenant": TENANT,
            "at": at,
            "actor": None,
            "document_id": document_id,
            "request_id": 1,
            "form_id": paper.form_id if paper else "leave",
            "form_version": 1,
            "title": paper.title if paper else "",
            "drafter": paper.drafter if paper else 1,
            "drafter_name": "미나",
            "state": self.states.get(document_id, DocumentState.IN_PROGRESS),
            "sequence": next(self.sequence),
        }
        return what(**{**given, **more})

    def _line(self, paper: Submission) -> Sequence[int]:
        assert self.office is not None
        place: int | None = self.office.company.places[paper.drafter]
        return paper.approvers or [HEADED[place or 1]]

    def _receipt(self, document_id: str) -> Receipt:
        number = 1 + list(self.papers).index(document_id)
        return Receipt(document_id=document_id, request_id=number, state=self.states[document_id])

    async def _reserve(self, tenant: str, paper: Submission) -> None:
        assert self.office is not None
        await self.office.offered(Leave).reserve(
            LeaveAsk(
                tenant=tenant,
                employee_id=paper.drafter,
                key=paper.key,
                document_id=paper.key,
                start_date=date.fromisoformat(str(paper.fields["startDate"])),
                end_date=date.fromisoformat(str(paper.fields["endDate"])),
                unit=Unit(str(paper.fields["unit"])),
                reason=str(paper.fields["reason"]),
            )
        )


@dataclass
class House:
    """The office of leave, and short ways to say what happens there."""

    office: Office
    papers: Papers

    @property
    def leave(self) -> Leave:
        return self.office.offered(Leave)  # type: ignore[no-any-return]

    async def employ(self, id: int, hired: date = date(2024, 1, 2), **more: Any) -> None:
        """The register tells of the person: from then on the law grants."""
        person = replace(self.office.company.person(id), hire_date=hired)
        await self.office.hear(self._created(replace(person, **more), version=1))

    def _created(self, person: Person, version: int) -> EmployeeCreated:
        return EmployeeCreated(
            tenant=person.tenant, at=self.office.moment, person=person, employee_version=version
        )

    async def balance(self, id: int) -> LeaveBalance:
        return await self.leave.balance(TENANT, id)

    async def remaining(self, id: int) -> float:
        return (await self.balance(id)).remaining

    async def lines(self, id: int) -> list[tuple[str, float]]:
        """The ledger in short, oldest first: kinds and days."""
        page = await self.office.get(f"{V2}/leave/ledger", id, limit=100)
        return [(line["kind"], line["minutes"] / 480) for line in reversed(page["items"])]

    async def ask(
        self, id: int, first: str, last: str | None = None, unit: str = "DAY", **more: Any
    ) -> dict[str, Any]:
        """A request through the modern route; what it answers."""
        body = {"startDate": first, "endDate": last or first, "unit": unit, "reason": "여행"}
        done: dict[str, Any] = await self.office.done("POST", f"{V2}/leave/requests", id, body, **more)
        return done

    async def submitted(self, document_id: str) -> None:
        await self._hear(Submitted, document_id, DocumentState.IN_PROGRESS)

    async def approved(self, document_id: str, **more: Any) -> None:
        await self._hear(Approved, document_id, DocumentState.APPROVED, **more)

    async def rejected(self, document_id: str) -> None:
        extra = {"step_id": "s1", "approver": 3, "actor_name": "지우"}
        await self._hear(Rejected, document_id, DocumentState.REJECTED, **extra)

    async def recalled(self, document_id: str) -> None:
        await self._hear(Recalled, document_id, DocumentState.RECALLED)

    async def voided(self, document_id: str, by: str) -> None:
        await self._hear(Voided, document_id, DocumentState.VOIDED, cancelled_by=by)

    async def settled(
        self, id: int, first: str, last: str | None = None, unit: str = "DAY"
    ) -> dict[str, Any]:
        """A leave that was asked for and approved."""
        asked = await self.ask(id, first, last, unit)
        await self.submitted(asked["documentId"])
        await self.approved(asked["documentId"])
        return asked

    async def _hear(self, what: type[Any], document_id: str, state: DocumentState, **more: Any) -> None:
        self.papers.states[document_id] = state
        await self.office.hear(self.papers.told(what, document_id, self.office.moment, **more))

    async def run(self, job: str) -> str:
        found = next(each for each in self.office.parts.jobs if each.name == job)
        return str(await found.run() or "")

    async def broken(self) -> list[str]:
        """What `maru audit` would say of the stored data."""
        store = self.office.store
        said = [await store.read(invariant.broken) for invariant in leave.invariants]
        return [each for each in said if each is not None]


@asynccontextmanager
async def housed(folder: Path, engine: str = "sqlite", policy: Policy = Policy()) -> AsyncIterator[House]:
    papers = Papers()
    manifest = dataclasses.replace(leave, assemble=partial(assemble, policy=policy))
    async with opened(manifest, folder, engine, {ApprovalsContract: papers}) as office:
        papers.office = office
        office.at(NOW)
        yield House(office, papers)
