"""The matrix as it is written down: every route, who may use it, and on what that is tried."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.access.cast import named

FOLDER: Final = Path(__file__).parent / "matrix"
WRITTEN_OUT: Final = ("/api/", "/oauth2/", "/.well-known/", "/rpc/", "/ws/", "/openapi.json", "/docs")
WORDS: Final = frozenset(
    ("who", "knows", "denied", "answers", "on", "at", "query", "body", "raw", "version", "fresh")
)


@dataclass(frozen=True)
class Case:
    """`who` may; of the others those who know of the thing get 403, the rest `denied` (or what `but` says)."""

    method: str
    path: str
    who: frozenset[str]
    knows: frozenset[str]
    denied: int
    but: dict[str, int]
    answers: tuple[int, ...]
    on: str = ""
    at: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    raw: str | None = None
    version: int | None = None
    fresh: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}{f' on {self.on}' if self.on else ''}"

    def expected(self, actor: str) -> tuple[int, ...]:
        if actor in self.who:
            return self.answers
        if actor in self.but:
            return (self.but[actor],)
        if actor == "anonymous":
            return (401,)
        if actor in ("service", "buyer") and self.denied == 404:
            return (403,)  # an account that is no employee's is turned away before anything is looked up
        return (403 if actor in self.knows else self.denied,)


def written() -> list[Case]:
    return [
        case for file in sorted(FOLDER.glob("*.toml")) for case in _cases(tomllib.loads(file.read_text()))
    ]


def _cases(read: dict[str, Any]) -> Iterator[Case]:
    for route, said in read.items():
        method, path = route.split(" ", 1)
        for each in said if isinstance(said, list) else [said]:
            for full in _paths(path):
                yield _case(method, full, {"who": each} if isinstance(each, str) else each)


def _paths(path: str) -> Iterable[str]:
    """The older routes are there with and without `/api`."""
    return [path] if path.startswith(WRITTEN_OUT) else [f"/api{path}", path]


def _case(method: str, path: str, said: dict[str, Any]) -> Case:
    assert said.keys() <= WORDS, f"{method} {path}: {sorted(said.keys() - WORDS)}"
    denied = said.get("denied", 403)
    but = dict(denied) if isinstance(denied, dict) else {}
    answers = said.get("answers", [200, 201, 204])
    return Case(
        method=method,
        path=path,
        who=named(said["who"]),
        knows=named(said.get("knows", "")),
        denied=but.pop("default", 403) if but else denied,
        but=but,
        answers=tuple(answers) if isinstance(answers, list) else (answers,),
        on=said.get("on", ""),
        at=said.get("at", {}),
        query=said.get("query", {}),
        body=said.get("body"),
        raw=said.get("raw"),
        version=said.get("version"),
        fresh=said.get("fresh", False),
    )
