"""Real servers for the tests: each started once per run, shared by all workers, stopped when the run ends."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql
import pytest

RUN = "MARU_TEST_RUN"
SECONDS = 60


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[RUN] = tempfile.mkdtemp(prefix="maru-servers-")
        # a server that runs as another user must be able to enter
        Path(os.environ[RUN]).chmod(0o755)


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput") or RUN not in os.environ:
        return
    folder = Path(os.environ.pop(RUN))
    for pid in folder.glob("*.pid"):
        try:
            os.killpg(int(pid.read_text()), signal.SIGKILL)
        except (ProcessLookupError, ValueError):
            continue
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def alone(name: str) -> Iterator[Path]:
    """The run's folder, with this server's start held against the other workers."""
    folder = Path(os.environ[RUN])
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def start_once(name: str, start: Callable[[Path], tuple[subprocess.Popen[bytes], str]]) -> str:
    """The address of the run's one server of that name; the first worker to ask starts it."""
    with alone(name) as folder:
        said = folder / f"{name}.address"
        if not said.exists():
            process, address = start(folder / name)
            process.returncode = 0  # it outlives this worker on purpose; Popen would warn when it is dropped
            (folder / f"{name}.pid").write_text(str(process.pid))
            said.write_text(address)
        return said.read_text()


def wait_until(answers: Callable[[], object], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS
    while True:
        try:
            answers()
            return
        except Exception as error:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not start: {log.read_text()[-2000:]}") from error
            time.sleep(0.05)


def mariadb() -> str:
    """The address of a MariaDB of this run, as `mysql://root@host:port`."""
    if shutil.which("mariadb-install-db") is None:
        pytest.skip("MariaDB is not installed: apt-get install mariadb-server")
    return start_once("mariadb", _start_mariadb)


def _start_mariadb(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    # another worker's attempt may have left a part of it
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"
    common = ["--no-defaults", f"--datadir={data}"]
    made = subprocess.run(
        ["mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
        capture_output=True,
        text=True,
        user=user,
        cwd=folder,
    )
    if made.returncode != 0:
        raise RuntimeError(f"mariadb-install-db failed: {made.stdout[-2000:]} {made.stderr[-2000:]}")
    port = free_port()
    server = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
    options = [
        f"--socket={folder / 's'}",
        f"--pid-file={folder / 'pid'}",
        f"--port={port}",
        "--bind-address=127.0.0.1",
        "--performance-schema=OFF",
        "--innodb-buffer-pool-size=64M",
        "--max-connections=500",
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [server, *common, *options], stdout=out, stderr=out, user=user, cwd=folder, start_new_session=True
        )
    wait_until(lambda: pymysql.connect(host="127.0.0.1", port=port, user="root").close(), process, log)
    return process, f"mysql://root@127.0.0.1:{port}"
