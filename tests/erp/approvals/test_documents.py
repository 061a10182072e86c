"""Documents from the draft to the decision, over HTTP, on each engine."""

import asyncio

import pytest

from tests.erp.approvals.desk import V2, box, decided, drafted, line, sent
from tests.erp.office import ADMIN, CHIEF, HR, JUN, LEAD, MINA, SELLER, Office


async def test_W1_a_paper_goes_along_its_line_and_gets_its_number(either: Office) -> None:
    made = await sent(either, LEAD, CHIEF)
    assert (await box(either, "waiting", LEAD), await box(either, "waiting", CHIEF)) == ([made["id"]], [])
    assert await box(either, "upcoming", CHIEF) == [made["id"]]

    first = (await decided(either, made, LEAD)).json()
    assert (first["state"], first["number"]) == ("IN_PROGRESS", None)
    assert (await box(either, "waiting", LEAD), await box(either, "waiting", CHIEF)) == ([], [made["id"]])

    last = (await decided(either, made, CHIEF)).json()
    assert (last["state"], last["number"]) == ("APPROVED", "GN-26-000001")
    for who in (MINA, LEAD, CHIEF):
        assert await box(either, "done", who) == [made["id"]]
    kinds = [kind for kind, _ in await either.events()]
    assert [k for k in kinds if k] == [
        "submitted",
        "step.activated",
        "step.decided",
        "step.activated",
        "step.decided",
        "approved",
    ]


async def test_W2_of_two_hundred_approvals_at_once_one_counts(either: Office) -> None:
    made = await sent(either, LEAD, CHIEF)
    path, ask = f"{V2}/documents/{made['id']}/decisions", {"action": "APPROVE", "stepId": "s1"}
    same = [either.call("POST", path, LEAD, ask, version=made["version"], key="one") for _ in range(100)]
    each = [either.call("POST", path, LEAD, ask, version=made["version"], key=f"k{n}") for n in range(100)]
    answers = await asyncio.gather(*same, *each)

    done = [a for a in answers if a.status_code == 200 and "idempotent-replayed" not in a.headers]
    assert len(done) == 1
    assert [kind for kind, _ in await either.events("step.decided")] == ["step.decided"]
    for refused in (a for a in answers if a.status_code == 409):
        said = refused.json()
        assert said["code"] in ("already-decided", "idempotency-in-flight")
        if said["code"] == "already-decided":
            assert (said["decidedBy"], said["kind"]) == (LEAD, "NORMAL")
    assert {a.status_code for a in answers} <= {200, 409}
    if done[0] in answers[:100]:
        again = await either.call("POST", path, LEAD, ask, version=made["version"], key="one")
        assert (again.status_code, again.content) == (200, done[0].content)


async def test_W3_of_the_last_approval_and_a_recall_exactly_one_wins(either: Office) -> None:
    made = await sent(either, LEAD)
    approve = decided(either, made, LEAD)
    path = f"{V2}/documents/{made['id']}/recall"
    recall = either.call("POST", path, MINA, {"reason": ""}, version=made["version"])
    answers = await asyncio.gather(approve, recall)

    assert sorted(a.status_code for a in answers)[0] == 200
    assert [a.status_code for a in answers].count(200) == 1
    state = (await either.get(f"{V2}/documents/{made['id']}", MINA))["state"]
    assert state == ("APPROVED" if answers[0].status_code == 200 else "RECALLED")


async def test_numbers_have_no_gaps_however_many_finish_at_once(either: Office) -> None:
    papers = [await sent(either, LEAD) for _ in range(12)]
    answers = await asyncio.gather(*(decided(either, paper, LEAD) for paper in papers))

    numbers = sorted(a.json()["number"] for a in answers)
    assert numbers == [f"GN-26-{n:06}" for n in range(1, 13)]


async def test_a_submit_sent_again_with_its_key_is_answered_again(office: Office) -> None:
    made = await drafted(office, form="leave", startDate="2026-08-03", endDate="2026-08-03")
    path = f"{V2}/documents/{made['id']}"
    made = await office.done("PUT", f"{path}/line", MINA, line(LEAD), version=made["version"])
    first = await office.call("POST", f"{path}/submit", MINA, {}, version=made["version"], key="s")
    again = await office.call("POST", f"{path}/submit", MINA, {}, version=made["version"], key="s")

    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert len(office.balances.reserved) == 1
    assert office.balances.reserved[0].document_id == made["id"]


async def test_too_few_days_stop_the_submit_and_leave_the_draft(office: Office) -> None:
    office.balances.short = True
    made = await drafted(office, form="leave", startDate="2026-08-03", endDate="2026-08-03")
    path = f"{V2}/documents/{made['id']}"
    made = await office.done("PUT", f"{path}/line", MINA, line(LEAD), version=made["version"])
    refused = await office.call("POST", f"{path}/submit", MINA, {}, version=made["version"])

    assert (refused.status_code, refused.json()["code"]) == (409, "insufficient-balance")
    assert (await office.get(path, MINA))["state"] == "DRAFT"
    assert await box(office, "waiting", LEAD) == []


async def test_nobody_knows_of_a_draft_but_its_drafter(office: Office) -> None:
    made = await drafted(office)
    path = f"{V2}/documents/{made['id']}"

    for who in (JUN, LEAD, HR, ADMIN):
        for method, more in (("GET", ""), ("POST", "/preflight"), ("GET", "/pdf"), ("GET", "/history")):
            assert (await office.call(method, path + more, who)).status_code == 404, (who, more)
        assert (await office.call("DELETE", path, who, version=made["version"])).status_code == 404
        assert (
            await office.call("PATCH", path, who, {"title": "x"}, version=made["version"])
        ).status_code == 404
    assert (await office.call("POST", f"{path}/submit", JUN, {}, version=1)).status_code == 404


async def test_an_administrator_and_strangers_cannot_read_or_decide_what_is_not_theirs(
    office: Office,
) -> None:
    made = await sent(office, LEAD)
    for who in (ADMIN, SELLER, HR):
        assert (await office.call("GET", f"{V2}/documents/{made['id']}", who)).status_code == 404
        assert (await decided(office, made, who)).status_code == 404
    assert (await decided(office, made, MINA)).status_code == 403


async def test_a_change_of_an_older_reading_is_refused(office: Office) -> None:
    made = await drafted(office)
    path = f"{V2}/documents/{made['id']}"
    await office.done("PATCH", path, MINA, {"title": "새 제목"}, version=made["version"])
    stale = await office.call("PATCH", path, MINA, {"title": "옛 제목"}, version=made["version"])

    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")
    assert (await office.get(path, MINA))["title"] == "새 제목"


async def test_W15_a_refused_paper_is_drafted_again_and_linked(office: Office) -> None:
    made = await sent(office, LEAD)
    without = await decided(office, made, LEAD, "REJECT")
    assert (without.status_code, without.json()["code"]) == (422, "reason-required")
    await decided(office, made, LEAD, "REJECT", comment="영수증이 없습니다.")
    again = await office.done("POST", f"{V2}/documents/{made['id']}/redraft", MINA, {})

    assert again["previousId"] == made["id"]
    assert (await office.get(f"{V2}/documents/{made['id']}", MINA))["state"] == "REJECTED"
    rejected = [data for _, data in await office.events("rejected")]
    assert [(r["reason"], r["audience"]) for r in rejected] == [("영수증이 없습니다.", [MINA])]


async def test_boxes_page_without_gap_or_repeat(either: Office) -> None:
    papers = []
    for n in range(7):
        either.at(f"2026-07-01T09:0{n}:00+09:00")
        papers.append((await sent(either, LEAD))["id"])
    seen, cursor = list[str](), None
    while True:
        query = {"limit": 3} if cursor is None else {"limit": 3, "cursor": cursor}
        page = await either.get(f"{V2}/boxes/waiting", LEAD, **query)
        seen += [item["documentId"] for item in page["items"]]
        cursor = page["nextCursor"]
        if cursor is None:
            break

    assert seen == papers[::-1]
    counts = (await either.get(f"{V2}/counts", LEAD))["boxes"]
    assert counts["waiting"] == {"total": 7, "unread": 7}
    await either.call("POST", f"{V2}/documents/{papers[0]}/reads", LEAD, {})
    assert (await either.get(f"{V2}/counts", LEAD))["boxes"]["waiting"] == {"total": 7, "unread": 6}


async def test_search_finds_only_what_may_be_read(either: Office) -> None:
    made = await sent(either, LEAD)
    other = await sent(either, LEAD, by=JUN)

    async def found(by: int, **query: object) -> list[str]:
        page = await either.get(f"{V2}/search", by, **query)
        return sorted(item["documentId"] for item in page["items"])

    assert await found(MINA, q="비품") == [made["id"]]
    assert await found(LEAD, q="비품") == sorted([made["id"], other["id"]])
    assert await found(SELLER, q="비품") == []
    assert await found(LEAD, q="100%_") == []
    assert await found(LEAD, drafterId=JUN) == [other["id"]]
    assert await found(LEAD, state="APPROVED") == []
    assert (await either.call("GET", f"{V2}/search?minAmount=abc", LEAD)).status_code == 422


async def test_a_batch_decides_each_for_itself(office: Office) -> None:
    mine, other = await sent(office, LEAD), await sent(office, CHIEF)
    items = [{"documentId": id, "action": "APPROVE"} for id in (mine["id"], other["id"], "nothing")]
    said = await office.done("POST", f"{V2}/decisions:batch", LEAD, {"items": items})

    assert [(item["status"], item["code"]) for item in said["items"]] == [
        (200, None),
        (403, "not-approver"),
        (404, "not-found"),
    ]
    assert await box(office, "done", LEAD) == [mine["id"]]


@pytest.mark.parametrize(
    "body", [{}, {"formId": "nothing", "title": "x"}, {"formId": "general", "title": "x" * 300}]
)
async def test_a_draft_that_cannot_be_is_refused_with_nothing_written(office: Office, body: object) -> None:
    refused = await office.call("POST", f"{V2}/documents", MINA, body)

    assert refused.status_code in (404, 422)
    assert await box(office, "drafts", MINA) == []
