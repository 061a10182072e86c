"""The demo company: 마루상사, about forty people in a tree of departments. Its people are invented."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

DOMAIN = "demo.maru.example"


@dataclass(frozen=True)
class Unit:
    """A department: `head` is the key of the person who heads it."""

    name: str
    korean: str
    english: str
    above: str | None
    head: str


@dataclass(frozen=True)
class Someone:
    """A person of the company; `key` is the account's name where there is one."""

    key: str
    name: str
    title: str
    unit: str
    hired: date
    account: bool = False
    roles: tuple[str, ...] = ()
    reads: str = field(default="")


UNITS = (
    Unit("COMPANY", "마루상사", "Maru Trading", None, "ceo"),
    Unit("PRODUCT", "제품본부", "Product Division", "COMPANY", "head"),
    Unit("DEVELOPMENT", "개발팀", "Development", "PRODUCT", "lead"),
    Unit("DESIGN", "디자인팀", "Design", "PRODUCT", "design"),
    Unit("SALES", "영업팀", "Sales", "COMPANY", "sales"),
    Unit("MARKETING", "홍보팀", "Marketing", "COMPANY", "marketing"),
    Unit("HR", "인사팀", "Human Resources", "COMPANY", "people"),
    Unit("FINANCE", "재무팀", "Finance", "COMPANY", "finance"),
)

NAMED = (
    Someone("ceo", "문태식", "대표이사", "COMPANY", date(2012, 3, 2)),
    Someone("head", "최지우", "본부장", "PRODUCT", date(2015, 6, 10), True),
    Someone("deputy", "정민재", "부본부장", "PRODUCT", date(2017, 4, 3), True),
    Someone("lead", "박서준", "팀장", "DEVELOPMENT", date(2018, 5, 1), True),
    Someone("staff", "김하늘", "사원", "DEVELOPMENT", date(2024, 4, 1), True),
    Someone("staff2", "이도윤", "대리", "DEVELOPMENT", date(2022, 5, 2), True),
    Someone("design", "송유진", "팀장", "DESIGN", date(2018, 9, 3)),
    Someone("sales", "강현우", "팀장", "SALES", date(2016, 2, 1)),
    Someone("marketing", "임수아", "팀장", "MARKETING", date(2019, 1, 2)),
    Someone("people", "백승아", "팀장", "HR", date(2016, 11, 1)),
    Someone("hr", "윤가은", "과장", "HR", date(2019, 7, 1), True, ("hr",)),
    Someone("admin", "오태경", "차장", "HR", date(2018, 1, 2), True, ("admin",)),
    Someone("finance", "한소영", "팀장", "FINANCE", date(2017, 10, 10), True),
)

# accounts of the other systems, and of those who operate the platform
OUTSIDE = (
    ("operator", "운영 담당", "운영자", ("operator",)),
    ("auditor", "감사 담당", "감사인", ("auditor",)),
    ("organiser", "공연 주최", "주최자", ("organiser",)),
    ("gate", "입장 담당", "검표원", ("gate",)),
    ("buyer", "예매 고객", "구매자", ("buyer",)),
    ("receptionist", "접수 담당", "접수원", ("receptionist",)),
    ("vet", "진료 담당", "수의사", ("vet",)),
    ("owner", "보호자", "보호자", ("owner",)),
    ("clinic-admin", "병원 관리", "병원 관리자", ("clinic-admin",)),
)

FAMILY = "김이박최정강조윤장임한신서권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현"
GIVEN = [
    "가온",
    "건우",
    "경민",
    "규리",
    "나래",
    "다온",
    "도현",
    "동욱",
    "라희",
    "민서",
    "보람",
    "상우",
    "서윤",
    "선호",
    "세라",
    "소율",
    "수빈",
    "승민",
    "아린",
    "연우",
    "예준",
    "유나",
    "은찬",
    "이안",
    "재희",
    "정우",
    "주안",
    "지호",
    "진아",
    "찬영",
    "채린",
    "태오",
    "하람",
    "현서",
    "혜인",
    "호준",
]
RANKS = ("사원", "사원", "주임", "대리", "대리", "과장", "차장")
PEOPLE = 40


def everybody(random: Random, today: date) -> list[Someone]:
    """The named ones and enough others, each with a hiring day up to ten years back."""
    people = list(NAMED)
    taken = {each.name for each in people}
    teams = [unit.name for unit in UNITS if unit.name not in ("COMPANY", "PRODUCT")]
    while len(people) < PEOPLE:
        name = random.choice(FAMILY) + random.choice(GIVEN)
        if name in taken:
            continue
        taken.add(name)
        back = random.randint(40, 3650)
        hired = date.fromordinal(today.toordinal() - back)
        unit = teams[len(people) % len(teams)]
        people.append(Someone(f"p{len(people)}", name, random.choice(RANKS), unit, hired))
    return people
