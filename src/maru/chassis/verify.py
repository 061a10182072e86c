"""What must always hold, checked over the stored data: the audit chains and each service's own invariants."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from maru.chassis.audit import AuditLog
from maru.chassis.letters import files
from maru.chassis.manifest import Invariant, Manifest
from maru.chassis.process import CannotStart
from maru.chassis.sql import SqlTx
from maru.chassis.stores.sqlite import on_file


@dataclass(frozen=True)
class Finding:
    service: str
    invariant: str
    broken: bool
    said: str


def verify(folder: Path, manifests: Sequence[Manifest], system: str | None) -> list[Finding]:
    """One finding for each invariant of each service; raises `CannotStart` where there is nothing to check."""
    key = folder / "keys" / "audit"
    chosen = [m for m in manifests if system is None or m.name.startswith(f"{system}.")]
    if not chosen or not key.exists():
        raise CannotStart(
            f"there is nothing to verify for {system or 'any system'} in {folder}: check --data"
        )
    chain = Invariant("audit chain", lambda tx: _chain(tx, key.read_bytes()))
    return [
        _find(name, path, invariant)
        for name, path in files(folder, chosen, None)
        for invariant in (chain, *next(m.invariants for m in chosen if m.name == name))
    ]


def _find(service: str, path: Path, invariant: Invariant) -> Finding:
    violation = on_file(path, service, invariant.broken)
    return Finding(service, invariant.name, violation is not None, violation or "")


def _chain(tx: SqlTx, key: bytes) -> str | None:
    log = AuditLog(tx)
    for tenant in log.tenants():
        if broken := log.verify(key, tenant):
            return f"{tenant} line {broken.number}: {broken.reason}"
    return None
