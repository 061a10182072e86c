"""The older doors, with and without `/api`: the same commands, their own words."""

from maru.chassis.idempotency import Once
from maru.chassis.problems import Denied, Problem
from maru.chassis.web import Access, Handler, Principal, Route, signed_in
from maru.erp.approvals.classic import (
    ClassicApproval,
    ClassicCreate,
    ClassicCreated,
    ClassicDecision,
    ClassicMessage,
    ClassicProcess,
    ClassicProcessed,
    Queued,
)
from maru.erp.approvals.domain.classic import picture, queued
from maru.erp.approvals.domain.document import Document
from maru.erp.approvals.http.modern import UseCases
from maru.erp.approvals.service.company import employee_of
from maru.erp.approvals.store.documents import missing

nobody = Access("nobody", lambda _: False)


class UnknownStatus(Problem):
    """`status` is one of two words."""


def routes(use: UseCases) -> list[Route]:
    drafting, deciding, reading = use.drafting, use.deciding, use.reading

    async def create(body: ClassicCreate, who: Principal, once: Once | None) -> ClassicCreated:
        _oneself(who, body.requester_id)
        return await drafting.submit_classic(body, who, once)

    async def listed(who: Principal) -> list[ClassicApproval]:
        return _pictures(await reading.newest(who))

    async def show(request_id: int, who: Principal) -> ClassicApproval:
        shown = picture(await reading.by_request(request_id, who))
        if shown is None:
            raise missing(request_id)
        return shown

    async def pending(approver_id: int, who: Principal) -> list[ClassicApproval]:
        _oneself(who, approver_id)
        return _pictures(await reading.pending(who))

    async def approve(
        request_id: int, body: ClassicDecision, who: Principal, once: Once | None
    ) -> ClassicMessage:
        _oneself(who, body.approver_id)
        said = ClassicMessage(message="결재 승인 완료")
        return await deciding.decide_classic(request_id, True, body.reason, who, said, once)

    async def reject(
        request_id: int, body: ClassicDecision, who: Principal, once: Once | None
    ) -> ClassicMessage:
        _oneself(who, body.approver_id)
        said = ClassicMessage(message="결재 반려 완료")
        return await deciding.decide_classic(request_id, False, body.reason, who, said, once)

    async def delete_all(who: Principal) -> None:
        raise Denied("권한이 없습니다")

    async def queue(approver_id: int, who: Principal) -> list[Queued]:
        _oneself(who, approver_id)
        return [queued(document) for document in await reading.pending(who)]

    async def process(
        approver_id: int, request_id: int, body: ClassicProcess, who: Principal, once: Once | None
    ) -> ClassicProcessed:
        _oneself(who, approver_id)
        if body.status not in ("approved", "rejected"):
            raise UnknownStatus("status must be 'approved' or 'rejected'")
        said = ClassicProcessed(message="Approval processed", request_id=request_id, status=body.status)
        return await deciding.decide_classic(
            request_id, body.status == "approved", body.reason, who, said, once
        )

    table: list[tuple[str, str, Handler, Access]] = [
        ("POST", "/approvals", create, signed_in),
        ("GET", "/approvals", listed, signed_in),
        ("DELETE", "/approvals", delete_all, nobody),
        ("GET", "/approvals/{request_id}", show, signed_in),
        ("GET", "/approvals/pending/{approver_id}", pending, signed_in),
        ("PUT", "/approvals/{request_id}/approve", approve, signed_in),
        ("PUT", "/approvals/{request_id}/reject", reject, signed_in),
        ("GET", "/process/{approver_id}", queue, signed_in),
        ("POST", "/process/{approver_id}/{request_id}", process, signed_in),
    ]
    return [
        Route(method=method, path=prefix + path, handler=handler, access=access, hidden=not prefix)
        for prefix in ("/api", "")
        for method, path, handler, access in table
    ]


def _pictures(documents: list[Document]) -> list[ClassicApproval]:
    return [shown for document in documents if (shown := picture(document)) is not None]


def _oneself(who: Principal, id: int | None) -> None:
    """An id that stands for the caller is theirs or absent."""
    if id is not None and id != employee_of(who):
        raise Denied("권한이 없습니다")
