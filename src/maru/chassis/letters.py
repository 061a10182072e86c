"""Dead letters as an operator's command sees them, on a stopped folder or beside a running server."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from maru.chassis import clock
from maru.chassis.bus import DeadLetters, Letter
from maru.chassis.manifest import Manifest
from maru.chassis.problems import NotFound
from maru.chassis.process import CannotStart
from maru.chassis.settings import Settings
from maru.chassis.sql import micros
from maru.chassis.stores.choice import has_store, on_store

R = TypeVar("R")


def stored(settings: Settings, manifests: Sequence[Manifest], service: str | None = None) -> list[str]:
    """The services that have stored something: `service`, or all. Raises `CannotStart` for a name that is none."""
    names = [m.name for m in manifests if m.tables is not None]
    if service is not None and service not in names:
        raise CannotStart(f"there is no service {service!r}: write one of {', '.join(names)}")
    return [name for name in names if service in (None, name) and has_store(settings, name)]


def listed(
    settings: Settings, manifests: Sequence[Manifest], service: str | None
) -> list[tuple[str, Letter]]:
    return [
        (name, letter)
        for name in stored(settings, manifests, service)
        for letter in on_store(settings, name, lambda tx: DeadLetters(tx).list(), read_only=True)
    ]


def show(settings: Settings, manifests: Sequence[Manifest], service: str, id: int) -> str:
    letter = _on(settings, manifests, service, lambda letters: letters.get(id))
    said = {
        "id": letter.id,
        "consumer": letter.consumer,
        "topic": letter.topic,
        "key": letter.key,
        "attempts": letter.attempts,
        "cause": letter.cause,
        "event": msgspec.Raw(letter.body),
    }
    return msgspec.json.format(msgspec.json.encode(said), indent=2).decode()


def discard(settings: Settings, manifests: Sequence[Manifest], service: str, id: int) -> None:
    _on(settings, manifests, service, lambda letters: letters.discard(id))


def redrive(
    settings: Settings, manifests: Sequence[Manifest], service: str, id: int | None, *, dry_run: bool
) -> list[str]:
    """Back among what waits, due at once; the service delivers them when it runs. One line a letter."""

    def unit(letters: DeadLetters) -> list[str]:
        chosen = letters.list(1000) if id is None else [letters.get(id)]
        for letter in chosen:
            if not dry_run:
                letters.park_again(letter, micros(clock.now()))
        word = "would be delivered to" if dry_run else "waits for"
        return [f"{letter.id} {letter.topic} {letter.key} {word} {letter.consumer}" for letter in chosen]

    return _on(settings, manifests, service, unit)


def _on(
    settings: Settings, manifests: Sequence[Manifest], service: str, unit: Callable[[DeadLetters], R]
) -> R:
    if not stored(settings, manifests, service):
        raise CannotStart(f"{service} has no data in {settings.folder}: check --data")
    try:
        return on_store(settings, service, lambda tx: unit(DeadLetters(tx)))
    except NotFound as missing:
        raise CannotStart(missing.detail) from None
