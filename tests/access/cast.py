"""Who tries the doors: one signed-in client for each kind of caller."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from maru.chassis.credentials import Credentials
from tests.journeys.house import DOMAIN, PASSWORD, SECRET

ACTORS: Final = (
    "anonymous",
    "staff",
    "mate",
    "colleague",
    "lead",
    "head",
    "hr",
    "admin",
    "service",
    "buyer",
)
GROUPS: Final = {
    "everyone": ACTORS,
    "signed": tuple(actor for actor in ACTORS if actor not in ("anonymous", "service")),
    "employees": ("staff", "mate", "colleague", "lead", "head", "hr", "admin"),
    "responsible": ("staff", "lead", "head", "hr"),  # for what is staff's: oneself, those above, HR
}
ACCOUNTS: Final = {
    "staff": "staff",
    "mate": "staff2",
    "lead": "lead",
    "head": "head",
    "hr": "hr",
    "admin": "admin",
    "buyer": "buyer",
    "deputy": "deputy",
}
SECONDS: Final = 20


def named(text: str) -> frozenset[str]:
    """The actors of a cell's list, groups resolved."""
    found: set[str] = set()
    for word in text.split():
        found.update(GROUPS.get(word, (word,)))
    assert found <= set(ACTORS), f"nobody is called {sorted(found - set(ACTORS))}"
    return frozenset(found)


@dataclass
class Actor:
    name: str
    http: httpx.Client
    id: int = 0

    def ask(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        version: int | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> httpx.Response:
        """One request, as a command of its own."""
        sent = {"idempotency-key": uuid.uuid4().hex, **(headers or {})}
        if version is not None:
            sent["if-match"] = f'"v{version}"'
        if self.name == "service":
            sent["authorization"] = f"Bearer {Credentials(SECRET, 'test').token()}"
        if json is not None:
            more["json"] = json
        if path.endswith("/xhr_streaming") and method == "POST":
            with self.http.stream(method, path, headers=sent, **more) as begun:
                return httpx.Response(begun.status_code)  # the rest comes as long as somebody listens
        return self.http.request(method, path, headers=sent, **more)

    def do(self, method: str, path: str, json: Any = None, **more: Any) -> Any:
        answer = self.ask(method, path, json, **more)
        assert answer.is_success, f"{self.name} {method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


@dataclass
class Cast:
    address: str
    actors: dict[str, Actor] = field(default_factory=dict)
    opened: list[httpx.Client] = field(default_factory=list)

    def __getitem__(self, name: str) -> Actor:
        if name not in self.actors:
            self.actors[name] = self.anew(name)
        return self.actors[name]

    def anew(self, name: str) -> Actor:
        """Signed in once more; for what would end the session."""
        http = httpx.Client(base_url=self.address, trust_env=False, timeout=60, headers={"x-maru-csrf": "1"})
        self.opened.append(http)
        if name in ("anonymous", "service"):
            return Actor(name, http)
        email = f"{ACCOUNTS[name]}@{DOMAIN}" if name in ACCOUNTS else self._joined(http, name)
        answer = http.post("/api/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return Actor(name, http, answer.json()["employee_id"] or 0)

    def close(self) -> None:
        for http in self.opened:
            http.close()

    def _joined(self, http: httpx.Client, name: str) -> str:
        """A plain employee of another department, who signed up."""
        email = f"{name}@{DOMAIN}"
        shown = {"email": email, "password": PASSWORD, "name": "동료", "department": "SALES"}
        answer = http.post("/api/auth/sign-up", json=shown)
        assert answer.is_success or answer.status_code == 409, answer.text
        until(lambda: http.post("/api/auth/login", json=shown).json()["employee_id"] is not None)
        hr = self["hr"]
        me = http.get("/api/auth/me").json()["employee_id"]
        units = hr.do("GET", "/api/v2/erp/departments")["items"]
        department = next(each["id"] for each in units if each["name"] == "SALES")
        known = hr.do("GET", f"/api/v2/erp/employees/{me}")
        if known["departmentId"] != department:
            path = f"/api/v2/erp/employees/{me}"
            hr.do("PATCH", path, {"departmentId": department}, version=known["version"])
        return email


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)
