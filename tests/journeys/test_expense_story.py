"""지출: the line that the rules make, a refusal with its reason, and the second version that completes."""

import pytest

from tests.erp.engines import ENGINES
from tests.journeys.house import V2, Company
from tests.journeys.papers import boxed, decided, drafted, shown, steps_of, submitted

pytestmark = pytest.mark.parametrize("engine", ENGINES)

AMOUNT = 3_200_000


def cost(amount: int) -> dict[str, object]:
    items = [{"description": "부스 제작", "quantity": 1, "price": str(amount)}]
    return {"amount": str(amount), "items": items}


async def test_an_expense_is_refused_by_finance_drafted_again_and_completes(demo: Company) -> None:
    staff, lead, head, finance = await demo.people("staff", "lead", "head", "finance")
    first = await drafted(staff, "expense", cost(AMOUNT), "전시회 부스", "부스 제작과 설치")
    line = steps_of(await shown(staff, first))
    assert [(step["role"], step["approverId"]) for step in line] == [
        ("APPROVE", lead.id),
        ("FINANCE_AGREE", finance.id),
        ("APPROVE", head.id),
    ]
    assert [step["whyRule"] for step in line] == ["expense-large"] * 3
    assert "300만원 초과" in line[2]["why"]

    async with finance.listening() as finances_bell, staff.listening() as bell:
        first = await submitted(staff, first)
        await decided(lead, first)
        await finances_bell.about(first["requestId"], "합의 요청")
        refused = await decided(finance, first, "REJECT", "견적서가 빠졌습니다.")
        told = await bell.about(first["requestId"], "반려")
    assert refused["state"] == "REJECTED"
    assert finance.full_name in told["message"] and "견적서가 빠졌습니다." in told["message"]
    assert first["id"] in await boxed(staff, "rejected")
    assert [step["state"] for step in steps_of(await shown(staff, first))] == [
        "APPROVED",
        "REJECTED",
        "CLOSED",
    ]

    second = await staff.do("POST", f"{V2}/documents/{first['id']}/redraft", {})
    assert (second["state"], second["previousId"]) == ("DRAFT", first["id"])
    mended = {"content": "견적서를 붙였습니다.", "fields": cost(AMOUNT)}
    path = f"{V2}/documents/{second['id']}"
    second = await staff.do("PATCH", path, mended, version=second["version"])
    attached = await staff.ask(
        "POST",
        f"{path}/attachments",
        params={"name": "견적서.pdf"},
        content=b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF",
    )
    assert attached.status_code == 201, attached.text
    second = await shown(staff, second)
    await submitted(staff, second)
    for each in (lead, finance, head):
        done = await decided(each, second, "AGREE" if each is finance else "APPROVE")
    assert done["state"] == "APPROVED"
    assert done["number"].startswith("EX-")
    document = await shown(staff, second)
    assert (document["previousId"], document["revision"]) == (first["id"], 2)
    assert (await shown(staff, first))["state"] == "REJECTED"
    assert (await staff.refused("POST", f"{V2}/documents/{second['id']}/redraft", {})) == (
        409,
        "invalid-state",
    )


async def test_a_smaller_sum_in_the_second_version_takes_the_shorter_line(demo: Company) -> None:
    """W15: the line is made again from what the paper says now."""
    staff, lead, finance = await demo.people("staff", "lead", "finance")
    first = await submitted(staff, await drafted(staff, "expense", cost(AMOUNT), "장비 대여"))
    await decided(lead, first, "REJECT", "금액을 줄여 주세요.")

    second = await staff.do("POST", f"{V2}/documents/{first['id']}/redraft", {})
    path = f"{V2}/documents/{second['id']}"
    second = await staff.do("PATCH", path, {"fields": cost(400_000)}, version=second["version"])

    steps = steps_of(await shown(staff, second))
    assert [step["approverId"] for step in steps] == [lead.id, finance.id]
