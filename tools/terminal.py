"""What the person at the terminal sees: one line per step, alive while it lasts, everything when it fails."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
STILL_EVERY = 15.0  # seconds between signs of life where no line can be redrawn

Environment = Mapping[str, str]


def say(text: str) -> None:
    print(text, flush=True)


def stop(sentence: str, code: int = 1) -> NoReturn:
    """End with one sentence that says what to change."""
    print(f"\n{sentence}", file=sys.stderr, flush=True)
    raise SystemExit(code)


def step(title: str, command: Sequence[str], *, cwd: Path = ROOT, env: Environment | None = None) -> str:
    """Run the command and show how long it takes; if it fails, show all it said and stop."""
    code, output = _watched(title, command, cwd, env)
    if code:
        print(output, file=sys.stderr, flush=True)
        stop(f"{title} failed: {' '.join(command)} ended with {code}.")
    return output


def attempt(title: str, command: Sequence[str], *, cwd: Path = ROOT, env: Environment | None = None) -> bool:
    """As `step`, for a command whose failure leaves another way."""
    return _watched(title, command, cwd, env)[0] == 0


def quiet(command: Sequence[str], *, cwd: Path = ROOT, env: Environment | None = None) -> str | None:
    """What a short question answers, or nothing if it cannot be asked."""
    try:
        asked = subprocess.run(
            command, cwd=cwd, env=_environment(env), capture_output=True, text=True, errors="replace"
        )
    except OSError:
        return None
    return asked.stdout.strip() if asked.returncode == 0 else None


def captured(command: Sequence[str], cwd: Path, env: Environment | None) -> tuple[int, str]:
    """Exit status and everything said, in the order it was said."""
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=_environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        return 127, str(error)
    return done.returncode, done.stdout


def _environment(extra: Environment | None) -> dict[str, str]:
    return {**os.environ, **(extra or {})}


def _watched(title: str, command: Sequence[str], cwd: Path, env: Environment | None) -> tuple[int, str]:
    started, outcome = time.monotonic(), list[tuple[int, str]]()
    work = threading.Thread(target=lambda: outcome.append(captured(command, cwd, env)), daemon=True)
    work.start()
    redraw, shown, frame = sys.stdout.isatty(), started, 0
    if not redraw:
        say(f"· {title} …")
    while work.is_alive():
        work.join(0.1)
        now = time.monotonic()
        if redraw:
            frame += 1
            print(f"\r{FRAMES[frame % len(FRAMES)]} {title} … {now - started:.0f} s ", end="", flush=True)
        elif now - shown > STILL_EVERY:
            shown = now
            say(f"  {title}: {now - started:.0f} s so far")
    code, output = outcome[0]
    spent = time.monotonic() - started
    mark = "✗" if code else "✓"
    if redraw:
        say(f"\r{mark} {title} ({spent:.0f} s)      ")
    elif code or spent > 2:
        say(f"{mark} {title} ({spent:.0f} s)")
    return code, output
