"""The words of the product by their keys, so that a story reads in both languages."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WEB = Path(__file__).resolve().parents[2] / "web/src"


@dataclass(frozen=True)
class Words:
    language: str

    def __call__(self, key: str, **values: object) -> str:
        """`approvals:move.submit`, with its holes filled; a hole named `count` picks the plural form."""
        space, _, path = key.partition(":")
        found: Any = _texts(space, self.language)
        *folders, last = path.split(".")
        for part in folders:
            found = found[part]
        forms = [last]
        if "count" in values:
            forms.insert(0, f"{last}_one" if values["count"] == 1 else f"{last}_other")
        text = next(found[form] for form in forms if form in found)
        return re.sub(r"\{\{\s*(\w+)\s*\}\}", lambda hole: str(values[hole[1]]), text)

    def any(self, key: str, **values: object) -> re.Pattern[str]:
        """The same with anything in the holes that are not given."""
        space, _, path = key.partition(":")
        found: Any = _texts(space, self.language)
        for part in path.split("."):
            found = found[part]
        parts = re.split(r"\{\{\s*(\w+)\s*\}\}", found)
        pattern = "".join(
            re.escape(part) if at % 2 == 0 else re.escape(str(values[part])) if part in values else ".+?"
            for at, part in enumerate(parts)
        )
        return re.compile(pattern)


@cache
def _texts(space: str, language: str) -> Any:
    if space in ("app", "shared"):
        path = WEB / space / "text" / f"{language}.json"
    elif space == "menu":
        menus = WEB.glob("features/*/text/menu.json")
        return {menu.parts[-3]: json.loads(menu.read_text())[language] for menu in menus}
    else:
        path = WEB / "features" / space / "text" / f"{language}.json"
    return json.loads(path.read_text())
