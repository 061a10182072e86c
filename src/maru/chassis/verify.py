"""What must always hold, checked over the stored data: the audit chains and each service's own invariants."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from maru.chassis import keys
from maru.chassis.audit import AuditLog
from maru.chassis.checkpoints import SIGNING, Checkpoints, Kept, broken, keeper_of
from maru.chassis.letters import stored
from maru.chassis.manifest import Invariant, Manifest
from maru.chassis.process import CannotStart
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx
from maru.chassis.stores.choice import on_store


@dataclass(frozen=True)
class Finding:
    service: str
    invariant: str
    broken: bool
    said: str


def verify(settings: Settings, manifests: Sequence[Manifest], system: str | None) -> list[Finding]:
    """One finding for each invariant of each service; raises `CannotStart` where there is nothing to check."""
    folder = settings.folder
    key = folder / "keys" / "audit"
    chosen = [m for m in manifests if system is None or m.name.startswith(f"{system}.")]
    if not chosen or not key.exists():
        raise CannotStart(
            f"there is nothing to verify for {system or 'any system'} in {folder}: check --data"
        )
    chain = Invariant("audit chain", lambda tx: _chain(tx, key.read_bytes()))
    services = stored(settings, manifests)
    public = Ed25519PrivateKey.from_private_bytes(keys.secret(folder / "keys", SIGNING)).public_key()
    return [
        _find(settings, m.name, invariant)
        for m in chosen
        if m.name in services
        for invariant in (
            chain,
            Invariant(
                "audit checkpoints", partial(_checkpoints, m.name, _kept(settings, m.name, services), public)
            ),
            *m.invariants,
        )
    ]


def _kept(settings: Settings, service: str, services: Sequence[str]) -> list[Kept]:
    """What the service that keeps this one's checkpoints has of them."""
    keeper = keeper_of(service, services)
    if keeper is None:
        return []
    return on_store(settings, keeper, lambda tx: Checkpoints(tx).of(service), read_only=True)


def _checkpoints(service: str, kept: list[Kept], public: Ed25519PublicKey, tx: SqlTx) -> str | None:
    found = broken(AuditLog(tx), service, kept, public)
    return f"{found.tenant} line {found.number}: {found.reason}" if found else None


def _find(settings: Settings, service: str, invariant: Invariant) -> Finding:
    violation = on_store(settings, service, invariant.broken, read_only=True)
    return Finding(service, invariant.name, violation is not None, violation or "")


def _chain(tx: SqlTx, key: bytes) -> str | None:
    log = AuditLog(tx)
    for tenant in log.tenants():
        if broken := log.verify(key, tenant):
            return f"{tenant} line {broken.number}: {broken.reason}"
    return None
