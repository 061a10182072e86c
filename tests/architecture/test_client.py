"""The web app's client is what the table of routes says: generated, and generated from the present one."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from maru.chassis.openapi import describe
from maru.chassis.settings import Settings
from maru.main import build
from tools import node

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "web" / "src" / "shared" / "api" / "schema.gen.ts"


async def description(folder: Path) -> bytes:
    suite = build(Settings(data=str(folder)))
    try:
        return msgspec.json.encode(describe(suite.routes))
    finally:
        await suite.process.stop()


async def test_the_client_was_generated_from_these_routes(tmp_path: Path) -> None:
    said = await description(tmp_path / "data")
    made = tmp_path / "schema.gen.ts"
    environ = {**os.environ, **node.npm()[1]}
    script = ROOT / "web" / "scripts" / "generate-api.mjs"
    program = shutil.which("node", path=environ["PATH"])
    assert program is not None
    subprocess.run([program, script, made], input=said, env=environ, check=True, timeout=60)

    if made.read_text() != CLIENT.read_text():
        pytest.fail("web/src/shared/api/schema.gen.ts is old: run `maru openapi | npm run generate` in web")
    assert json.loads(said)["openapi"] == "3.1.0"
