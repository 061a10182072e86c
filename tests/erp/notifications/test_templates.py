"""The words of each kind, to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maru.erp.notifications.contract import Kind, MissingParameter, Params
from maru.erp.notifications.domain.templates import TEMPLATES, Locale, heading, render, wording_for

FACTS: Params = {
    "title": "노트북 구매",
    "drafter": "미나",
    "number": "EXP-26-000001",
    "approver": "지우",
    "reason": "예산 초과",
    "actedBy": "도윤",
    "due": "2026-03-05 18:00",
    "department": "재무팀",
    "to": "하은",
    "from": "지우",
    "author": "서준",
    "excerpt": "영수증을 붙여 주세요",
    "dates": "2026-03-02~2026-03-03",
    "days": 1.5,
    "balance": 12.0,
    "date": "2026-12-31",
    "hours": 50,
    "left": 2.5,
    "giver": "지우",
    "delegate": "서준",
    "message": "금요일은 창립기념일입니다.",
}
WORDS = {
    Kind.APPROVAL_WAITING: "[결재 대기] 노트북 구매 – 미나님이 결재를 요청했습니다.",
    Kind.CONSENT_WAITING: "[합의 요청] 노트북 구매 – 미나님이 합의를 요청했습니다.",
    Kind.APPROVAL_APPROVED: "[승인 완료] 노트북 구매 (EXP-26-000001) 결재가 완료되었습니다.",
    Kind.APPROVAL_REJECTED: "[반려] 노트북 구매 – 지우님: 예산 초과",
    Kind.APPROVAL_RETURNED: "[전단계 반려] 노트북 구매 – 지우님이 재검토를 요청했습니다: 예산 초과",
    Kind.APPROVAL_HELD: "[보류] 노트북 구매 – 예산 초과",
    Kind.APPROVAL_RECALLED: "[회수] 미나님이 노트북 구매 문서를 회수했습니다.",
    Kind.ACTED_FOR_YOU: "[대결] 도윤님이 노트북 구매 문서를 대신 결재했습니다.",
    Kind.POST_REVIEW: "[후결 요청] 노트북 구매 문서를 2026-03-05 18:00까지 확인해 주세요.",
    Kind.CC_ARRIVED: "[참조] 노트북 구매",
    Kind.RECEIVED: "[수신] 재무팀로 노트북 구매 문서가 도착했습니다.",
    Kind.STEP_DUE: "[기한 임박] 노트북 구매 – 2026-03-05 18:00까지",
    Kind.ESCALATED: "[이관] 노트북 구매 결재가 하은님에게 넘어갔습니다.",
    Kind.REASSIGNED: "[결재자 변경] 노트북 구매: 지우 → 하은",
    Kind.COMMENT: "[의견] 서준: 영수증을 붙여 주세요",
    Kind.LEAVE_SETTLED: "[연차] 2026-03-02~2026-03-03 1.5일 사용 확정, 잔여 12일",
    Kind.LEAVE_CANCELLED: "[연차 취소] 1.5일이 복원되었습니다.",
    Kind.LEAVE_EXPIRING: "[연차 소멸 예정] 1.5일이 2026-12-31에 소멸됩니다.",
    Kind.LEAVE_PROMOTION: "[연차 사용 촉진] 미사용 1.5일의 사용 시기를 2026-03-05 18:00까지 알려 주세요.",
    Kind.REWARD: "[포상휴가] 30일 출석 달성! 1.5일이 지급되었습니다.",
    Kind.QUEST_ACCEPTED: "[퀘스트] 노트북 구매 – 진행 중",
    Kind.QUEST_REPORTED: "[퀘스트] 노트북 구매 – 승인 대기",
    Kind.QUEST_APPROVED: "[퀘스트] 노트북 구매 – 승인 완료",
    Kind.QUEST_REJECTED: "[퀘스트] 노트북 구매 – 반려: 예산 초과",
    Kind.ATTENDANCE_FIX: "[근태] 2026-12-31 퇴근 기록이 없습니다.",
    Kind.CORRECTION_WAITING: "[근태 정정] 2026-12-31 기록의 정정 신청을 확인해 주세요.",
    Kind.CORRECTION_APPROVED: "[근태 정정] 2026-12-31 기록이 정정되었습니다.",
    Kind.CORRECTION_REJECTED: "[근태 정정] 2026-12-31 반려: 예산 초과",
    Kind.WEEK_HOURS: "[근로시간] 이번 주 50시간, 한도까지 2.5시간",
    Kind.DELEGATION_NAMED: "[대리 지정] 지우님이 서준님을 대리 결재자로 지정했습니다.",
    Kind.DELEGATION_STARTED: "[대리 시작] 지우님의 결재를 서준님이 대신합니다.",
    Kind.DELEGATION_ENDED: "[대리 종료] 지우님의 결재를 더 이상 서준님이 대신하지 않습니다.",
    Kind.ANNOUNCEMENT: "금요일은 창립기념일입니다.",
    Kind.MESSAGE: "금요일은 창립기념일입니다.",
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_in_korean_exactly_what_is_agreed(kind: Kind) -> None:
    assert render(kind, FACTS) == WORDS[kind]


@pytest.mark.parametrize("kind", Kind)
def test_every_wording_is_there_in_english_with_the_same_values(kind: Kind) -> None:
    for words in TEMPLATES[kind].wordings:
        assert words.needs() == type(words)(words.en, words.ko).needs()
    english = render(kind, FACTS, Locale.ENGLISH)
    assert "{" not in english
    if kind not in (Kind.ANNOUNCEMENT, Kind.MESSAGE):
        assert english != WORDS[kind]
        assert heading(kind, FACTS, Locale.ENGLISH) == english[1 : english.index("]")]
        assert heading(kind, FACTS) == WORDS[kind][1 : WORDS[kind].index("]")]


def test_a_refusal_without_a_reason_says_so() -> None:
    given: Params = {"title": "휴가", "approver": "지우", "reason": ""}

    assert render(Kind.APPROVAL_REJECTED, given) == "[반려] 휴가 – 지우님: 사유 없음"
    assert render(Kind.APPROVAL_REJECTED, given, Locale.ENGLISH) == "[Rejected] 휴가 – 지우: no reason given"


def test_a_notice_with_a_hole_is_refused() -> None:
    with pytest.raises(MissingParameter, match="drafter"):
        wording_for(Kind.APPROVAL_WAITING, {"title": "휴가"})


@given(st.text(min_size=1, max_size=30), st.text(min_size=1, max_size=30))
def test_what_people_write_is_shown_and_never_interpreted(title: str, drafter: str) -> None:
    said = render(Kind.APPROVAL_WAITING, {"title": title, "drafter": drafter})

    assert said == f"[결재 대기] {title} – {drafter}님이 결재를 요청했습니다."


def test_braces_in_a_title_reach_nothing_inside() -> None:
    title = "{drafter.__class__} {0} %s [승인 완료]"

    assert render(Kind.CC_ARRIVED, {"title": title}) == f"[참조] {title}"
    assert heading(Kind.CC_ARRIVED, {"title": title}) == "참조"
