"""Who is told of what, once, under numbers without gaps."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from maru.chassis.ids import uuid7
from maru.erp.approvals import contract as approvals
from maru.erp.attendance import contract as attendance
from maru.erp.leave import contract as leave
from maru.erp.notifications.contract import Kind, Notify
from maru.erp.quests import contract as quests
from tests.erp.engines import ENGINES
from tests.erp.notifications.post_office import (
    CHIEF,
    DEVELOPMENT,
    DRAFTER,
    LEAD,
    OUTSIDER,
    SALES,
    STRANGER,
    PostOffice,
    later,
)

DUE = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


async def test_an_approver_hears_when_the_step_is_theirs_and_nobody_else_does(post: PostOffice) -> None:
    await post.hear(post.waiting(LEAD))

    (notice,) = await post.inbox(LEAD)
    assert notice == {
        "id": "1",
        "seq": 1,
        "kind": "APPROVAL_WAITING",
        "title": "결재 대기",
        "body": "[결재 대기] 노트북 구매 – 미나님이 결재를 요청했습니다.",
        "link": "/erp/documents/doc-1",
        "approvalId": "12",
        "urgent": True,
        "read": False,
        "params": {"title": "노트북 구매", "drafter": "미나"},
        "createdAt": "2026-03-02T00:30:00Z",
    }
    for other in (DRAFTER, CHIEF, OUTSIDER):
        assert await post.inbox(other) == []
    english = await post.inbox(LEAD, "&locale=en")
    assert english[0]["body"] == "[Approval waiting] 노트북 구매 – 미나 asks for your approval."


def cases(post: PostOffice) -> dict[str, tuple[approvals.ApprovalEvent, dict[int, str]]]:
    fact, step = post.fact, post.step
    return {
        "consent": (
            post.waiting(CHIEF, role=approvals.StepRole.FINANCE_AGREE),
            {CHIEF: "[합의 요청] 노트북 구매 – 미나님이 합의를 요청했습니다."},
        ),
        "planned 후결": (
            post.waiting(CHIEF, outcome=approvals.StepState.POST_PENDING, due_at=DUE),
            {CHIEF: "[후결 요청] 노트북 구매 문서를 2026-03-05 18:00까지 확인해 주세요."},
        ),
        "선결": (
            approvals.StepDecided(**step(actor=CHIEF, actor_name="도윤", post_pending=(LEAD,))),
            {LEAD: "[후결 요청] 노트북 구매 문서를 확인해 주세요."},
        ),
        "대결": (
            approvals.StepDecided(
                **step(actor=OUTSIDER, actor_name="서준", on_behalf_of=LEAD, audience=(LEAD,))
            ),
            {LEAD: "[대결] 서준님이 노트북 구매 문서를 대신 결재했습니다."},
        ),
        "보류": (
            approvals.StepHeld(**step(actor=LEAD, reason="견적 확인", audience=(DRAFTER,))),
            {DRAFTER: "[보류] 노트북 구매 – 견적 확인"},
        ),
        "교체": (
            approvals.StepReassigned(
                **step(
                    was=LEAD, was_name="지우", approver=CHIEF, approver_name="도윤", audience=(DRAFTER, CHIEF)
                )
            ),
            dict.fromkeys((DRAFTER, CHIEF), "[결재자 변경] 노트북 구매: 지우 → 도윤"),
        ),
        "이관": (
            approvals.StepEscalated(
                **step(
                    was=LEAD, was_name="지우", approver=CHIEF, approver_name="도윤", audience=(LEAD, CHIEF)
                )
            ),
            dict.fromkeys((LEAD, CHIEF), "[이관] 노트북 구매 결재가 도윤님에게 넘어갔습니다."),
        ),
        "전단계 반려": (
            approvals.Returned(
                **step(
                    actor=CHIEF,
                    actor_name="도윤",
                    reason="금액  확인",
                    target_step_id="s0",
                    audience=(DRAFTER, LEAD),
                )
            ),
            dict.fromkeys(
                (DRAFTER, LEAD), "[전단계 반려] 노트북 구매 – 도윤님이 재검토를 요청했습니다: 금액 확인"
            ),
        ),
        "완료": (
            approvals.Approved(
                **fact(actor=CHIEF, audience=(DRAFTER,), number="EXP-26-000001", readers=(OUTSIDER,)),
                departments=(SALES,),
            ),
            {
                DRAFTER: "[승인 완료] 노트북 구매 (EXP-26-000001) 결재가 완료되었습니다.",
                OUTSIDER: "[참조] 노트북 구매",
                5: "[수신] 영업팀로 노트북 구매 문서가 도착했습니다.",
                6: "[수신] 영업팀로 노트북 구매 문서가 도착했습니다.",
            },
        ),
        "반려": (
            approvals.Rejected(
                **fact(actor=LEAD, audience=(DRAFTER,)),
                step_id="s1",
                approver=LEAD,
                actor_name="지우",
                reason="예산 초과",
            ),
            {DRAFTER: "[반려] 노트북 구매 – 지우님: 예산 초과"},
        ),
        "회수": (
            approvals.Recalled(**fact(actor=DRAFTER, audience=(LEAD, CHIEF))),
            dict.fromkeys((LEAD, CHIEF), "[회수] 미나님이 노트북 구매 문서를 회수했습니다."),
        ),
        "의견": (
            approvals.Commented(
                **fact(actor=LEAD, audience=(DRAFTER, CHIEF)),
                comment_id="c1",
                author_name="지우",
                excerpt="영수증을 붙여 주세요",
            ),
            dict.fromkeys((DRAFTER, CHIEF), "[의견] 지우: 영수증을 붙여 주세요"),
        ),
        "상신": (
            approvals.Submitted(**fact(actor=DRAFTER, audience=(OUTSIDER,))),
            {OUTSIDER: "[참조] 노트북 구매"},
        ),
        "결재취소": (approvals.Undone(**step(actor=LEAD, audience=(DRAFTER, CHIEF))), {}),
        "후결": (approvals.PostReviewed(**step(actor=LEAD, audience=(DRAFTER,))), {}),
    }


APART = ["consent", "planned 후결", "선결", "대결", "보류", "교체", "이관", "전단계 반려"]
ENDING = ["완료", "반려", "회수", "의견", "상신", "결재취소", "후결"]


@pytest.mark.parametrize("case", [*APART, *ENDING])
async def test_each_fact_of_a_document_reaches_those_it_concerns_in_its_own_words(
    post: PostOffice, case: str
) -> None:
    for id in (5, 6):
        await post.employ(id, SALES)
    await post.employ(7, SALES, "other")
    await post.employ(8, DEVELOPMENT)
    event, expected = cases(post)[case]
    await post.hear(event)

    found = {id: await post.bodies(id) for id in range(1, 10)}
    assert {id: texts for id, texts in found.items() if texts} == {
        id: [text] for id, text in expected.items()
    }


async def test_nobody_is_told_of_their_own_act(post: PostOffice) -> None:
    await post.hear(approvals.Recalled(**post.fact(actor=LEAD, audience=(LEAD, CHIEF, CHIEF))))

    assert await post.inbox(LEAD) == []
    assert len(await post.inbox(CHIEF)) == 1


async def test_who_left_a_department_no_longer_receives_its_papers(post: PostOffice) -> None:
    for id in (5, 6):
        await post.employ(id)
    await post.offboard(5)
    await post.employ(5)  # older news arrives late
    await post.hear(approvals.Approved(**post.fact(departments=(DEVELOPMENT,))))

    assert (len(await post.inbox(5)), len(await post.inbox(6))) == (0, 1)


async def test_leave_attendance_and_quests_are_told_to_their_person(post: PostOffice) -> None:
    base: dict[str, Any] = {"tenant": "maru", "at": post.now, "employee_id": DRAFTER}

    def line(kind: leave.Kind, minutes: int, grant: str = "g") -> leave.LedgerLine:
        reward = grant.startswith("attendance")
        return leave.LedgerLine(
            employee_id=DRAFTER,
            bucket=leave.Bucket.REWARD if reward else leave.Bucket.STATUTORY,
            grant_id=grant,
            kind=kind,
            minutes=minutes,
            effective_date=date(2026, 3, 2),
            rule_version="2020",
            article="60",
            explanation="",
            created_by=None,
            created_at=post.now,
        )

    days = tuple(leave.LeaveDay(date=date(2026, 3, day), end=480 if day != 4 else 0) for day in (3, 4, 5))
    settled = (line(leave.Kind.RELEASE, 960), line(leave.Kind.USE, -960))
    granted = (line(leave.Kind.GRANT, 480, "attendance:1:30"),)
    await post.hear(leave.LeaveSettled(**base, account_version=1, available=6240, lines=settled, days=days))
    await post.hear(
        leave.LeaveCancelled(
            **base, account_version=2, available=0, lines=(line(leave.Kind.CANCEL, 240),), day_minutes=480
        )
    )
    await post.hear(leave.LeaveGranted(**base, account_version=3, available=0, lines=granted))
    await post.hear(
        leave.LeaveGranted(**base, account_version=4, available=0, lines=(line(leave.Kind.GRANT, 480),))
    )
    await post.hear(
        leave.LeaveExpiring(**base, account_version=4, available=0, minutes=720, last_day=date(2026, 12, 31))
    )
    day: dict[str, Any] = {"employee_version": 1, "count": 3, "work_date": date(2026, 3, 1)}
    await post.hear(attendance.CheckOutMissed(**base, **day, check_in=post.now, suggested=post.now))
    await post.hear(
        attendance.CorrectionRequested(
            **base, **{**day, "employee_version": 2}, correction_id=1, reason="", deciders=(LEAD, CHIEF)
        )
    )
    quest: dict[str, Any] = {
        "quest_id": 4,
        "title": "문서 정리",
        "reward_days": 1.0,
        "department": "DEVELOPMENT",
        "created_by": LEAD,
    }
    await post.hear(quests.QuestReported(**base, **quest, quest_version=3, actor=DRAFTER))
    await post.hear(
        quests.QuestRejected(**base, **quest, quest_version=4, actor=LEAD, reason="사진이 없습니다")
    )

    assert await post.bodies(DRAFTER) == [
        "[연차] 2026-03-03~2026-03-05 2일 사용 확정, 잔여 13일",
        "[연차 취소] 0.5일이 복원되었습니다.",
        "[포상휴가] 30일 출석 달성! 1일이 지급되었습니다.",
        "[연차 소멸 예정] 1.5일이 2026-12-31에 소멸됩니다.",
        "[근태] 2026-03-01 퇴근 기록이 없습니다.",
        "[퀘스트] 문서 정리 – 반려: 사진이 없습니다",
    ]
    assert await post.bodies(LEAD) == [
        "[근태 정정] 2026-03-01 기록의 정정 신청을 확인해 주세요.",
        "[퀘스트] 문서 정리 – 승인 대기",
    ]
    assert await post.inbox(CHIEF) == []


async def test_a_delegation_is_told_to_the_two_and_to_hr_but_not_to_who_changed_it(post: PostOffice) -> None:
    for version, state in enumerate(("READY", "ACTIVE", "ENDED"), 1):
        await post.hear(
            approvals.DelegationChanged(
                tenant="maru",
                at=post.now,
                actor=OUTSIDER,
                delegation_id="d1",
                giver=LEAD,
                giver_name="지우",
                delegate=OUTSIDER,
                delegate_name="서준",
                state=state,
                delegation_version=version,
                audience=(CHIEF,),
            )
        )

    for person in (LEAD, CHIEF):
        kinds = [each["kind"] for each in await post.inbox(person, "&after=0")]
        assert kinds == ["DELEGATION_NAMED", "DELEGATION_STARTED", "DELEGATION_ENDED"]
    assert await post.inbox(OUTSIDER) == []


async def test_an_event_heard_twice_makes_one_notice_even_under_another_id(post: PostOffice) -> None:
    event, same = post.waiting(LEAD), uuid7()
    for id in (same, same, uuid7()):
        await post.hear(event, id)
    await post.hear(post.waiting(LEAD))  # the same step active again: another fact

    assert [each["seq"] for each in await post.inbox(LEAD, "&after=0")] == [1, 2]
    created = [data for kind, data in await post.told() if kind == "created"]
    assert [(data["recipientId"], data["seq"]) for data in created] == [(LEAD, 1), (LEAD, 2)]
    assert created[0]["body"] == "[결재 대기] 노트북 구매 – 미나님이 결재를 요청했습니다."


@pytest.mark.parametrize("post", ENGINES, indirect=True)
async def test_two_hundred_at_once_are_numbered_without_gap_or_repeat(post: PostOffice) -> None:
    events = [post.waiting(LEAD, CHIEF) for _ in range(100)]
    again = events[:100]
    await asyncio.gather(*(post.hear(event) for event in [*events, *again]))

    for person in (LEAD, CHIEF):
        page = (await post.ask("GET", "/api/v2/erp/notifications?after=0&limit=100", person)).json()
        assert [each["seq"] for each in page["items"]] == list(range(1, 101))
        assert (page["unread"], page["seq"], page["nextCursor"]) == (100, 100, None)


async def test_other_services_tell_what_is_no_event_once_per_source(post: PostOffice) -> None:
    ask = Notify(
        tenant="maru",
        recipients=(LEAD, CHIEF),
        kind=Kind.STEP_DUE,
        source="due:doc-1:s1:-24h",
        params={"title": "노트북 구매", "due": "2026-03-05 18:00"},
    )
    assert [await post.notices.notify([ask]) for _ in range(2)] == [2, 0]
    assert await post.bodies(LEAD) == ["[기한 임박] 노트북 구매 – 2026-03-05 18:00까지"]
    await post.employ(LEAD)
    assert await post.notices.unread("maru", LEAD) == 1
    assert await post.notices.unread("other", LEAD) == 0


async def test_an_inbox_keeps_the_newest_thousand_and_its_numbers(post: PostOffice) -> None:
    def ask(first: int) -> list[Notify]:
        return [
            Notify(tenant="maru", recipients=(LEAD,), kind=Kind.COMMENT, source=f"c:{n}", params=said)
            for n in range(first, first + 100)
        ]

    said: dict[str, str | int | float] = {"author": "미나", "excerpt": "확인했습니다"}
    for first in range(0, 1200, 100):
        await post.notices.notify(ask(first))

    page = (await post.ask("GET", "/api/v2/erp/notifications?after=0&limit=1", LEAD)).json()
    assert (page["items"][0]["seq"], page["seq"], page["unread"]) == (201, 1200, 1000)


async def test_quiet_hours_hold_back_what_is_not_urgent_until_they_end(post: PostOffice) -> None:
    path = "/api/v2/erp/notifications/preferences"
    hours = {"muted": [], "quietHours": {"begin": "22:00", "end": "07:00"}}
    assert (await post.ask("PUT", path, LEAD, hours, if_match='"v0"')).status_code == 200
    post.now = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # eleven at night in Seoul
    held = approvals.Recalled(**post.fact(audience=(LEAD, CHIEF)))
    await post.hear(held)
    await post.hear(held)
    await post.hear(post.waiting(LEAD))
    release = next(job for job in post.parts.jobs if job.name.endswith("release"))

    await release.run()
    assert [each["kind"] for each in await post.inbox(LEAD)] == ["APPROVAL_WAITING"]
    assert [each["kind"] for each in await post.inbox(CHIEF)] == ["APPROVAL_RECALLED"]
    later(post, hours=8, minutes=1)
    await release.run()
    await release.run()
    await post.hear(held)
    assert [(each["seq"], each["kind"]) for each in await post.inbox(LEAD, "&after=0")] == [
        (1, "APPROVAL_WAITING"),
        (2, "APPROVAL_RECALLED"),
    ]


async def test_a_muted_kind_takes_no_number(post: PostOffice) -> None:
    path = "/api/v2/erp/notifications/preferences"
    await post.ask("PUT", path, LEAD, {"muted": ["APPROVAL_RECALLED"]}, if_match='"v0"')
    await post.hear(approvals.Recalled(**post.fact(audience=(LEAD,))))
    await post.hear(post.waiting(LEAD))

    assert [(each["seq"], each["kind"]) for each in await post.inbox(LEAD)] == [(1, "APPROVAL_WAITING")]


async def test_an_announcement_reaches_everybody_of_the_company_once(post: PostOffice) -> None:
    for id in range(1, 451):
        await post.employ(id)
    await post.employ(900, tenant="other")
    body = {"message": "금요일은 창립기념일입니다."}
    answer = await post.ask("POST", "/api/notifications/send", STRANGER, body, x_roles="staff,admin")
    await post.carry_on()
    await post.carry_on()

    assert (answer.status_code, answer.text) == (200, "Notification sent successfully")
    assert answer.headers["content-type"].startswith("text/plain")
    created = [data["recipientId"] for kind, data in await post.told() if kind == "created"]
    assert sorted(created) == list(range(1, 451))
    assert await post.bodies(450) == ["금요일은 창립기념일입니다."]
    assert await post.inbox(900) == []
