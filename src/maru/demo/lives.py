"""Two years of a company, lived through its own routes: mornings, papers, quests, absences."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from maru.chassis import clock
from maru.chassis.web import Principal
from maru.demo.company import Someone
from maru.demo.door import Door, Refused
from maru.erp.attendance.contract import Attendance, Shift

KST = timedelta(hours=9)
V2 = "/api/v2/erp"
YEARS_BACK = 2
SHIFTS = 1000

GENERAL = (
    ("사내 동호회 활동비 지원 요청", "3분기 동호회 활동 계획과 참여 인원을 첨부드립니다. 지원을 요청합니다."),
    ("재택근무 시범 운영 건의", "주 1회 재택근무를 8주 동안 시범 운영하고 결과를 보고하겠습니다."),
    ("노후 모니터 교체 요청", "5년 이상 사용한 모니터 6대의 교체를 요청합니다."),
    ("외부 교육 참가 신청", "데이터 분석 실무 과정(3일) 참가를 신청합니다."),
    ("회의실 예약 방식 개선안", "반복 예약의 한도를 두 달로 제한하는 개선안을 보고합니다."),
)
EXPENSES = (
    ("고객사 방문 교통비", "KTX 왕복", 118_600),
    ("분기 워크숍 다과", "다과 및 음료", 246_000),
    ("개발용 노트북 구입", "노트북 14형", 1_890_000),
    ("전시회 부스 제작", "부스 설치와 철거", 3_200_000),
    ("업무 도서 구입", "기술 서적 6권", 174_000),
    ("서버실 소모품", "케이블과 랙 선반", 532_000),
)
PROJECTS = (
    ("사내 결재 시스템 개편", 48_000_000),
    ("신규 고객 포털 구축", 126_000_000),
    ("재고 예측 시범 사업", 32_000_000),
)
REASONS = ("가족 행사", "개인 사유", "여행", "병원 진료", "이사", "휴식")
REFUSALS = (
    "증빙이 빠졌습니다. 영수증을 첨부해 다시 올려 주세요.",
    "예산 항목을 다시 확인해 주세요.",
    "일정을 조정해 주세요.",
)


@dataclass
class Paper:
    """A document: `now` is what the last command answered, `by` who drafted it."""

    now: Any
    by: Principal


@dataclass
class Company:
    """The demo company while it is made: who is who, and the door they use."""

    door: Door
    ids: Mapping[str, int]
    people: Sequence[Someone]
    principals: Mapping[int, Principal]
    random: Random
    today: date

    def by(self, key: str) -> Principal:
        return self.principals[self.ids[key]]

    async def at(
        self, moment: datetime, method: str, path: str, by: Principal, body: object = None, **more: Any
    ) -> Any:
        with clock.at(moment):
            return await self.door.call(method, path, by, body, **more)


def kst(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC) - KST


async def attend(company: Company, attendance: Attendance, holidays: frozenset[date]) -> None:
    """Mornings and evenings of two years, for everybody, up to yesterday."""
    random, shifts = company.random, list[Shift]()
    begin = company.today - timedelta(days=365 * YEARS_BACK)
    for someone in company.people:
        id, day = company.ids[someone.key], max(begin, someone.hired)
        while day < company.today:
            if day.weekday() < 5 and day not in holidays and random.random() > 0.04:
                check_in = kst(day, 8, 40) + timedelta(minutes=random.randint(0, 35))
                stay = timedelta(hours=9, minutes=random.choice((0, 2, 5, 10, 15, 30, 45, 90)))
                forgot = day >= company.today - timedelta(days=3) and someone.key == "staff2"
                shifts.append(
                    Shift(employee_id=id, check_in=check_in, check_out=None if forgot else check_in + stay)
                )
            day += timedelta(days=1)
    shifts.sort(key=lambda shift: shift.check_in)
    for start in range(0, len(shifts), SHIFTS):
        await attendance.live_through("maru", shifts[start : start + SHIFTS])


async def write_papers(company: Company) -> None:
    """Papers of every form, most of them long decided; a few lives side by side."""
    writers = [someone for someone in company.people if someone.key not in ("ceo",)]
    await asyncio.gather(*(_papers_of(company, someone) for someone in writers))


async def _papers_of(company: Company, someone: Someone) -> None:
    random = Random(f"papers of {someone.key}")
    first = max(someone.hired + timedelta(days=40), company.today - timedelta(days=365 * YEARS_BACK))
    span = (company.today - first).days
    if span < 10:
        return
    for _ in range(3 if someone.account else 2):
        day = _workday(first + timedelta(days=random.randint(0, span - 8)))
        await _expense(company, someone, day, random)
    for _ in range(2):
        day = _workday(first + timedelta(days=random.randint(0, span - 8)))
        await _leave(company, someone, day, random)
    if someone.account:
        await _general(
            company, someone, _workday(first + timedelta(days=random.randint(0, span - 8))), random
        )


async def _expense(company: Company, someone: Someone, day: date, random: Random) -> None:
    title, item, amount = random.choice(EXPENSES)
    fields = {
        "amount": str(amount),
        "spentOn": day.isoformat(),
        "items": [{"description": item, "quantity": 1, "price": str(amount)}],
    }
    made = await submitted(
        company, someone, "expense", title, "집행 내역을 보고드립니다.", fields, kst(day, 10)
    )
    await _decide_all(company, made, kst(day, 13), random)


async def _leave(company: Company, someone: Someone, day: date, random: Random) -> None:
    start = _workday(day + timedelta(days=random.randint(2, 20)))
    if start >= company.today:
        return
    unit = random.choice(("DAY", "DAY", "HALF_AM", "HALF_PM"))
    fields = {
        "startDate": start.isoformat(),
        "endDate": start.isoformat(),
        "unit": unit,
        "reason": random.choice(REASONS),
    }
    made = await draft(company, someone, "leave", "연차 신청", "", fields, kst(day, 9, 30))
    path, version = f"{V2}/documents/{made.now['id']}", made.now["version"]
    try:
        made.now = await company.at(kst(day, 9, 34), "POST", f"{path}/submit", made.by, {}, version=version)
    except Refused:  # the day is a holiday or already taken
        await company.at(kst(day, 9, 35), "DELETE", path, made.by, version=version)
        return
    await _decide_all(company, made, kst(day, 15), random)


async def _general(company: Company, someone: Someone, day: date, random: Random) -> None:
    title, content = random.choice(GENERAL)
    made = await submitted(company, someone, "general", title, content, {}, kst(day, 11))
    await _decide_all(company, made, kst(day, 16), random)


async def draft(
    company: Company, someone: Someone, form: str, title: str, content: str, fields: object, at: datetime
) -> Paper:
    by = company.by(someone.key)
    ask = {"formId": form, "title": title, "content": content, "fields": fields}
    return Paper(await company.at(at, "POST", f"{V2}/documents", by, ask), by)


async def submitted(
    company: Company, someone: Someone, form: str, title: str, content: str, fields: object, at: datetime
) -> Paper:
    paper = await draft(company, someone, form, title, content, fields, at)
    path, version = f"{V2}/documents/{paper.now['id']}/submit", paper.now["version"]
    paper.now = await company.at(at + timedelta(minutes=4), "POST", path, paper.by, {}, version=version)
    return paper


async def _decide_all(company: Company, paper: Paper, at: datetime, random: Random) -> None:
    """Along the line, each a few hours after the one before; now and then somebody refuses."""
    while paper.now["state"] == "IN_PROGRESS" and paper.now["current"]:
        await decide(company, paper, at, "REJECT" if random.random() < 0.06 else None)
        at += timedelta(hours=3)


async def decide(company: Company, paper: Paper, at: datetime, action: str | None = None) -> None:
    """The next decision of the line, by the person whose turn it is: their approval, or the action named."""
    document = f"{V2}/documents/{paper.now['id']}"
    line = await company.door.call("GET", f"{document}/line", paper.by)
    steps = {step["id"]: step for group in line["groups"] for step in group["steps"]}
    step = steps[paper.now["current"][0]]
    doing = action or ("APPROVE" if step["role"] == "APPROVE" else "AGREE")
    reasoned = doing in ("REJECT", "HOLD", "RETURN")
    comment = REFUSALS[paper.now["requestId"] % len(REFUSALS)] if reasoned else ""
    ask = {"action": doing, "stepId": step["id"], "comment": comment}
    by = company.principals[step["approverId"]]
    paper.now = await company.at(at, "POST", f"{document}/decisions", by, ask, version=paper.now["version"])


def _workday(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day
