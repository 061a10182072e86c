"""The cookie of a browser's session."""

from typing import Final

from maru.chassis.web import Client
from maru.identity.accounts.domain.lifetimes import ABSOLUTE, Kind

SECURE: Final = "__Host-sid"
PLAIN: Final = "sid"
FLOW: Final = "oidc"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})


def named(name: str, *, secure: bool, host: str) -> str:
    """Browsers keep a `__Host-` cookie only over TLS; on the machine itself there is none."""
    return name if not secure and host in LOOPBACK else f"__Host-{name}"


def given(client: Client, name: str = PLAIN) -> str:
    return client.cookies.get(named(name, secure=client.secure, host=client.host), "")


def keeping(client: Client, value: str, name: str = PLAIN, age: int | None = None) -> str:
    """The Set-Cookie header."""
    full = named(name, secure=client.secure, host=client.host)
    seconds = int(ABSOLUTE[Kind.BROWSER].total_seconds()) if age is None else age
    safe = "; Secure" if full.startswith("__Host-") else ""
    return f"{full}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{safe}"


def dropping(client: Client, name: str = PLAIN) -> str:
    return keeping(client, "", name, 0)
