"""`maru up` from its first line to its end, and every reason not to start."""

import json
import os
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import maru as package
from maru.main import MANIFESTS
from tests.command.server import Server, environment, maru, up


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with up(tmp_path_factory.mktemp("up") / "data") as running:
        yield running


def test_the_first_line_says_where_and_nothing_else(server: Server) -> None:
    port = server.address.rsplit(":", 1)[1]

    assert server.said == f"Maru is ready at http://127.0.0.1:{port}\n"


def test_it_is_live_ready_and_tells_its_version_and_metrics(server: Server) -> None:
    with server.caller() as caller:
        assert caller.get("/health/live").json() == {"status": "live"}
        ready = caller.get("/health/ready")
        assert (ready.status_code, ready.json()) == (200, {"status": "ready", "reasons": []})
        assert caller.get("/version").json() == {"name": "maru", "version": package.__version__}
        caller.get("/api/auth/me")
        metrics = caller.get("/metrics").text
        assert 'maru_http_requests_total{method="GET",route="/api/auth/me",status="401"}' in metrics
        assert caller.get("/docs").status_code == 200
        assert caller.get("/openapi.json").json()["openapi"] == "3.1.0"


def test_logs_go_to_stderr_as_json_and_stdout_stays_quiet(tmp_path: Path) -> None:
    with up(tmp_path / "data", MARU_LOG__REQUESTS="true") as server:
        with server.caller() as caller:
            caller.get("/api/auth/me?email=kim@example.com")
        server.ask()
        assert server.ended() == 0
        assert server.process.stdout is not None
        assert server.process.stdout.read() == ""
        logged = server.log.read_text()

    assert '"event": "request"' in logged
    assert "kim" not in logged


def test_sampled_traces_are_told_to_the_console(tmp_path: Path) -> None:
    with up(tmp_path / "data", MARU_TRACE__EXPORTER="console", MARU_TRACE__RATIO="1") as server:
        with server.caller() as caller:
            caller.get("/api/auth/me")
        server.ask()
        assert server.ended() == 0
        told = [json.loads(line) for line in server.log.read_text().splitlines()]

    assert "GET /api/auth/me" in [span.get("name") for span in told]


def test_a_stop_drains_first_and_ends_well(tmp_path: Path) -> None:
    with up(tmp_path / "data", MARU_WEB__LINGER_SECONDS="1.5") as server:
        with server.caller() as caller:
            answers: list[int] = []
            slow = threading.Thread(target=lambda: answers.append(post_slowly(server.address, 2.5)))
            slow.start()
            time.sleep(0.3)
            server.ask()
            time.sleep(0.5)
            ready = caller.get("/health/ready")
            still = caller.get("/health/live")
        assert (ready.status_code, ready.json()["reasons"]) == (503, ["draining"])
        assert still.status_code == 200
        assert server.ended() == 0
        slow.join()

    assert answers == [401]


def post_slowly(address: str, seconds: float) -> int:
    """A sign-in whose body takes its time; the status of the answer."""
    body = b'{"email": "nobody@example.com", "password": "wrong-password"}'
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 30) as wire:
        head = f"POST /api/auth/token HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n"
        wire.sendall(head.encode() + b"Content-Type: application/json\r\n\r\n" + body[:10])
        time.sleep(seconds)
        wire.sendall(body[10:])
        return int(wire.recv(200).split()[1])


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    with up(tmp_path / "data", MARU_WEB__LINGER_SECONDS="30") as server:
        server.ask()
        time.sleep(0.2)
        assert server.process.poll() is None
        begun = time.monotonic()
        server.process.send_signal(signal.SIGINT)
        assert server.ended() == 1
        assert time.monotonic() - begun < 3


def test_what_was_stored_is_there_after_a_kill(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with up(data) as server:
        server.process.kill()
        server.ended()
    with up(data) as server, server.caller() as caller:
        assert caller.get("/health/ready").status_code == 200


def refused(*arguments: str, **env: str) -> str:
    """The one sentence of a start that is refused."""
    said = maru("up", *arguments, **env)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("maru: ")
    assert said.stderr.count("\n") == 1
    return said.stderr


def test_a_port_in_use_is_refused(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        sentence = refused("--port", port, "--data", str(tmp_path / "data"))

    assert f"port {port} on 127.0.0.1" in sentence
    assert "--port" in sentence


def test_a_host_that_is_not_this_machine_is_refused(tmp_path: Path) -> None:
    assert "--host" in refused("--host", "not-a-host.invalid", "--data", str(tmp_path / "data"))


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert "--data" in refused("--data", str(tmp_path / "file" / "data"))


def test_a_second_process_on_the_folder_is_told_the_first_ones_id(server: Server) -> None:
    folder = server.log.with_suffix("")

    assert f"process {server.process.pid} already uses" in refused("--port", "0", "--data", str(folder))


def test_data_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert maru("migrate", "--data", str(data)).returncode == 0
    path = data / f"{MANIFESTS[0].name}.db"
    with sqlite3.connect(path) as db:
        db.execute("UPDATE version_chassis SET version_num = '9999'")
    db.close()
    before = path.read_bytes()

    assert "newer" in refused("--port", "0", "--data", str(data))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("env", "wanted"),
    [
        ({"MARU_PROT": "80"}, "did you mean MARU_PORT?"),
        ({"MARU_PORT": "eighty"}, "port cannot be 'eighty'"),
        ({"MARU_SEED": "some"}, "write demo or none"),
        ({"MARU_LOG__LEVEL": "loud"}, "write debug, info, warning or error"),
        ({"MARU_HOST": "0.0.0.0", "MARU_SEED": "demo"}, "demo.expose = true"),
        ({"MARU_CONFIG": "/nowhere/maru.toml"}, "there is no file /nowhere/maru.toml"),
    ],
)
def test_a_wrong_setting_is_refused(env: dict[str, str], wanted: str, tmp_path: Path) -> None:
    assert wanted in refused("--data", str(tmp_path / "data"), **env)


def test_an_option_that_is_none_is_refused_by_the_command_itself() -> None:
    said = maru("up", "--prot", "80")

    assert said.returncode == 2
    assert "--port" in said.stderr


def test_the_environment_of_the_tests_is_not_the_products() -> None:
    os.environ["MARU_PROT"] = "1"
    try:
        assert "MARU_PROT" not in environment()
    finally:
        del os.environ["MARU_PROT"]


def test_a_request_with_too_many_headers_is_refused_before_anything_reads_it(server: Server) -> None:
    with server.caller() as caller:
        many = caller.get("/api/auth/me", headers={f"x-{n}": "1" for n in range(80)})
        large = caller.get("/api/auth/me", headers={"x-large": "x" * 20_000})

    assert {many.status_code, large.status_code} <= {400, 431}
    assert many.status_code == 431


def test_a_kept_connection_serves_many_requests(server: Server) -> None:
    with httpx.Client(base_url=server.address, trust_env=False) as caller:
        assert {caller.get("/health/live").status_code for _ in range(20)} == {200}
