"""The wheel is all a user needs: built from its own sdist, installed where nothing is, and served."""

import hashlib
import http.client
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import maru
from tests.architecture.tree import ROOT
from tools import sbom, spa, stamps
from tools.hatch_build import PLACES, web_app
from tools.packages import lock, uv

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

SECONDS = 120


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env=clean_environment(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def clean_environment() -> dict[str, str]:
    """Nothing of the checkout reaches the installed product by way of the environment."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "MARU_", "PYTEST"))
    }


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An sdist, and the wheel built from it."""
    spa.build()
    folder = tmp_path_factory.mktemp("built")
    run(
        uv(),
        "build",
        "--quiet",
        "--build-constraints",
        lock("build"),
        "--require-hashes",
        "--out-dir",
        folder,
    )
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (only,) = built.glob("*.whl")
    return only


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with what the lock names and the wheel, and nothing of the checkout."""
    home = tmp_path_factory.mktemp("a user's machine")
    python = home / "venv" / "bin" / "python"
    run(uv(), "venv", "--quiet", "--python", sys.executable, home / "venv")
    run(uv(), "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock("run"))
    run(uv(), "pip", "install", "--quiet", "--python", python, "--no-deps", wheel)
    return home


@pytest.fixture
def address(installed: Path, tmp_path: Path) -> Iterator[str]:
    """Host and port of the installed product, started in a folder that knows no checkout."""
    command = ["up", "--data", str(tmp_path / "data"), "--port", "0", "--no-open", "--seed", "none"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(
            [str(installed / "venv" / "bin" / "maru"), *command],
            cwd=installed,
            env=clean_environment(),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with server:
        try:
            assert server.stdout is not None
            first = server.stdout.readline()
            ready = re.fullmatch(r"Maru is ready at http://(\S+)\n", first)
            assert ready, first + (tmp_path / "log").read_text()
            yield ready[1]
            server.terminate()
            assert server.wait(SECONDS) == 0
        finally:
            server.kill()


def test_the_installed_command_says_its_version(installed: Path) -> None:
    said = run(installed / "venv" / "bin" / "maru", "version", cwd=installed)

    assert re.search(r"\b\d+\.\d+\.\d+\b", said)


def test_the_installed_product_serves_the_web_app_it_carries(address: str, wheel: Path) -> None:
    def get(path: str) -> tuple[int, str, bytes]:
        with closing(http.client.HTTPConnection(address, timeout=10)) as asked:
            asked.request("GET", path)
            answer = asked.getresponse()
            return answer.status, answer.headers.get_content_type(), answer.read()

    index = get("/")
    scripts = re.findall(rb'src="(/[^"]+\.js)"', index[2])

    assert index[:2] == (200, "text/html") and b'<div id="root"' in index[2]
    assert scripts
    with zipfile.ZipFile(wheel) as archive:
        for script in map(bytes.decode, scripts):
            assert get(script) == (200, "text/javascript", archive.read(f"maru/web/dist{script}"))


def test_the_bill_of_materials_is_what_is_installed(installed: Path) -> None:
    python = installed / "venv" / "bin" / "python"
    listed = json.loads(run(uv(), "pip", "list", "--python", python, "--format", "json"))

    billed = sbom.python_components(lock("run").read_text())

    assert {(c["name"], c["version"]) for c in billed} | {("maru-suite", maru.__version__)} == {
        (package["name"], package["version"]) for package in listed
    }


def test_the_same_sources_make_the_same_wheel(built: Path, wheel: Path, tmp_path: Path) -> None:
    """Also: the sdist holds everything that the wheel is made of."""
    run(
        *(uv(), "build", "--quiet", "--wheel", "--build-constraints", lock("build"), "--require-hashes"),
        *("--out-dir", tmp_path),
    )
    (again,) = tmp_path.glob("*.whl")

    assert digest(again) == digest(wheel)


def test_the_wheel_holds_the_product_and_nothing_of_the_workshop(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        roots = {name.split("/")[0] for name in archive.namelist()}
        folders = {name.split("/")[1] for name in archive.namelist() if name.startswith("maru/")}

    assert {root for root in roots if not root.endswith(".dist-info")} == {"maru"}
    assert "web" in folders and not folders & {"tests", "tools", "node_modules"}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """One source of the web app, and its build."""
    for file in ("web/src/a.ts", "web/dist/index.html"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text("once")
    stamps.write(tmp_path / spa.STAMP, spa.mark(tmp_path))
    return tmp_path


def test_a_wheel_takes_the_web_app_from_the_checkout(checkout: Path) -> None:
    assert web_app(checkout, PLACES["wheel"]) == {f"{checkout}/web/dist": "maru/web/dist"}


def test_a_wheel_without_the_web_app_is_refused_with_what_to_do(checkout: Path) -> None:
    (checkout / "web/dist/index.html").unlink()

    with pytest.raises(RuntimeError, match="run `make web` first"):
        web_app(checkout, PLACES["wheel"])


def test_a_wheel_with_a_web_app_older_than_its_sources_is_refused(checkout: Path) -> None:
    (checkout / "web/src/a.ts").write_text("changed since")

    with pytest.raises(RuntimeError, match="older than its sources"):
        web_app(checkout, PLACES["wheel"])
