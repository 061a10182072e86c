"""대결, 부재 and 퇴직 결재자, comments and attachments, over HTTP."""

import pytest

from tests.erp.approvals.desk import V2, box, decided, sent
from tests.erp.office import ADMIN, CHIEF, HR, JUN, LEAD, MINA, SALES_HEAD, SELLER, Office


async def stands_in(office: Office, giver: int, delegate: int, **more: object) -> dict[str, object]:
    ask = {"delegateId": delegate, "start": "2026-06-30", "end": "2026-07-10", "kind": "PLANNED", **more}
    made: dict[str, object] = await office.done("POST", f"{V2}/delegations", giver, ask)
    return made


async def test_W7_the_substitute_sees_and_decides_and_both_names_stand(either: Office) -> None:
    await stands_in(either, LEAD, SELLER)
    made = await sent(either, LEAD, CHIEF)
    page = await either.get(f"{V2}/boxes/waiting", SELLER)
    assert [(i["documentId"], i["onBehalfOf"]) for i in page["items"]] == [(made["id"], LEAD)]
    assert (await either.get(f"{V2}/counts", SELLER))["boxes"]["waiting"]["total"] == 1
    activated = [data["audience"] for _, data in await either.events("step.activated")]
    assert activated == [[LEAD, SELLER]]

    assert (await decided(either, made, SELLER)).status_code == 200
    step = (await either.get(f"{V2}/documents/{made['id']}", MINA))["line"]["groups"][0]["steps"][0]
    assert (step["actedBy"], step["onBehalfOf"], step["kind"]) == (SELLER, LEAD, "PROXY")
    late = await decided(either, made, LEAD, stepId="s1")
    assert (late.status_code, late.json()["decidedBy"]) == (409, SELLER)


async def test_W8_a_drafter_who_stands_in_cannot_decide_their_own_paper(office: Office) -> None:
    await stands_in(office, LEAD, MINA)
    made = await sent(office, LEAD)
    refused = await decided(office, made, MINA)

    assert (refused.status_code, refused.json()["code"]) == (403, "self-approval")
    assert await office.events("step.decided") == []
    assert await box(office, "waiting", MINA) == []


async def test_a_scope_keeps_the_substitute_from_other_papers(office: Office) -> None:
    await stands_in(office, LEAD, SELLER, forms=["expense"])
    made = await sent(office, LEAD)

    assert await box(office, "waiting", SELLER) == []
    assert (await decided(office, made, SELLER)).status_code == 404


async def test_an_unplanned_absence_is_started_by_the_substitute_and_told_to_hr(office: Office) -> None:
    held = await stands_in(office, LEAD, SELLER, kind="UNPLANNED")
    made = await sent(office, LEAD)
    assert (await decided(office, made, SELLER)).status_code == 404
    by_giver = await office.call("POST", f"{V2}/delegations/{held['id']}/activate", LEAD, {})
    assert by_giver.status_code == 403
    await office.done("POST", f"{V2}/delegations/{held['id']}/activate", SELLER, {})

    assert (await decided(office, made, SELLER)).status_code == 200
    told = [data["audience"] for _, data in await office.events("delegation.changed")]
    assert told[-1] == [HR]


async def test_W14_hr_hands_over_what_waits_and_history_keeps_the_old_name(either: Office) -> None:
    first, second = await sent(either, LEAD, CHIEF), await sent(either, LEAD, CHIEF)
    await decided(either, second, LEAD)
    preview = await either.get(f"{V2}/reassignments", HR, leaverId=CHIEF)
    assert {i["documentId"] for i in preview["items"]} == {first["id"], second["id"]}
    ask = {"leaverId": CHIEF, "successorId": SALES_HEAD}
    done = await either.done("POST", f"{V2}/reassignments", HR, ask)
    assert [i["applied"] for i in done["items"]] == [True, True]

    assert (await box(either, "waiting", SALES_HEAD), await box(either, "waiting", CHIEF)) == (
        [second["id"]],
        [],
    )
    names = [
        t["wasName"] for t in (await either.get(f"{V2}/documents/{second['id']}/history", MINA))["items"]
    ]
    assert "도윤" in names
    for who in (MINA, LEAD, SELLER):
        assert (await either.call("POST", f"{V2}/reassignments", who, ask)).status_code == 403


async def test_comments_may_be_mended_for_five_minutes_and_then_only_hidden(office: Office) -> None:
    made = await sent(office, LEAD)
    path = f"{V2}/documents/{made['id']}/comments"
    said = await office.done("POST", path, MINA, {"text": "확인 부탁드립니다."})
    await office.done("PATCH", f"{path}/{said['id']}", MINA, {"text": "확인 부탁드려요."})
    assert (await office.call("PATCH", f"{path}/{said['id']}", LEAD, {"text": "x"})).status_code == 403
    office.at("2026-07-01T09:06:00+09:00")
    late = await office.call("PATCH", f"{path}/{said['id']}", MINA, {"text": "늦음"})
    assert (late.status_code, late.json()["code"]) == (409, "invalid-state")
    await office.done("DELETE", f"{path}/{said['id']}", MINA)

    listed = (await office.get(path, LEAD))["items"]
    assert [(c["text"], c["hiddenAt"] is not None) for c in listed] == [("", True)]
    assert (await office.call("GET", path, SELLER)).status_code == 404
    assert [data["audience"] for _, data in await office.events("commented")] == [[LEAD]]


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("영수증.png", PNG, 201),
        ("../../etc/passwd", b"text", 201),
        ("run.exe", b"MZ", 422),
        ("page.svg", b"<svg onload=alert(1)>", 422),
        ("empty.pdf", b"", 422),
        ("big.bin", b"x" * ((10 << 20) + 1), 413),
    ],
)
async def test_an_attachment_is_kept_as_bytes_under_a_name_of_ours(
    office: Office, name: str, body: bytes, status: int
) -> None:
    draft = await office.done("POST", f"{V2}/documents", MINA, {"formId": "general", "title": "첨부"})
    path = f"{V2}/documents/{draft['id']}/attachments"
    answer = await office.call("POST", path, MINA, params={"name": name}, content=body)

    assert answer.status_code == status, answer.text
    listed = (await office.get(path, MINA))["items"]
    assert len(listed) == (1 if status == 201 else 0)
    if status == 201:
        assert "/" not in listed[0]["name"]
        got = await office.call("GET", f"{path}/{listed[0]['id']}", MINA)
        assert got.content == body
        assert got.headers["content-disposition"].startswith("attachment;")
        assert got.headers["content-type"] in ("image/png", "application/octet-stream")
        assert (await office.call("GET", f"{path}/{listed[0]['id']}", JUN)).status_code == 404


async def test_a_draft_takes_ten_attachments(office: Office) -> None:
    draft = await office.done("POST", f"{V2}/documents", MINA, {"formId": "general", "title": "첨부"})
    path = f"{V2}/documents/{draft['id']}/attachments"
    statuses = [
        (await office.call("POST", path, MINA, params={"name": f"{n}.png"}, content=PNG)).status_code
        for n in range(11)
    ]

    assert statuses == [201] * 10 + [422]


async def test_only_administrators_see_everybodys_absences(office: Office) -> None:
    await stands_in(office, LEAD, SELLER)
    assert len((await office.get(f"{V2}/delegations", ADMIN, side="all"))["items"]) == 1
    assert (await office.call("GET", f"{V2}/delegations?side=all", MINA)).status_code == 403
    assert len((await office.get(f"{V2}/delegations", SELLER, side="receiver"))["items"]) == 1
