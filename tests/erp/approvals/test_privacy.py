"""What a leave is for is nobody's business but the line's, the heads' and HR's."""

from tests.erp.approvals.desk import V2, decided, drafted, line
from tests.erp.office import HR, JUN, LEAD, MINA, SELLER, Office


async def test_colleagues_cannot_read_an_approved_leave(office: Office) -> None:
    made = await drafted(office, form="leave", startDate="2026-08-03", endDate="2026-08-03", reason="진료")
    path = f"{V2}/documents/{made['id']}"
    made = await office.done("PUT", f"{path}/line", MINA, line(LEAD), version=made["version"])
    made = await office.done("POST", f"{path}/submit", MINA, {}, version=made["version"])
    await decided(office, made, LEAD)

    for who in (JUN, SELLER):
        for more in ("", "/history", "/pdf", "/audit", "/comments"):
            assert (await office.call("GET", path + more, who)).status_code == 404
        assert (await office.get(f"{V2}/search", who, q="비품"))["items"] == []
        assert (await office.call("GET", f"/api/approvals/{made['requestId']}", who)).status_code == 404
    for who in (MINA, LEAD, HR):
        assert (await office.call("GET", path, who)).status_code == 200


async def test_a_title_is_one_line_of_signs_that_show(office: Office) -> None:
    made = await office.done(
        "POST", f"{V2}/documents", MINA, {"formId": "general", "title": " a\u0000b\n c "}
    )
    assert made["title"] == "a b c"
