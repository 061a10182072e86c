"""The older doors: shapes, words and statuses of the classic contract, and the defects that must not come back."""

from typing import Any

import pytest

from tests.erp.approvals.desk import V2, box, decided, sent
from tests.erp.office import CHIEF, JUN, LEAD, MINA, SELLER, Office

ASK = {"requesterId": MINA, "title": "비품 구입", "content": "모니터", "type": "EXPENSE"}


def asked(*approvers: int, **more: Any) -> dict[str, Any]:
    return {**ASK, "steps": [{"step": n, "approverId": id} for n, id in enumerate(approvers, 1)], **more}


async def created(office: Office, *approvers: int, **more: Any) -> int:
    answer = await office.done("POST", "/api/approvals", MINA, asked(*approvers, **more))
    return int(answer["requestId"])


@pytest.mark.parametrize("prefix", ["/api", ""])
async def test_a_request_is_made_listed_decided_and_shown_under_both_prefixes(
    office: Office, prefix: str
) -> None:
    id = (await office.done("POST", f"{prefix}/approvals", MINA, asked(LEAD, CHIEF)))["requestId"]
    shown = await office.get(f"{prefix}/approvals/{id}", MINA)
    assert {
        k: shown[k] for k in ("requestId", "requesterId", "title", "type", "leaveDays", "finalStatus")
    } == {
        "requestId": id,
        "requesterId": MINA,
        "title": "비품 구입",
        "type": "EXPENSE",
        "leaveDays": None,
        "finalStatus": "in_progress",
    }
    assert [(s["step"], s["approverId"], s["status"]) for s in shown["steps"]] == [
        (1, LEAD, "pending"),
        (2, CHIEF, "pending"),
    ]
    assert [d["requestId"] for d in await office.get(f"{prefix}/approvals/pending/{LEAD}", LEAD)] == [id]
    queue = await office.get(f"{prefix}/process/{LEAD}", LEAD)
    assert queue[0]["steps"] == [
        {"step": 1, "approverId": LEAD, "status": "pending"},
        {"step": 2, "approverId": CHIEF, "status": "pending"},
    ]
    said = await office.done("PUT", f"{prefix}/approvals/{id}/approve", LEAD, {"approverId": LEAD})
    assert said == {"message": "결재 승인 완료"}
    said = await office.done("POST", f"{prefix}/process/{CHIEF}/{id}", CHIEF, {"status": "approved"})
    assert said == {"message": "Approval processed", "requestId": id, "status": "approved"}
    assert (await office.get(f"{prefix}/approvals/{id}", MINA))["finalStatus"] == "approved"
    assert [d["requestId"] for d in await office.get(f"{prefix}/approvals", MINA)] == [id]


@pytest.mark.parametrize(
    ("change", "status", "text"),
    [
        ({"steps": [{"step": 1, "approverId": 77}]}, 404, "Employee not found: 77"),
        ({"steps": [{"step": 2, "approverId": LEAD}]}, 400, "Steps must be sequential starting from 1"),
        ({"steps": []}, 400, "Steps must be sequential starting from 1"),
        ({"steps": [{"step": 1, "approverId": MINA}]}, 400, "본인은 결재자가 될 수 없습니다"),
        ({"title": " "}, 400, "제목은 필수입니다"),
        ({"requesterId": JUN}, 403, "권한이 없습니다"),
    ],
)
async def test_a_request_that_cannot_be_is_refused_in_order_with_nothing_written(
    office: Office, change: dict[str, Any], status: int, text: str
) -> None:
    refused = await office.call("POST", "/api/approvals", MINA, {**asked(LEAD), **change})

    assert (refused.status_code, refused.json()["error"], refused.json()["message"]) == (status, text, text)
    assert await office.get("/api/approvals", MINA) == []


async def test_an_unknown_person_is_told_before_a_wrong_order(office: Office) -> None:
    ask = asked(LEAD, steps=[{"step": 2, "approverId": 77}])
    assert (await office.call("POST", "/api/approvals", MINA, ask)).status_code == 404


async def test_classic_D4_D5_leave_is_reserved_by_the_request_and_both_decision_paths_are_one(
    office: Office,
) -> None:
    id = await created(office, LEAD, type="ANNUAL_LEAVE", leaveDays=1.5)
    assert [(a.employee_id, a.leave_days) for a in office.balances.reserved] == [(MINA, 1.5)]
    await office.done("POST", f"/api/process/{LEAD}/{id}", LEAD, {"status": "approved"})
    assert [kind for kind, _ in await office.events("approved")] == ["approved"]


async def test_too_few_days_are_400_in_the_classic_words(office: Office) -> None:
    office.balances.short = True
    refused = await office.call("POST", "/api/approvals", MINA, asked(LEAD, type="ANNUAL_LEAVE", leaveDays=3))
    assert (refused.status_code, refused.json()["error"]) == (400, "연차가 부족합니다")


async def test_classic_D6_only_the_active_step_decides(office: Office) -> None:
    id = await created(office, LEAD, CHIEF)
    early = await office.call("PUT", f"/api/approvals/{id}/approve", CHIEF, {})
    assert (early.status_code, early.json()["error"]) == (403, "승인 권한이 없습니다")
    early = await office.call("PUT", f"/api/approvals/{id}/reject", CHIEF, {"reason": "x"})
    assert (early.status_code, early.json()["error"]) == (403, "반려 권한이 없습니다")


async def test_classic_D7_D8_D9_the_queue_is_the_stored_state_and_a_decision_counts_once(
    office: Office,
) -> None:
    id = await created(office, LEAD)
    await office.done("PUT", f"/api/approvals/{id}/approve", LEAD, {})
    assert await office.get(f"/api/process/{LEAD}", LEAD) == []
    again = await office.call("POST", f"/api/process/{LEAD}/{id}", LEAD, {"status": "rejected"})
    assert (again.status_code, again.json()["error"]) == (409, "이미 처리된 결재입니다")
    assert len(await office.events("step.decided")) == 1


async def test_classic_D10_rejected_papers_and_later_steps_are_not_pending(office: Office) -> None:
    id = await created(office, LEAD, CHIEF)
    assert await office.get(f"/api/approvals/pending/{CHIEF}", CHIEF) == []
    await office.done("PUT", f"/api/approvals/{id}/reject", LEAD, {"approverId": LEAD, "reason": "다시"})
    assert await office.get(f"/api/approvals/pending/{LEAD}", LEAD) == []
    assert (await office.get(f"/api/approvals/{id}", MINA))["finalStatus"] == "rejected"


async def test_classic_D12_a_rejection_carries_its_reason_and_may_lack_one(office: Office) -> None:
    first, second = await created(office, LEAD), await created(office, LEAD)
    await office.done("PUT", f"/api/approvals/{first}/reject", LEAD, {"reason": "영수증이 없습니다"})
    assert await office.done("PUT", f"/api/approvals/{second}/reject", LEAD, {}) == {
        "message": "결재 반려 완료"
    }
    assert [data["reason"] for _, data in await office.events("rejected")] == ["영수증이 없습니다", ""]


async def test_classic_D22_an_unreachable_directory_is_503_and_may_be_tried_again(office: Office) -> None:
    office.company.away = True
    away = await office.call("POST", "/api/approvals", MINA, asked(LEAD))
    assert away.status_code == 503
    assert "retry-after" in away.headers
    office.company.away = False
    assert await created(office, LEAD) == 1


async def test_classic_D24_nobody_deletes_everything(office: Office) -> None:
    await created(office, LEAD)
    refused = await office.call("DELETE", "/api/approvals", MINA)
    assert refused.status_code == 403
    assert len(await office.get("/api/approvals", MINA)) == 1


async def test_what_one_may_not_know_is_404_what_is_not_ones_turn_403(office: Office) -> None:
    id = await created(office, LEAD)
    for who in (SELLER, JUN):
        assert (await office.call("GET", f"/api/approvals/{id}", who)).status_code == 404
        assert (await office.call("PUT", f"/api/approvals/{id}/approve", who, {})).status_code == 404
    assert (await office.call("PUT", f"/api/approvals/{id}/approve", MINA, {})).status_code == 403
    assert (await office.call("PUT", "/api/approvals/999/approve", LEAD, {})).status_code == 404
    assert (await office.call("GET", "/api/approvals/999", LEAD)).json()["error"] == "Approval not found: 999"


async def test_a_status_is_one_of_two_words(office: Office) -> None:
    id = await created(office, LEAD)
    refused = await office.call("POST", f"/api/process/{LEAD}/{id}", LEAD, {"status": "maybe"})
    assert (refused.status_code, refused.json()["error"]) == (400, "status must be 'approved' or 'rejected'")


async def test_an_id_that_stands_for_somebody_else_is_refused(office: Office) -> None:
    id = await created(office, LEAD)
    for method, path, body in (
        ("GET", f"/api/approvals/pending/{LEAD}", None),
        ("GET", f"/api/process/{LEAD}", None),
        ("POST", f"/api/process/{LEAD}/{id}", {"status": "approved"}),
        ("PUT", f"/api/approvals/{id}/approve", {"approverId": LEAD}),
    ):
        assert (await office.call(method, path, CHIEF, body)).status_code == 403


async def test_drafts_do_not_show_at_the_older_doors_and_submitted_papers_of_the_new_one_do(
    office: Office,
) -> None:
    made = await sent(office, LEAD)
    await decided(office, made, LEAD)
    await office.done("POST", f"{V2}/documents", MINA, {"formId": "general", "title": "초안"})
    listed = await office.get("/api/approvals", MINA)
    assert [(d["requestId"], d["type"], d["finalStatus"]) for d in listed] == [
        (made["requestId"], None, "approved")
    ]
    assert len(await box(office, "drafts", MINA)) == 1
