"""What the doors are tried on: fresh things of staff's, in the state that the case names."""

import itertools
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, Final

from tests.access.cast import Cast, until

V2: Final = "/api/v2/erp"
Thing = dict[str, Any]


@dataclass
class Things:
    """Every method makes something new: its names for the path and the body, and its version."""

    cast: Cast
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)
    worked: list[str] = field(default_factory=list)

    @cached_property
    def people(self) -> Thing:
        """Who is called what in the cases."""
        names = ("staff", "mate", "lead", "head", "hr", "admin", "deputy")
        return {**{name: self.cast[name].id for name in names}, "department": self.department()}

    def make(self, name: str) -> Thing:
        if not name:
            return {}
        maker: Callable[[], Thing] = getattr(self, name)
        return maker()

    def newcomer(self) -> Thing:
        ask = {"name": "새사람", "departmentId": self.department(), "position": "사원"}
        return _named(self.cast["hr"].do("POST", f"{V2}/employees", ask))

    def department(self) -> int:
        found = self.cast["hr"].do("GET", f"{V2}/departments")["items"]
        return int(next(each["id"] for each in found if each["name"] == "DEVELOPMENT"))

    # -- papers

    def draft(self) -> Thing:
        ask = {"formId": "general", "title": "문서", "content": "내용"}
        return _named(self.cast["staff"].do("POST", f"{V2}/documents", ask))

    def paper(self, grade: str = "B", viewers: object = ()) -> Thing:
        """On its way: lead's turn, then head's."""
        return self._sent(["lead", "head"], grade, viewers)

    def refused_paper(self) -> Thing:
        return self._decided(self.paper(), "lead", "REJECT")

    def approved_paper(self) -> Thing:
        return self._decided(self._decided(self.paper(), "lead"), "head")

    def secret_paper(self) -> Thing:
        return self._decided(self._sent(["lead"], "S"), "lead")

    def public_paper(self) -> Thing:
        return self._decided(self._sent(["lead"], "C"), "lead")

    def viewed_paper(self) -> Thing:
        """Approved, and mate is to confirm having read it."""
        reader = {"kind": "READ", "employeeId": self.cast["mate"].id}
        done = self._decided(self._decided(self.paper(viewers=[reader]), "lead"), "head")
        line = self.cast["staff"].do("GET", f"{V2}/documents/{done['id']}/line")
        return {**done, "viewer": line["viewers"][0]["id"]}

    def stood_in_paper(self) -> Thing:
        """Decided in head's absence, whose acknowledgement it waits for."""
        sent = self._sent(["head"])
        return {**self._decided(sent, "deputy"), "step": sent["step"]}

    def commented_paper(self) -> Thing:
        paper = self.paper()
        path = f"{V2}/documents/{paper['id']}/comments"
        return {**paper, "comment": self.cast["staff"].do("POST", path, {"text": "의견"})["id"]}

    def attached_draft(self) -> Thing:
        draft = self.draft()
        path, staff = f"{V2}/documents/{draft['id']}/attachments", self.cast["staff"]
        made = staff.do("POST", path, params={"name": "메모.txt"}, content="메모".encode())
        return {**draft, "attachment": made["id"]}

    def delegation(self) -> Thing:
        """Lead named mate, should an absence come; on a day that no other has."""
        first = date(2030, 1, 1) + timedelta(days=10 * next(self.numbers))
        now = datetime.now(UTC)
        ask = {
            "delegateId": self.cast["mate"].id,
            "start": (now - timedelta(hours=1)).isoformat(),
            "end": (now + timedelta(hours=1)).isoformat(),
            "kind": "UNPLANNED",
            "forms": [f"form-{first.isoformat()}"],
        }
        return _named(self.cast["lead"].do("POST", f"{V2}/delegations", ask))

    def _sent(self, line: list[str], grade: str = "B", viewers: object = ()) -> Thing:
        staff = self.cast["staff"]
        ask = {"formId": "general", "title": "문서", "content": "내용", "grade": grade}
        made = staff.do("POST", f"{V2}/documents", ask)
        path = f"{V2}/documents/{made['id']}"
        steps = [{"approverId": self.cast[name].id} for name in line]
        groups = {"groups": [{"steps": steps}], "viewers": viewers}
        made = staff.do("PUT", f"{path}/line", groups, version=made["version"])
        return _named(staff.do("POST", f"{path}/submit", {}, version=made["version"]))

    def _decided(self, paper: Thing, by: str, action: str = "APPROVE") -> Thing:
        ask = {"action": action, "stepId": paper["step"], "comment": "이유"}
        path = f"{V2}/documents/{paper['id']}/decisions"
        done = self.cast[by].do("POST", path, ask, version=paper["version"])
        return {**paper, **_named(done)}

    # -- leave

    def free_day(self) -> Thing:
        """A work day of staff's on which nothing is asked for, and leave that is live on it."""
        staff = self.cast["staff"]
        grant = {"employeeId": staff.id, "bucket": "STATUTORY", "days": 1, "reason": "시험"}
        self.cast["hr"].do("POST", f"{V2}/leave/grants", grant)
        first = date.today() + timedelta(days=20 + 15 * next(self.numbers) % 300)
        for n in range(60):
            day = first + timedelta(days=n)
            ask = {"startDate": day.isoformat(), "endDate": day.isoformat()}
            preview = staff.ask("POST", f"{V2}/leave/preview", ask)
            if preview.is_success and preview.json()["minutes"] and not preview.json()["problems"]:
                return {"day": day.isoformat()}
        raise AssertionError("no free day")

    def asked_leave(self) -> Thing:
        day = self.free_day()["day"]
        staff = self.cast["staff"]
        ask = {"employeeId": staff.id, "startDate": day, "endDate": day, "days": 1, "reason": "여행"}
        return {"id": staff.do("POST", "/api/leaves", ask)["id"]}

    def taken_leave(self) -> Thing:
        leave = self.asked_leave()
        self.cast["lead"].do("PUT", f"/api/leaves/{leave['id']}/approve")
        path = f"{V2}/leave/requests/{leave['id']}"
        until(lambda: self.cast["staff"].do("GET", path)["state"] == "SETTLED")
        return leave

    def holiday(self) -> Thing:
        day = date(2040, 1, 2) + timedelta(days=next(self.numbers))
        ask = {"date": day.isoformat(), "name": "창립일", "source": "취업 규칙", "effective": "2026-01-01"}
        return _named(self.cast["hr"].do("POST", f"{V2}/holidays", ask))

    # -- attendance and quests

    def correction(self) -> Thing:
        """Of a day that staff closed in the past and has not asked about."""
        staff = self.cast["staff"]
        if not self.worked:
            page = staff.do("GET", f"{V2}/attendance/check-ins", params={"limit": 100})
            closed = [day["workDate"] for day in page["items"] if day["state"] == "COMPLETED"]
            self.worked += closed[1:]  # not today's: its evening is still to come
        day = self.worked.pop(0)
        ask = {"date": day, "checkOut": f"{day}T20:30:00+09:00", "reason": "회의"}
        return _named(staff.do("POST", f"{V2}/attendance/corrections", ask))

    def quest(self) -> Thing:
        ask = {"title": "정리", "description": "", "rewardDays": 0.5, "department": "DEVELOPMENT"}
        return _named(self.cast["lead"].do("POST", f"{V2}/quests", ask))

    def accepted_quest(self) -> Thing:
        quest = self.quest()
        return {**quest, **self._by_staff(quest, "accept")}

    def reported_quest(self) -> Thing:
        quest = self.accepted_quest()
        return {**quest, **self._by_staff(quest, "complete")}

    def approved_quest(self) -> Thing:
        quest = self.reported_quest()
        ask = {"employeeId": self.cast["staff"].id}
        path = f"{V2}/quests/{quest['id']}/approve"
        done = self.cast["lead"].do("PUT", path, ask, version=quest["version"])
        return {**quest, "version": done["version"]}

    def _by_staff(self, quest: Thing, move: str) -> Thing:
        done = self.cast["staff"].do("POST", f"{V2}/quests/{quest['id']}/{move}")
        return {"version": done["version"]}

    # -- accounts

    def foreign_session(self) -> Thing:
        """A session of somebody who tries no door."""
        deputy = self.cast["deputy"]
        found = deputy.do("GET", "/api/auth/sessions")
        return {"id": found[0]["id"]}


def _named(made: dict[str, Any]) -> Thing:
    """The names under which cases speak of an answer."""
    named = {"id": made["id"], "version": made.get("version")}
    if "requestId" in made:
        named["request_id"] = made["requestId"]
    if made.get("current"):
        named["step"] = made["current"][0]
    return named


def once() -> str:
    return f"{int(time.time())}-{uuid.uuid4().hex[:12]}"
