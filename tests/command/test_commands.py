"""What an operator's commands say, on a stopped folder and beside a running server."""

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import maru as package
from maru.chassis.stores.sqlite import connect
from maru.cli import app
from maru.main import MANIFESTS
from tests.chassis.test_openapi import assert_sound
from tests.command.server import Server, maru, until, up

STORED = [manifest.name for manifest in MANIFESTS if manifest.tables is not None]
FIRST = STORED[0]
SIGN_UP = {"email": "lee@example.com", "password": "correct horse battery", "name": "김하나"}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the machine's own installation is read."""
    monkeypatch.setenv("HOME", str(tmp_path))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments])


def said(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("commands") / "data"
    assert maru("account", "add", "kim@example.com", "--role", "hr", "--data", str(data)).returncode == 0
    with up(data) as running:
        with running.caller() as caller:
            assert caller.post("/api/auth/sign-up", json=SIGN_UP).status_code == 201
        path = running.log.with_suffix("") / f"{FIRST}.db"
        until(lambda: count(path, "SELECT count(*) FROM audit WHERE number IS NULL") == 0)
        yield running


@pytest.fixture
def data(server: Server) -> Path:
    """The folder of a server that runs."""
    return server.log.with_suffix("")


@pytest.fixture
def stopped(data: Path, tmp_path: Path) -> Path:
    """As `data`, of nobody."""
    said("backup", tmp_path / "copy", "--data", data)
    said("restore", tmp_path / "copy", "--data", tmp_path / "stopped")
    return tmp_path / "stopped"


def count(path: Path, query: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(query).fetchone()[0])


def execute(path: Path, script: str, *values: object) -> None:
    with closing(connect(path)) as db:
        db.execute(script, values)


def test_the_version_is_the_packages(clean: None) -> None:
    assert said("version").startswith(f"maru {package.__version__}")


def test_help_names_every_command() -> None:
    told = said("--help")

    for name in ("up", "migrate", "seed", "config", "topology", "audit", "dead-letters", "backup", "restore"):
        assert name in told
    for name in ("account", "openapi", "doctor", "bench", "version"):
        assert name in told


def test_the_topology_is_told_in_three_ways() -> None:
    text, drawn = said("topology"), said("topology", "--format", "mermaid")
    rows = json.loads(said("topology", "--format", "json"))["services"]

    assert [row["service"] for row in rows] == [manifest.name for manifest in MANIFESTS]
    for manifest in MANIFESTS:
        assert f"\n{manifest.name}\n" in f"\n{text}"
        assert f"{manifest.name.replace('.', '_')}[{manifest.name}]" in drawn
    assert drawn.startswith("flowchart LR\n")
    for row in rows:
        assert set(row) == {"service", "store", "publishes", "hears", "calls", "offers"}
    refused = run("topology", "--format", "svg")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "maru: format cannot be 'svg': write text, mermaid or json\n",
    )


def test_every_topic_that_is_heard_is_published_and_every_call_has_somebody_who_offers_it() -> None:
    published = {topic for manifest in MANIFESTS for topic in manifest.publishes}
    offered = {manifest.offers for manifest in MANIFESTS}

    for manifest in MANIFESTS:
        assert set(manifest.hears) <= published, manifest.name
        assert set(manifest.calls) <= offered, manifest.name


def test_settings_are_explained_with_their_origins_and_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARU_PORT", "8123")
    monkeypatch.setenv("MARU_DEMO_PASSWORD", "hunter2-hunter2")
    (tmp_path / "maru.toml").write_text('[log]\nlevel = "error"\n')
    told = said("config", "explain", "--data", tmp_path)
    lines = {line.split()[0]: line for line in told.splitlines()}

    assert lines["port"].split(maxsplit=1)[1].strip() == "8123  (environment MARU_PORT)"
    assert lines["log.level"].endswith('"error"  (file)')
    assert lines["host"].endswith('"127.0.0.1"  (default)')
    assert lines["demo_password"].endswith("(hidden)  (environment MARU_DEMO_PASSWORD)")
    assert "hunter2" not in told


def test_mistakes_in_settings_are_one_sentence_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARU_PROT", "1")
    monkeypatch.setenv("MARU_OPEN", "maybe")
    explained, others = run("config", "explain"), run("topology")

    assert explained.exit_code == 1
    assert sorted(explained.stderr.splitlines()) == [
        "maru: open cannot be 'maybe' (environment MARU_OPEN): write true or false",
        "maru: there is no setting MARU_PROT: did you mean MARU_PORT?",
    ]
    assert explained.stdout == ""
    assert others.exit_code == 0
    assert run("audit").exit_code == 2


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    first = said("migrate", "--data", tmp_path / "new").splitlines()
    kept = {path.name: path.read_bytes() for path in (tmp_path / "new").glob("*.db")}

    assert len(first) >= 2 * len(STORED)
    assert said("migrate", "--data", tmp_path / "new") == "every store is up to date\n"
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").glob("*.db")} == kept


def test_the_audit_holds_beside_a_running_server(data: Path) -> None:
    told = json.loads(said("audit", "--json", "--data", data))
    of_one = json.loads(said("audit", FIRST.split(".")[0], "--json", "--data", data))

    assert {row["service"] for row in told} == set(STORED)
    assert {row["service"] for row in of_one} == {FIRST}
    assert {"audit chain", "audit checkpoints"} <= {row["invariant"] for row in told}
    assert not any(row["broken"] for row in told)
    assert "broken" not in said("audit", "--data", data)


def test_an_audit_keeps_nobody_from_writing(stopped: Path) -> None:
    with closing(connect(stopped / f"{FIRST}.db")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        said("audit", "--data", stopped)
        said("dead-letters", "list", "--data", stopped)
        assert time.monotonic() - begun < 4
        writer.execute("ROLLBACK")


def test_a_broken_audit_names_the_first_record_and_ends_with_one(stopped: Path) -> None:
    execute(stopped / f"{FIRST}.db", "UPDATE audit SET line = ? WHERE number = 1", b"{}")
    found = run("audit", "--data", stopped)
    told: list[dict[str, Any]] = json.loads(run("audit", "--json", "--data", stopped).stdout)

    assert found.exit_code == 1
    (broken,) = (row for row in told if row["broken"])
    assert broken["service"] == FIRST
    assert broken["said"] == "maru line 1: the line is not the one that was sealed"


def test_a_cut_tail_is_found_by_what_another_service_keeps(
    server: Server, data: Path, tmp_path: Path
) -> None:
    keeper = data / f"{STORED[1]}.db"
    until(lambda: count(keeper, "SELECT count(*) FROM checkpoints") > 0)
    said("backup", tmp_path / "copy", "--data", data)
    said("restore", tmp_path / "copy", "--data", tmp_path / "cut")
    execute(tmp_path / "cut" / f"{FIRST}.db", "DELETE FROM audit")
    told = json.loads(run("audit", "--json", "--data", tmp_path / "cut").stdout)

    assert [(row["service"], row["invariant"]) for row in told if row["broken"]] == [
        (FIRST, "audit checkpoints")
    ]


def test_an_audit_of_nothing_says_so(tmp_path: Path) -> None:
    for arguments in (("audit", "--data", tmp_path), ("audit", "nothing", "--data", tmp_path)):
        refused = run(*arguments)
        assert refused.exit_code == 2
        assert refused.stderr.startswith("maru: there is nothing to verify")
        assert not (tmp_path / "keys").exists()


def bury(folder: Path, key: str) -> int:
    with closing(connect(folder / f"{FIRST}.db")) as db:
        return int(
            db.execute(
                "INSERT INTO dead_letters (consumer, source, topic, key, body, attempts, at, cause) "
                "VALUES ('nobody.hears', 'erp', 'erp.test.v1', ?, ?, 5, 1, 'RuntimeError: no')",
                (key, b'{"id": "e1", "data": {"a": 1}}'),
            ).lastrowid
            or 0
        )


def test_dead_letters_are_listed_shown_redriven_and_discarded(stopped: Path) -> None:
    first, second, third = (bury(stopped, key) for key in ("a", "b", "c"))
    on = ("--data", stopped)
    listed = said("dead-letters", "list", *on).splitlines()
    shown = json.loads(said("dead-letters", "show", FIRST, first, *on))

    assert len(listed) == 3
    assert listed[0] == f"{FIRST}  {first}  nobody.hears  erp.test.v1  a  RuntimeError: no"
    assert said("dead-letters", "list", "--service", STORED[1], *on) == ""
    assert (shown["attempts"], shown["event"]["data"]) == (5, {"a": 1})

    dry = said("dead-letters", "redrive", FIRST, "--dry-run", *on)
    assert dry.count("would be delivered to nobody.hears") == 3
    assert len(said("dead-letters", "list", *on).splitlines()) == 3

    said("dead-letters", "redrive", FIRST, first, *on)
    said("dead-letters", "discard", FIRST, second, *on)
    (left,) = said("dead-letters", "list", *on).splitlines()
    assert f"  {third}  " in left
    path = stopped / f"{FIRST}.db"
    assert count(path, "SELECT count(*) FROM parked WHERE key = 'a' AND attempts = 0") == 1
    assert count(path, "SELECT count(*) FROM parked") == 1


def test_letters_and_services_that_are_none_are_told(stopped: Path) -> None:
    for arguments in (
        ("show", FIRST, 99),
        ("discard", FIRST, 99),
        ("redrive", FIRST, 99),
        ("list", "--service", "erp.nothing"),
        ("show", "erp.nothing", 1),
    ):
        refused = run("dead-letters", *arguments, "--data", stopped)
        assert refused.exit_code == 2, arguments
        assert refused.stderr.startswith("maru: ") and refused.stderr.count("\n") == 1


def test_a_letter_is_redriven_beside_a_running_server(server: Server, data: Path) -> None:
    """Nobody hears it any more, so it only leaves the dead letters for those that wait."""
    letter = bury(data, "live")
    said("dead-letters", "redrive", FIRST, letter, "--data", data)

    assert count(data / f"{FIRST}.db", "SELECT count(*) FROM dead_letters WHERE key = 'live'") == 0


def test_a_backup_of_a_running_server_is_its_state_and_starts_again(
    server: Server, data: Path, tmp_path: Path
) -> None:
    said("backup", tmp_path / "copy", "--data", data)
    restored = tmp_path / "restored"
    said("restore", tmp_path / "copy", "--data", restored)
    assert not any(row["broken"] for row in json.loads(said("audit", "--json", "--data", restored)))

    with up(restored) as again, again.caller() as caller:
        signed = {"email": SIGN_UP["email"], "password": SIGN_UP["password"]}
        status = caller.post("/api/auth/token", json=signed).status_code
        with server.caller() as first:
            assert first.post("/api/auth/token", json=signed).status_code == status


def test_a_restore_is_refused_into_data_and_beside_a_server_and_from_damage(
    data: Path, stopped: Path, tmp_path: Path
) -> None:
    shutil.copytree(tmp_path / "copy", tmp_path / "damaged")
    with (tmp_path / "damaged" / f"{FIRST}.db").open("r+b") as file:
        file.write(b"x")
    for arguments, wanted in (
        ((tmp_path / "copy", "--data", stopped), "is not empty"),
        ((tmp_path / "copy", "--data", data), "already uses"),
        ((tmp_path / "damaged", "--data", tmp_path / "new"), f"{FIRST}.db of the backup is damaged"),
        ((tmp_path, "--data", tmp_path / "new"), "is not a backup"),
    ):
        refused = run("restore", *arguments)
        assert refused.exit_code == 2
        assert wanted in refused.stderr and refused.stderr.count("\n") == 1


def test_the_api_description_is_valid_and_its_names_unique() -> None:
    assert_sound(json.loads(said("openapi")))


def test_the_doctor_tells_what_is_there_and_what_is_missing(tmp_path: Path) -> None:
    told = said("doctor", "--data", tmp_path / "new")

    assert "ok       Python: 3." in told
    assert "SQLite: 3." in told
    assert f"data folder: {tmp_path / 'new'}" in told
    (tmp_path / "file").write_text("")
    ill = run("doctor", "--data", tmp_path / "file" / "data")
    assert ill.exit_code == 1
    assert "missing  data folder" in ill.stdout


def test_an_account_is_added_with_a_password_for_once(tmp_path: Path) -> None:
    data = tmp_path / "new"
    first = maru("account", "add", "lee@example.com", "--role", "staff", "--data", str(data))
    again = maru("account", "add", "lee@example.com", "--role", "staff", "--data", str(data))
    other = maru("account", "reset", "lee@example.com", "--data", str(data))
    nobody = maru("account", "reset", "nobody@example.com", "--data", str(data))

    assert first.returncode == 0 and len(first.stdout.strip()) >= 12
    assert other.returncode == 0 and other.stdout.strip() not in ("", first.stdout.strip())
    for refused in (again, nobody):
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith("maru: ") and refused.stderr.count("\n") == 1


def test_a_workload_that_is_none_is_told() -> None:
    refused = run("bench", "nothing")

    assert refused.exit_code == 2
    assert "there is no workload 'nothing'" in refused.stderr
