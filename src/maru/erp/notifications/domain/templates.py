"""The words of every kind of notice, in Korean and English."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from string import Formatter
from typing import Final

from msgspec import Struct

from maru.erp.notifications.contract import Kind, MissingParameter, Params


class Locale(StrEnum):
    KOREAN = "ko"
    ENGLISH = "en"


@cache
def _named_in(wording: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(wording) if name)


class Words(Struct, frozen=True):
    """One wording in both languages; both need the same parameters."""

    ko: str
    en: str

    def needs(self) -> frozenset[str]:
        return _named_in(self.ko)

    def of(self, locale: Locale) -> str:
        return self.ko if locale is Locale.KOREAN else self.en


class Template(Struct, frozen=True):
    """The first of `wordings` whose parameters are all there is used.

    An urgent notice disturbs quiet hours; one that can be muted asks for nothing. `status` is what older clients
    read of a document whose approval ended.
    """

    wordings: tuple[Words, ...]
    urgent: bool = False
    mutable: bool = True
    status: str | None = None
    heading: Words | None = None


def _of(*pairs: tuple[str, str], **more: bool | str | Words) -> Template:
    return Template(tuple(Words(*pair) for pair in pairs), **more)  # type: ignore[arg-type]


TEMPLATES: Final[Mapping[Kind, Template]] = {
    Kind.APPROVAL_WAITING: _of(
        (
            "[결재 대기] {title} – {drafter}님이 결재를 요청했습니다.",
            "[Approval waiting] {title} – {drafter} asks for your approval.",
        ),
        urgent=True,
        mutable=False,
    ),
    Kind.CONSENT_WAITING: _of(
        (
            "[합의 요청] {title} – {drafter}님이 합의를 요청했습니다.",
            "[Consent waiting] {title} – {drafter} asks for your consent.",
        ),
        urgent=True,
        mutable=False,
    ),
    Kind.APPROVAL_APPROVED: _of(
        (
            "[승인 완료] {title} ({number}) 결재가 완료되었습니다.",
            "[Approved] {title} ({number}) is fully approved.",
        ),
        ("[승인 완료] {title} 결재가 완료되었습니다.", "[Approved] {title} is fully approved."),
        status="APPROVED",
    ),
    Kind.APPROVAL_REJECTED: _of(
        ("[반려] {title} – {approver}님: {reason}", "[Rejected] {title} – {approver}: {reason}"),
        ("[반려] {title} – {approver}님: 사유 없음", "[Rejected] {title} – {approver}: no reason given"),
        mutable=False,
        status="REJECTED",
    ),
    Kind.APPROVAL_RETURNED: _of(
        (
            "[전단계 반려] {title} – {approver}님이 재검토를 요청했습니다: {reason}",
            "[Returned] {title} – {approver} asks for another look: {reason}",
        ),
        (
            "[전단계 반려] {title} – {approver}님이 재검토를 요청했습니다.",
            "[Returned] {title} – {approver} asks for another look.",
        ),
        urgent=True,
    ),
    Kind.APPROVAL_HELD: _of(
        ("[보류] {title} – {reason}", "[On hold] {title} – {reason}"),
        ("[보류] {title}", "[On hold] {title}"),
    ),
    Kind.APPROVAL_RECALLED: _of(
        ("[회수] {drafter}님이 {title} 문서를 회수했습니다.", "[Recalled] {drafter} has taken back {title}."),
    ),
    Kind.ACTED_FOR_YOU: _of(
        (
            "[대결] {actedBy}님이 {title} 문서를 대신 결재했습니다.",
            "[Decided for you] {actedBy} has decided {title} in your place.",
        ),
        mutable=False,
    ),
    Kind.POST_REVIEW: _of(
        (
            "[후결 요청] {title} 문서를 {due}까지 확인해 주세요.",
            "[Post-review] Please review {title} by {due}.",
        ),
        ("[후결 요청] {title} 문서를 확인해 주세요.", "[Post-review] Please review {title}."),
        mutable=False,
    ),
    Kind.CC_ARRIVED: _of(("[참조] {title}", "[In copy] {title}")),
    Kind.RECEIVED: _of(
        (
            "[수신] {department}로 {title} 문서가 도착했습니다.",
            "[Received] {title} has arrived at {department}.",
        ),
    ),
    Kind.STEP_DUE: _of(
        ("[기한 임박] {title} – {due}까지", "[Due soon] {title} – until {due}"),
        urgent=True,
        mutable=False,
    ),
    Kind.ESCALATED: _of(
        ("[이관] {title} 결재가 {to}님에게 넘어갔습니다.", "[Escalated] {title} has gone to {to}."),
        urgent=True,
        mutable=False,
    ),
    Kind.REASSIGNED: _of(
        ("[결재자 변경] {title}: {from} → {to}", "[Approver changed] {title}: {from} → {to}"), mutable=False
    ),
    Kind.COMMENT: _of(("[의견] {author}: {excerpt}", "[Comment] {author}: {excerpt}")),
    Kind.LEAVE_SETTLED: _of(
        (
            "[연차] {dates} {days}일 사용 확정, 잔여 {balance}일",
            "[Leave] {dates}: {days} day(s) settled, {balance} left",
        ),
        ("[연차] {days}일 사용 확정, 잔여 {balance}일", "[Leave] {days} day(s) settled, {balance} left"),
    ),
    Kind.LEAVE_CANCELLED: _of(
        ("[연차 취소] {days}일이 복원되었습니다.", "[Leave cancelled] {days} day(s) were given back.")
    ),
    Kind.LEAVE_EXPIRING: _of(
        (
            "[연차 소멸 예정] {days}일이 {date}에 소멸됩니다.",
            "[Leave expiring] {days} day(s) expire on {date}.",
        ),
        mutable=False,
    ),
    Kind.LEAVE_PROMOTION: _of(
        (
            "[연차 사용 촉진] 미사용 {days}일의 사용 시기를 {due}까지 알려 주세요.",
            "[Use your leave] Please say by {due} when you will take {days} unused day(s).",
        ),
        mutable=False,
    ),
    Kind.REWARD: _of(
        (
            "[포상휴가] 30일 출석 달성! {days}일이 지급되었습니다.",
            "[Reward leave] 30 days attended! {days} day(s) were granted.",
        )
    ),
    Kind.QUEST_ACCEPTED: _of(("[퀘스트] {title} – 진행 중", "[Quest] {title} – in progress")),
    Kind.QUEST_REPORTED: _of(("[퀘스트] {title} – 승인 대기", "[Quest] {title} – waiting for approval")),
    Kind.QUEST_APPROVED: _of(("[퀘스트] {title} – 승인 완료", "[Quest] {title} – approved")),
    Kind.QUEST_REJECTED: _of(
        ("[퀘스트] {title} – 반려: {reason}", "[Quest] {title} – rejected: {reason}"),
        ("[퀘스트] {title} – 반려", "[Quest] {title} – rejected"),
    ),
    Kind.ATTENDANCE_FIX: _of(
        ("[근태] {date} 퇴근 기록이 없습니다.", "[Attendance] There is no check-out on {date}.")
    ),
    Kind.CORRECTION_WAITING: _of(
        (
            "[근태 정정] {date} 기록의 정정 신청을 확인해 주세요.",
            "[Correction] Please look at a correction of {date}.",
        ),
        mutable=False,
    ),
    Kind.CORRECTION_APPROVED: _of(
        ("[근태 정정] {date} 기록이 정정되었습니다.", "[Correction] The record of {date} was corrected.")
    ),
    Kind.CORRECTION_REJECTED: _of(
        ("[근태 정정] {date} 반려: {reason}", "[Correction] {date} rejected: {reason}"),
        ("[근태 정정] {date} 반려", "[Correction] {date} rejected"),
    ),
    Kind.WEEK_HOURS: _of(
        (
            "[근로시간] 이번 주 {hours}시간, 한도까지 {left}시간",
            "[Working time] {hours} hours this week, {left} to the limit",
        ),
        mutable=False,
    ),
    Kind.DELEGATION_NAMED: _of(
        (
            "[대리 지정] {giver}님이 {delegate}님을 대리 결재자로 지정했습니다.",
            "[Substitute named] {giver} has named {delegate} as a substitute.",
        )
    ),
    Kind.DELEGATION_STARTED: _of(
        (
            "[대리 시작] {giver}님의 결재를 {delegate}님이 대신합니다.",
            "[Substitute acting] {delegate} now decides for {giver}.",
        ),
        mutable=False,
    ),
    Kind.DELEGATION_ENDED: _of(
        (
            "[대리 종료] {giver}님의 결재를 더 이상 {delegate}님이 대신하지 않습니다.",
            "[Substitute ended] {delegate} no longer decides for {giver}.",
        )
    ),
    Kind.ANNOUNCEMENT: _of(("{message}", "{message}"), mutable=False, heading=Words("공지", "Announcement")),
    Kind.MESSAGE: _of(("{message}", "{message}"), heading=Words("알림", "Message")),
}


def render(kind: Kind, params: Params, locale: Locale = Locale.KOREAN) -> str:
    """Values stand as they are: what a person wrote is never taken for a template."""
    wording = wording_for(kind, params)
    return wording.of(locale).format_map({name: _text(value) for name, value in params.items()})


def heading(kind: Kind, params: Params, locale: Locale = Locale.KOREAN) -> str:
    """The few words a list shows in bold."""
    template = TEMPLATES[kind]
    if template.heading is not None:
        return template.heading.of(locale)
    return wording_for(kind, params).of(locale)[1:].partition("]")[0]


def wording_for(kind: Kind, params: Params) -> Words:
    """Raises `MissingParameter` if no wording of the kind can be filled."""
    given = {name for name, value in params.items() if value != ""}
    for wording in TEMPLATES[kind].wordings:
        if wording.needs() <= given:
            return wording
    needed = TEMPLATES[kind].wordings[-1].needs() - given
    raise MissingParameter(f"{kind} 알림에 값이 필요합니다: {', '.join(sorted(needed))}")


def _text(value: str | int | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
