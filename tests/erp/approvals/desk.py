"""The approvals service over the real store and edge: shortcuts for what people do."""

from typing import Any

from tests.erp.office import CHIEF, LEAD, MINA, Office

V2 = "/api/v2/erp"


def line(*approvers: int, kind: str = "SERIAL", **more: Any) -> dict[str, Any]:
    steps = [{"role": "APPROVE", "approverId": id} for id in approvers]
    return {"groups": [{"kind": kind, "steps": steps, **more}]}


async def drafted(office: Office, by: int = MINA, form: str = "general", **fields: Any) -> dict[str, Any]:
    ask = {"formId": form, "title": "비품 구입", "content": "모니터 두 대", "fields": fields}
    made: dict[str, Any] = await office.done("POST", f"{V2}/documents", by, ask)
    return made


async def sent(
    office: Office, *approvers: int, by: int = MINA, form: str = "general", **fields: Any
) -> dict[str, Any]:
    """A document submitted along a serial line."""
    made = await drafted(office, by, form, **fields)
    path = f"{V2}/documents/{made['id']}"
    made = await office.done(
        "PUT", f"{path}/line", by, line(*approvers or (LEAD, CHIEF)), version=made["version"]
    )
    done: dict[str, Any] = await office.done("POST", f"{path}/submit", by, {}, version=made["version"])
    return done


async def decided(office: Office, made: dict[str, Any], by: int, action: str = "APPROVE", **more: Any) -> Any:
    return await office.call(
        "POST",
        f"{V2}/documents/{made['id']}/decisions",
        by,
        {"action": action, **more},
        version=made["version"],
    )


async def box(office: Office, name: str, by: int, **query: Any) -> list[str]:
    """The ids in somebody's box, newest first."""
    page = await office.get(f"{V2}/boxes/{name}", by, **query)
    return [item["documentId"] for item in page["items"]]
