"""A wheel holds the built web app, or is not built at all."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebApp(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":
            refuse_without_web_app(Path(self.root))


def refuse_without_web_app(root: Path) -> None:
    """In a checkout the build must be of the present sources; an sdist carries the build and no sources."""
    if not (root / "src/maru/web/dist/index.html").is_file():
        raise RuntimeError(
            "The web app is not built, and a wheel without it serves nothing: run `make web` first."
        )
    if (root / "web").is_dir():
        sys.path.insert(0, str(root))
        from tools.spa import fresh

        if not fresh(root):
            raise RuntimeError("The built web app is older than its sources: run `make web` first.")
