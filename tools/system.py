"""What the tests need from the operating system: a browser, a Korean font, MariaDB."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from tools.terminal import attempt, quiet, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The server's bare program is enough: its full package would start a database for the whole machine.
MARIADB = ("mariadb-server-core", "mariadb-client-core")
WAIT_FOR_OTHER_INSTALLS = ("-o", "DPkg::Lock::Timeout=300")


@dataclass(frozen=True, slots=True)
class Need:
    what: str
    present: bool
    debian: tuple[str, ...]
    elsewhere: str


def needs() -> list[Need]:
    with_sbin = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])

    def found(*names: str) -> bool:
        return any(shutil.which(name, path=with_sbin) for name in names)

    return [
        Need("a Chromium browser", found(*BROWSERS), ("chromium",), "Chromium or Google Chrome"),
        Need(
            "a Korean font",
            bool(quiet(["fc-list", ":lang=ko"])),
            ("fonts-nanum", "fontconfig"),
            "the Nanum fonts",
        ),
        Need(
            "MariaDB",
            found("mariadbd") and found("mariadb-install-db") and found("my_print_defaults"),
            MARIADB,
            "MariaDB 10.11 or newer",
        ),
    ]


def prepare() -> None:
    """Install what is missing where that can be done without asking; otherwise say what to install."""
    missing = [need for need in needs() if not need.present]
    if not missing:
        return
    packages = [package for need in missing for package in need.debian]
    if _debian() and (apt := _apt()) is not None:
        install = [*apt, "install", "-y", "--no-install-recommends", *WAIT_FOR_OTHER_INSTALLS, *packages]
        title = f"Installing {', '.join(need.what for need in missing)}"
        env = {"DEBIAN_FRONTEND": "noninteractive"}
        if attempt(title, install, env=env):
            return
        attempt("Refreshing the package lists", [*apt, "update"], env=env)
        if attempt(title, install, env=env):
            return
    say("Some tests will be skipped on this machine until it has:")
    for need in missing:
        say(f"  - {need.what}: {'apt install ' + ' '.join(need.debian) if _debian() else need.elsewhere}")


def _apt() -> list[str] | None:
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    return ["sudo", "-n", "-E", "apt-get"] if quiet(["sudo", "-n", "true"]) is not None else None


def _debian() -> bool:
    """Debian itself: Ubuntu's Chromium package is a door to a snap, which a container cannot open."""
    release = Path("/etc/os-release")
    return release.is_file() and "ID=debian" in release.read_text().splitlines()
