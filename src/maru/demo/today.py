"""What lies on the desks today: papers in every state, an absence with its substitute, quests, a forgotten evening."""

from datetime import date, datetime, timedelta

from maru.demo.company import Someone
from maru.demo.lives import V2, Company, decide, draft, submitted
from maru.erp.approvals.contract import DelegationKind


async def today(company: Company, now: datetime) -> None:
    await _absence(company, now)
    await _papers(company, now)
    await _quests(company, now)


async def _absence(company: Company, now: datetime) -> None:
    """본부장 is away this week; 부본부장 stands in."""
    ask = {
        "delegateId": company.ids["deputy"],
        "start": company.today.isoformat(),
        "end": (company.today + timedelta(days=7)).isoformat(),
        "kind": DelegationKind.PLANNED,
    }
    await company.at(now, "POST", f"{V2}/delegations", company.by("head"), ask)


async def _papers(company: Company, now: datetime) -> None:
    people = {someone.key: someone for someone in company.people}
    staff, staff2, lead = people["staff"], people["staff2"], people["lead"]
    ago = now - timedelta(hours=26)

    await submitted(
        company,
        staff2,
        "general",
        "재택근무 시범 운영 건의",
        "주 1회, 8주 동안 운영하고 결과를 보고하겠습니다.",
        {},
        ago,
    )
    first = await submitted(
        company, staff, "expense", "전시회 부스 제작", "부스 설치와 철거", _cost(3_200_000), ago
    )
    await decide(company, first, ago + timedelta(hours=2))
    project = {
        "startDate": (company.today + timedelta(days=14)).isoformat(),
        "endDate": (company.today + timedelta(days=104)).isoformat(),
        "tasks": [
            {"task": "화면 설계", "days": 20, "rate": "350000"},
            {"task": "개발", "days": 45, "rate": "400000"},
        ],
        "budget": "48000000",
    }
    second = await submitted(
        company, staff2, "project", "사내 결재 시스템 개편", "결재선과 알림을 새로 만듭니다.", project, ago
    )
    await decide(company, second, ago + timedelta(hours=1))
    third = await submitted(company, staff, "expense", "고객사 방문 교통비", "KTX 왕복", _cost(118_600), ago)
    await decide(company, third, ago + timedelta(hours=3), "REJECT")
    held = await submitted(
        company, staff2, "expense", "개발용 노트북 구입", "노트북 14형", _cost(1_890_000), ago
    )
    await decide(company, held, ago + timedelta(hours=4), "HOLD")
    back = await submitted(
        company, staff, "general", "회의실 예약 방식 개선안", "반복 예약의 한도를 제한합니다.", {}, ago
    )
    path, version = f"{V2}/documents/{back.now['id']}/recall", back.now["version"]
    await company.at(now, "POST", path, back.by, {"reason": "내용을 보완하겠습니다."}, version=version)
    await draft(company, staff, "general", "외부 교육 참가 신청", "데이터 분석 실무 과정(3일)", {}, now)
    await draft(company, lead, "expense", "팀 회식비", "분기 마감 회식", _cost(420_000), now)
    await _leave(company, staff2, _weekday(company.today + timedelta(days=9)), now)
    for key in ("design", "sales", "marketing", "finance"):
        someone = people[key]
        await submitted(company, someone, "expense", "업무 도서 구입", "기술 서적 6권", _cost(174_000), ago)


async def _leave(company: Company, someone: Someone, day: date, now: datetime) -> None:
    fields = {"startDate": day.isoformat(), "endDate": day.isoformat(), "unit": "DAY", "reason": "가족 행사"}
    await submitted(company, someone, "leave", "연차 신청", "", fields, now - timedelta(hours=5))


async def _quests(company: Company, now: datetime) -> None:
    lead, department = company.by("lead"), "DEVELOPMENT"
    for title, description, days in (
        ("신규 입사자 안내서 정리", "개발 환경 설정과 자주 묻는 질문을 한 문서로 정리합니다.", 1.0),
        ("장애 대응 훈련 진행", "분기 훈련 시나리오를 준비하고 결과를 공유합니다.", 1.5),
        ("사내 기술 세미나 발표", "30분 발표와 자료 공유까지 포함합니다.", 0.5),
    ):
        ask = {"title": title, "description": description, "rewardDays": days, "department": department}
        await company.at(now - timedelta(days=3), "POST", "/api/quests", lead, ask)
    board = await company.door.call("GET", "/api/quests", lead)
    waiting = next(quest for quest in board if quest["title"] == "장애 대응 훈련 진행")
    staff2 = company.by("staff2")
    me = {"employeeId": company.ids["staff2"]}
    await company.at(now - timedelta(days=2), "POST", f"/api/quests/{waiting['id']}/accept", staff2, me)
    await company.at(now - timedelta(days=1), "POST", f"/api/quests/{waiting['id']}/complete", staff2, me)


def _cost(amount: int) -> dict[str, object]:
    return {
        "amount": str(amount),
        "items": [{"description": "내역", "quantity": 1, "price": str(amount)}],
    }


def _weekday(day: date) -> date:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day
