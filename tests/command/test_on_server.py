"""The same command with the data on a database server."""

import json
import os
from pathlib import Path

import pymysql
import pytest

from maru.main import MANIFESTS
from tests.command.server import maru, until, up
from tests.servers import mariadb

pytestmark = pytest.mark.slow

STORED = [manifest.name for manifest in MANIFESTS if manifest.tables is not None]


@pytest.fixture
def url() -> str:
    return f"{mariadb()}/command{os.getpid()}"


def test_a_server_keeps_its_data_on_a_database_server_and_is_looked_after_there(
    url: str, tmp_path: Path
) -> None:
    on, data = {"MARU_SQL__URL": url}, tmp_path / "data"
    add = ("account", "add", "kim@example.com", "--role", "hr")
    added = maru(*add, "--data", str(data), **on)
    assert added.returncode == 0, added.stderr
    with up(data, **on) as server, server.caller() as caller:
        sign = {"email": "kim@example.com", "password": added.stdout.strip()}
        assert caller.post("/api/auth/token", json=sign).status_code == 200
        until(lambda: ask(url, "SELECT 1 FROM audit WHERE number = 1"))
        server.ask()
        assert server.ended() == 0
    assert list(data.glob("*.db")) == []

    told = json.loads(maru("audit", "--json", "--data", str(data), **on).stdout)
    assert {row["service"] for row in told} == set(STORED)
    assert not any(row["broken"] for row in told)
    assert maru("migrate", "--data", str(data), **on).stdout == "every store is up to date\n"
    assert ask(url, "UPDATE audit SET line = '{}' WHERE number = 1") == 1
    broken = maru("audit", "--json", "--data", str(data), **on)
    assert broken.returncode == 1
    assert [row["service"] for row in json.loads(broken.stdout) if row["broken"]] == [STORED[0]]

    letters = maru("dead-letters", "list", "--data", str(data), **on)
    assert (letters.returncode, letters.stdout) == (0, "")
    backup = maru("backup", str(tmp_path / "copy"), "--data", str(data), **on)
    assert backup.returncode == 2
    assert "by its own tools" in backup.stderr


def ask(url: str, question: str) -> int:
    """How many rows of the first service the question found or changed."""
    port, prefix = int(url.rsplit(":", 1)[1].split("/")[0]), url.rsplit("/", 1)[1]
    database = f"{prefix}_{STORED[0].replace('.', '_')}"
    with pymysql.connect(host="127.0.0.1", port=port, user="root", database=database) as server:
        found = server.cursor().execute(question)
        server.commit()
    return found


def test_a_database_server_that_is_away_is_told_without_the_password(tmp_path: Path) -> None:
    password = "hunter2-hunter2"
    url = f"mysql://maru:{password}@127.0.0.1:9/maru"
    for arguments in (("up", "--port", "0"), ("migrate",), ("dead-letters", "list")):
        refused = maru(*arguments, "--data", str(tmp_path / "data"), MARU_SQL__URL=url)
        assert (refused.returncode, refused.stdout) == (2, ""), refused.stderr
        assert refused.stderr.startswith("maru: the database server at 127.0.0.1:9 cannot be used")
        assert refused.stderr.count("\n") == 1
        assert password not in refused.stderr
