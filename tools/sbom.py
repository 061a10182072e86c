"""The bill of materials (CycloneDX 1.6) of what a user installs: the wheel's packages and the web app's.

Read from the locks, so it can be made before anything is installed; a test compares it with an installation.
"""

import base64
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from tools.terminal import ROOT, say

OUT = Path("dist/maru-suite.cdx.json")
PIN = re.compile(r"^([A-Za-z0-9._-]+==[^\\\n]+)", re.MULTILINE)

Component = dict[str, Any]


def python_components(lock: str) -> Iterator[Component]:
    """Those that this system and this Python install."""
    for line in PIN.findall(lock):
        pin = Requirement(line.strip())
        if pin.marker is None or pin.marker.evaluate():
            name, version = re.sub(r"[-_.]+", "-", pin.name).lower(), str(pin.specifier).removeprefix("==")
            yield _component(name, version, f"pkg:pypi/{name}@{version}")


def web_components(lock: str) -> Iterator[Component]:
    """Those that are built into the app; what only builds it is left out."""
    for path, entry in json.loads(lock)["packages"].items():
        if path and not entry.get("dev") and not entry.get("optional") and "version" in entry:
            name, version = path.rpartition("node_modules/")[2], entry["version"]
            component = _component(name, version, f"pkg:npm/{name.replace('@', '%40')}@{version}")
            algorithm, _, digest = entry.get("integrity", "").partition("-")
            if algorithm == "sha512":
                component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
            yield component


def bill(root: Path) -> dict[str, Any]:
    """The same for the same locks: it bears no date and no number of its own."""
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    name, version = project["name"], project["version"]
    components = [
        *python_components((root / "requirements/run.txt").read_text()),
        *web_components((root / "web/package-lock.json").read_text()),
    ]
    subject = {**_component(name, version, f"pkg:pypi/{name}@{version}"), "type": "application"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": subject},
        "components": sorted(components, key=lambda component: component["purl"]),
    }


def _component(name: str, version: str, purl: str) -> Component:
    return {"type": "library", "name": name, "version": version, "purl": purl, "bom-ref": purl}


def main() -> None:
    written = bill(ROOT)
    (ROOT / OUT).parent.mkdir(exist_ok=True)
    (ROOT / OUT).write_text(json.dumps(written, indent=2) + "\n")
    say(f"{OUT}: {len(written['components'])} components")


if __name__ == "__main__":
    main()
