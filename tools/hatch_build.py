"""A wheel holds the built web app, or is not built at all."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACES = {"wheel": "maru/web/dist", "sdist": "src/maru/web/dist"}


class WebApp(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            build_data["force_include"].update(web_app(Path(self.root), PLACES[self.target_name]))


def web_app(root: Path, place: str) -> dict[str, str]:
    """From where to where. A checkout must have built its present sources; an sdist has it in place."""
    if (root / PLACES["sdist"] / "index.html").is_file():
        return {}
    if not (root / "web" / "dist" / "index.html").is_file():
        raise RuntimeError(
            "The web app is not built, and a wheel without it serves nothing: run `make web` first."
        )
    sys.path.insert(0, str(root))
    from tools.spa import fresh

    if not fresh(root):
        raise RuntimeError("The built web app is older than its sources: run `make web` first.")
    return {str(root / "web" / "dist"): place}
