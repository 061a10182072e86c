"""Settings: the only reader of the environment. A misspelt name or a wrong value stops the start with one sentence.

Order: command line, environment (`MARU_LIMITS__API_PER_MIN`), file (`limits.api_per_min` in maru.toml), default.
"""

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

PREFIX = "MARU_"
FOR_TESTS = "MARU_TEST_"
SECRET_LENGTH = 32
SECRET = frozenset({"demo_password", "identity.client_secret", "sql.url", "sql.reader_url", "rpc.secret"})


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    api_per_min: int = 100
    api_burst: int = 20
    login_per_min: int = 5
    sign_up_per_min: int = 5
    load_sources: list[str] = []


class IdentitySettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`issuer` empty: this Maru is one, for `clients` (name → redirect URI) too; else who is trusted instead."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    audience: str = "maru"
    jwks_url: str = ""
    sign_up: bool = True
    clients: dict[str, str] = {}


class SqlSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`url` empty: an embedded file per service; `mysql://user:password@host:port/prefix` otherwise."""

    url: str = ""
    reader_url: str = ""
    connections: int = 8


class LogSettings(Struct, frozen=True, forbid_unknown_fields=True):
    level: str = "info"
    requests: bool = False


class TraceSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`exporter`: who is told of the share `ratio` of the traces."""

    exporter: str = "none"
    ratio: float = 0.01


class DemoSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`expose`: demo accounts may be reached from other machines."""

    expose: bool = False


class RpcSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`peers`: where the services run that this process does not, as name → URL."""

    peers: dict[str, str] = {}
    secret: str = ""
    deadline_seconds: float = 5.0


class WebSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`url`: where people reach this Maru, if not at host and port (letters and tokens name it); `origins`: other
    sites whose pages may call; `proxies`: whose X-Forwarded headers are believed."""

    url: str = ""
    origins: list[str] = []
    proxies: list[str] = []
    linger_seconds: float = 0.0
    drain_seconds: float = 25.0


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    host: str = "127.0.0.1"
    port: int = 8080
    data: str = ""
    seed: str = "none"
    open: bool = False
    only: list[str] = []
    config: str = ""
    demo_password: str = ""
    limits: Limits = Limits()
    identity: IdentitySettings = IdentitySettings()
    sql: SqlSettings = SqlSettings()
    log: LogSettings = LogSettings()
    trace: TraceSettings = TraceSettings()
    demo: DemoSettings = DemoSettings()
    rpc: RpcSettings = RpcSettings()
    web: WebSettings = WebSettings()

    @property
    def folder(self) -> Path:
        return Path(self.data) if self.data else Path.home() / ".local" / "share" / "maru"

    @property
    def address(self) -> str:
        """Where people reach this Maru."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.web.url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def demo_mode(self) -> bool:
        return self.seed == "demo"


class WrongSetting(Exception):
    """One sentence for each mistake, each saying what to write instead."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


class Explained(Struct, frozen=True):
    name: str
    value: str
    origin: str


def load(given: Mapping[str, object] | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Raises `WrongSetting`. `given` are options of the command line; those that are None were not given."""
    return resolve(given, environ)[0]


def resolve(
    given: Mapping[str, object] | None = None, environ: Mapping[str, str] | None = None
) -> tuple[Settings, list[Explained]]:
    """The settings and where each came from, secrets hidden."""
    environ = os.environ if environ is None else environ
    known = _names(Settings)
    options = {name: value for name, value in (given or {}).items() if value is not None}
    mistakes: list[str] = []
    found: dict[str, tuple[object, str]] = {}
    for key, text in environ.items():
        if key.startswith(PREFIX) and not key.startswith(FOR_TESTS):
            name = key[len(PREFIX) :].lower().replace("__", ".")
            if name in known:
                found[name] = (text, f"environment {key}")
            else:
                mistakes.append(_unknown(key, {_variable(k): k for k in known}))
    for name, value in options.items():
        found[name] = (value, f"option --{name.replace('_', '-')}")
    for name, value in _file(options, found, mistakes).items():
        if name in known:
            found.setdefault(name, (value, "file"))
        else:
            mistakes.append(_unknown(name, {k: k for k in known}))
    tree: dict[str, Any] = {}
    for name, (value, origin) in found.items():
        try:
            converted = _convert(value, known[name])
        except (msgspec.ValidationError, ValueError) as error:
            said = "(hidden)" if name in SECRET else repr(value)
            mistakes.append(f"{name} cannot be {said} ({origin}): {error}")
            continue
        *path, last = name.split(".")
        branch = tree
        for part in path:
            branch = branch.setdefault(part, {})
        branch[last] = converted
    if mistakes:
        raise WrongSetting(mistakes)
    settings = msgspec.convert(tree, Settings)
    _judge(settings)
    explained = [
        Explained(name, _shown(name, _value(settings, name)), found[name][1] if name in found else "default")
        for name in sorted(known)
    ]
    return settings, explained


def _judge(settings: Settings) -> None:
    mistakes = []
    if settings.seed not in ("demo", "none"):
        mistakes.append(f"seed cannot be {settings.seed!r}: write demo or none")
    if not 0 <= settings.port <= 65535:
        mistakes.append(f"port cannot be {settings.port}: write a number from 0 to 65535")
    limits = settings.limits
    if min(limits.api_per_min, limits.api_burst, limits.login_per_min, limits.sign_up_per_min) < 1:
        mistakes.append("limits must be at least 1")
    for network in limits.load_sources:
        try:
            ipaddress.ip_network(network, strict=False)
        except ValueError:
            mistakes.append(f"limits.load_sources cannot be {network!r}: write networks such as 10.0.0.0/8")
    if settings.rpc.deadline_seconds <= 0 or settings.sql.connections < 1:
        mistakes.append("rpc.deadline_seconds and sql.connections must be above 0")
    if min(settings.web.linger_seconds, settings.web.drain_seconds) < 0:
        mistakes.append("web.linger_seconds and web.drain_seconds cannot be below 0")
    if settings.log.level not in ("debug", "info", "warning", "error"):
        mistakes.append(f"log.level cannot be {settings.log.level!r}: write debug, info, warning or error")
    if settings.trace.exporter not in ("none", "console"):
        mistakes.append(f"trace.exporter cannot be {settings.trace.exporter!r}: write none or console")
    if not 0 <= settings.trace.ratio <= 1:
        mistakes.append(f"trace.ratio cannot be {settings.trace.ratio}: write a number from 0 to 1")
    if settings.rpc.peers and len(settings.rpc.secret) < SECRET_LENGTH:
        mistakes.append(
            f"rpc.peers needs rpc.secret: write the same {SECRET_LENGTH} or more characters for every process"
        )
    loopback = settings.host in ("127.0.0.1", "localhost", "::1")
    if settings.demo_mode and not loopback and not settings.demo.expose:
        mistakes.append(
            f"demo accounts would be reachable at {settings.host}: listen on 127.0.0.1, or write demo.expose = true"
        )
    if mistakes:
        raise WrongSetting(mistakes)


def _names(shape: type[Struct], prefix: str = "") -> dict[str, Any]:
    names: dict[str, Any] = {}
    for field in msgspec.structs.fields(shape):
        if isinstance(field.type, type) and issubclass(field.type, Struct):
            names.update(_names(field.type, f"{prefix}{field.name}."))
        else:
            names[f"{prefix}{field.name}"] = field.type
    return names


def _variable(name: str) -> str:
    return PREFIX + name.upper().replace(".", "__")


def _unknown(name: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"there is no setting {name}" + (f": did you mean {near[0]}?" if near else "")


def _file(
    options: Mapping[str, object], found: Mapping[str, tuple[object, str]], mistakes: list[str]
) -> dict[str, object]:
    named = str(found["config"][0]) if "config" in found else ""
    data = str(options.get("data") or (found["data"][0] if "data" in found else ""))
    path = Path(named) if named else (Path(data) if data else Settings().folder) / "maru.toml"
    if not path.is_file():
        if named:
            mistakes.append(f"there is no file {named}: give --config the path of a maru.toml")
        return {}
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.append(f"{path.name} is not TOML: {error}")
        return {}
    flat: dict[str, object] = {}
    for name, value in read.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{key}": inner for key, inner in value.items()})
        else:
            flat[name] = value
    return flat


def _convert(value: object, kind: Any) -> object:
    if isinstance(value, str) and kind == list[str]:
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, str) and kind == dict[str, str]:
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        if not all(name.strip() and mark and url.strip() for name, mark, url in pairs):
            raise ValueError("write name=url, name=url")
        return {name.strip(): url.strip() for name, _, url in pairs}
    if isinstance(value, str) and kind is bool:
        words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        if value.lower() not in words:
            raise ValueError("write true or false")
        return words[value.lower()]
    return msgspec.convert(value, kind, strict=False)


def _value(settings: Settings, name: str) -> object:
    value: object = settings
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _shown(name: str, value: object) -> str:
    if name in SECRET:
        return "(hidden)" if value else ""
    return msgspec.json.encode(value).decode()
