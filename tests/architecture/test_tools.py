"""The tools that `make` runs: they do a thing once, notice when it must be done again, say what is wrong."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tools import checks, spa, stamps, terminal

SHELL = shutil.which("sh") or "sh"


def python_on(path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SHELL, str(ROOT / "tools" / "python.sh")], env={"PATH": path}, capture_output=True, text=True
    )


def program(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{SHELL}\n{line}\n")
    path.chmod(0o755)


def test_a_python_that_is_too_old_or_broken_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "old shim" / "python3.13", "exit 127")
    program(tmp_path / "old shim" / "python3", "exit 1")
    program(tmp_path / "with spaces" / "python3", "exit 0")

    found = python_on(f"{tmp_path}/old shim{os.pathsep}{tmp_path}/with spaces")

    assert found.stdout == f"{tmp_path}/with spaces/python3\n"


def test_a_machine_without_python_is_told_what_to_install(tmp_path: Path) -> None:
    found = python_on(str(tmp_path))

    assert found.returncode == 1
    assert "3.11" in found.stderr and "apt install" in found.stderr


def test_a_fingerprint_follows_contents_and_names_but_not_dates(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    first = stamps.fingerprint(tmp_path, [file])

    os.utime(file, (0, 0))
    assert stamps.fingerprint(tmp_path, [file]) == first

    file.write_text("two")
    assert stamps.fingerprint(tmp_path, [file]) != first

    renamed = file.rename(tmp_path / "b.txt")
    renamed.write_text("one")
    assert stamps.fingerprint(tmp_path, [renamed]) != first


def test_a_build_of_the_web_app_is_fresh_until_a_source_changes_or_it_is_gone(tmp_path: Path) -> None:
    for file in ("web/dist/index.html", "web/src/a.ts"):
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).write_text("1")
    assert not spa.fresh(tmp_path)

    stamps.write(tmp_path / spa.STAMP, spa.mark(tmp_path))
    assert spa.fresh(tmp_path)

    (tmp_path / "web/src/a.ts").write_text("2")
    assert not spa.fresh(tmp_path)

    stamps.write(tmp_path / spa.STAMP, spa.mark(tmp_path))
    (tmp_path / "web/dist/index.html").unlink()
    assert not spa.fresh(tmp_path)


def test_a_step_that_fails_shows_what_it_said_and_stops(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        terminal.step("Brewing", [SHELL, "-c", "echo no beans >&2; exit 3"])

    assert stopped.value.code == 1
    shown = capfd.readouterr().err
    assert "no beans" in shown and "Brewing failed" in shown and "ended with 3" in shown


def test_a_program_that_is_not_there_is_a_failed_step_and_no_traceback(tmp_path: Path) -> None:
    assert not terminal.attempt("Brewing", [str(tmp_path / "no-such-program")])


def test_every_check_runs_even_after_one_failed(capfd: pytest.CaptureFixture[str]) -> None:
    def saying(name: str, code: int) -> checks.Check:
        return checks.Check(name, [SHELL, "-c", f"echo {name} speaks; exit {code}"])

    with pytest.raises(SystemExit):
        checks.run([saying("first", 1), saying("second", 0), saying("third", 2)])

    shown = capfd.readouterr()
    assert "first speaks" in shown.out and "third speaks" in shown.out and "second speaks" not in shown.out
    assert "first, third" in shown.err or "third, first" in shown.err
