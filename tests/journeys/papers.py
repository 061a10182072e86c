"""What people do with papers, in their own words."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from tests.journeys.house import V2, Person

SEOUL = timezone(timedelta(hours=9))


def today() -> date:
    return datetime.now(SEOUL).date()


async def drafted(
    by: Person, form: str, fields: Mapping[str, Any], title: str = "시험 문서", content: str = "내용입니다."
) -> Any:
    ask = {"formId": form, "title": title, "content": content, "fields": fields}
    return await by.do("POST", f"{V2}/documents", ask)


async def lined(by: Person, paper: Any, *approvers: Person) -> Any:
    """The drafter names the approvers, one after the other."""
    steps = [{"role": "APPROVE", "approverId": each.id} for each in approvers]
    line = {"groups": [{"kind": "SERIAL", "steps": steps}]}
    return await by.do("PUT", f"{V2}/documents/{paper['id']}/line", line, version=paper["version"])


async def submitted(by: Person, paper: Any) -> Any:
    return await by.do("POST", f"{V2}/documents/{paper['id']}/submit", {}, version=paper["version"])


async def shown(to: Person, paper: Any) -> Any:
    return await to.get(f"{V2}/documents/{paper['id']}")


def steps_of(document: Any) -> list[dict[str, Any]]:
    return [step for group in document["line"]["groups"] for step in group["steps"]]


async def decided(
    by: Person, paper: Any, action: str = "APPROVE", comment: str | None = None, step: str | None = None
) -> Any:
    """The decision of the step at its turn, on the version that this person sees."""
    now = await shown(by, paper)
    ask = {"action": action, "stepId": step or now["current"][0], "comment": comment}
    return await by.do("POST", f"{V2}/documents/{paper['id']}/decisions", ask, version=now["version"])


async def boxed(of: Person, box: str) -> list[str]:
    """The papers of a box."""
    page = await of.get(f"{V2}/boxes/{box}", limit=100)
    return [item["documentId"] for item in page["items"]]


async def printed(by: Person, paper: Any) -> str:
    answer = await by.ask("GET", f"{V2}/documents/{paper['id']}/pdf")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


async def one_of_two_days(asker: Person, weeks: int) -> tuple[date, date]:
    """A work day and the day off after it, at least that many weeks ahead, on which the person has nothing."""
    first = today() + timedelta(weeks=weeks)
    month = await asker.get(f"{V2}/leave/calendar", **{"from": first, "to": first + timedelta(days=42)})
    off = {date.fromisoformat(day["date"]) for day in month["days"] if day["holiday"]}
    taken = {
        date.fromisoformat(day["date"])
        for day in month["days"]
        if any(away["employeeId"] == asker.id for away in day["absences"])
    }
    for each in month["days"]:
        day, after = date.fromisoformat(each["date"]), date.fromisoformat(each["date"]) + timedelta(days=1)
        works = day.weekday() < 5 and day not in off
        rests = after.weekday() > 4 or after in off
        if works and rests and taken.isdisjoint({day, after}):
            return day, after
    raise AssertionError("no such pair of days")


async def some_leave(hr: Person, of: Person, days: float = 5) -> None:
    """Days that are certainly live on every day the tests choose."""
    ask = {"employeeId": of.id, "bucket": "STATUTORY", "days": days, "reason": "시험을 위한 부여"}
    await hr.do("POST", f"{V2}/leave/grants", ask)
