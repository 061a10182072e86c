"""The audit log: whatever is done to its lines afterwards is seen."""

import json
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from maru.chassis.audit import SEALED_AT_ONCE, START, AuditLog, Line, _chain
from maru.chassis.buses.local import LocalBus
from maru.chassis.checkpoints import (
    LINES,
    PAUSE,
    AuditSealed,
    Checkpoints,
    KeepersOwn,
    Kept,
    Sealer,
    broken,
    keeper_of,
    keepers,
    keeping,
)
from maru.chassis.sql import SqlTx
from maru.chassis.stores.sqlite import SqliteStore
from tests.adapters.stores import KINDS, AnyStore, opened

KEY, SEED = b"k" * 32, b"s" * 32
PUBLIC = Ed25519PrivateKey.from_private_bytes(SEED).public_key()
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def write(tx: SqlTx, many: int, tenant: str = "maru", first: int = 1) -> None:
    for n in range(first, first + many):
        AuditLog(tx).add(Line(tenant, NOW, "document.approve", f"document:{n}", actor=7, detail={"n": n}))


def seal(tx: SqlTx) -> None:
    while AuditLog(tx).seal(KEY):
        continue


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    async with opened(request.param, tmp_path) as made:
        yield made


async def test_lines_are_sealed_in_order_tenant_by_tenant(store: AnyStore) -> None:
    await store.write(lambda tx: write(tx, SEALED_AT_ONCE + 30))
    await store.write(lambda tx: write(tx, 3, "other"))
    assert await store.read(lambda tx: AuditLog(tx).unsealed())
    await store.write(seal)

    heads = await store.scan(lambda tx: AuditLog(tx).heads())
    assert {tenant: head.number for tenant, head in heads.items()} == {
        "maru": SEALED_AT_ONCE + 30,
        "other": 3,
    }
    assert not await store.read(lambda tx: AuditLog(tx).unsealed())
    for tenant in heads:
        assert await store.scan(partial(verified, tenant)) is None


def verified(tenant: str, tx: SqlTx) -> tuple[int, str] | None:
    found = AuditLog(tx).verify(KEY, tenant)
    return (found.number, found.reason) if found else None


async def test_a_line_tells_who_did_what_for_whom(store: AnyStore) -> None:
    line = Line("maru", NOW, "document.approve", "document:1", 7, on_behalf_of=8, detail={"why": "위임"})
    await store.write(lambda tx: AuditLog(tx).add(line))

    assert await store.read(lambda tx: AuditLog(tx).of("document:1")) == [line]
    assert await store.read(lambda tx: AuditLog(tx).of("document:2")) == []


TAMPERED = {
    "edited": "UPDATE audit SET line = CAST(replace(line, '\"n\":5', '\"n\":6') AS BLOB) WHERE number = 5",
    "made unreadable": "UPDATE audit SET line = replace(line, '\"n\":5', '\"n\":6') WHERE number = 5",
    "edited with its hash": "UPDATE audit SET line = x'7b7d', hash = zeroblob(32) WHERE number = 5",
    "deleted": "DELETE FROM audit WHERE number = 5",
    "deleted and closed up": "DELETE FROM audit WHERE number = 5; UPDATE audit SET number = number - 1 "
    "WHERE number > 5",
    "reordered": "UPDATE audit SET number = -1 WHERE number = 5; UPDATE audit SET number = 5 WHERE number = 6; "
    "UPDATE audit SET number = 6 WHERE number = -1",
    "inserted": "UPDATE audit SET number = -number WHERE number > 5; UPDATE audit SET number = 1 - number "
    "WHERE number < 0; INSERT INTO audit (tenant, at, action, subject, line, number, hash) "
    "SELECT tenant, at, action, subject, line, 6, hash FROM audit WHERE number = 5",
    "moved to another tenant": "UPDATE audit SET tenant = 'other' WHERE number = 5",
}


async def sealed(folder: Path, many: int = 10) -> Path:
    async with opened("sqlite", folder) as store:
        await store.write(lambda tx: write(tx, many))
        await store.write(seal)
    return folder / "test.db"


def tamper(path: Path, script: str) -> None:
    with sqlite3.connect(path) as db:
        db.executescript(script)
    db.close()


@pytest.mark.parametrize("script", TAMPERED.values(), ids=TAMPERED.keys())
async def test_a_line_that_was_touched_is_found(script: str, tmp_path: Path) -> None:
    path = await sealed(tmp_path)
    tamper(path, script)
    store = SqliteStore(path, "test")
    found = await store.scan(partial(verified, "maru"))
    await store.close()

    assert found is not None
    assert found[0] <= 6


async def test_with_another_key_nothing_is_valid(tmp_path: Path) -> None:
    store = SqliteStore(await sealed(tmp_path), "test")
    found = await store.scan(lambda tx: AuditLog(tx).verify(b"other" * 7, "maru"))
    await store.close()

    assert found is not None and found.number == 1


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def sealer(store: AnyStore, clock: Clock) -> Sealer:
    return Sealer(store, "erp.test", AuditSealed, KEY, SEED, clock)


async def numbers(store: AnyStore) -> list[int]:
    return [kept.number for kept in await store.scan(lambda tx: Checkpoints(tx).of("erp.test"))]


async def test_a_head_is_told_each_minute_or_each_thousand_lines(store: AnyStore) -> None:
    clock = Clock()
    sealing = sealer(store, clock)
    await store.write(lambda tx: write(tx, 3))
    await sealing.run()
    assert await numbers(store) == [3]

    await store.write(lambda tx: write(tx, 1, first=4))
    await sealing.run()
    assert await numbers(store) == [3]
    assert not await sealing.wanted()
    clock.now += PAUSE
    assert await sealing.wanted()
    await sealing.run()
    assert await numbers(store) == [3, 4]

    await store.write(lambda tx: write(tx, LINES, first=5))
    await sealing.run()
    assert await numbers(store) == [3, 4, LINES + 4]
    assert not await sealing.wanted()


async def test_after_a_restart_only_what_is_new_is_told(store: AnyStore) -> None:
    await store.write(lambda tx: write(tx, 3))
    await sealer(store, Clock()).run()
    await sealer(store, Clock()).run()
    assert await numbers(store) == [3]

    await store.write(lambda tx: write(tx, 1, first=4))
    await sealer(store, Clock()).run()
    assert await numbers(store) == [3, 4]


async def test_another_service_keeps_the_checkpoints(tmp_path: Path) -> None:
    names = ["identity.accounts", "erp.test"]
    async with opened("sqlite", tmp_path, names[0]) as first, opened("sqlite", tmp_path, names[1]) as second:
        stores = dict(zip(names, (first, second), strict=True))
        kinds = keepers(names)
        assert kinds == {"identity.accounts": KeepersOwn, "erp.test": AuditSealed}
        bus = LocalBus(
            [(stores[name], consumer) for name, consumer in keeping(names)],
            {kind.topic: [stores[name]] for name, kind in kinds.items()},
            lambda: NOW,
        )
        await bus.start()
        for name, store in stores.items():
            await store.write(lambda tx: write(tx, 3))
            await Sealer(store, name, kinds[name], KEY, SEED, lambda: NOW).run()
        await bus.drain()
        await bus.stop()
        for name in names:
            keeper = keeper_of(name, names)
            assert keeper is not None and keeper != name
            (kept,) = await stores[keeper].scan(partial(kept_of, name))
            assert kept.number == 3


def kept_of(service: str, tx: SqlTx) -> list[Kept]:
    return Checkpoints(tx).of(service)


async def kept_and_log(folder: Path) -> tuple[list[Kept], Path]:
    async with opened("sqlite", folder) as store:
        await store.write(lambda tx: write(tx, 10))
        await sealer(store, Clock()).run()
        kept = await store.scan(lambda tx: Checkpoints(tx).of("erp.test"))
    return kept, folder / "test.db"


def rewritten(path: Path, key: bytes) -> None:
    """The whole chain anew over changed lines, as whoever has the chain's key could."""
    db = sqlite3.connect(path)
    before = START
    for number, line in db.execute("SELECT number, line FROM audit ORDER BY number").fetchall():
        changed = json.dumps({**json.loads(line), "actor": 1}).encode()
        before = _chain(key, before, changed)
        db.execute("UPDATE audit SET line = ?, hash = ? WHERE number = ?", (changed, before, number))
    db.commit()
    db.close()


async def checkpoint_break(path: Path, kept: list[Kept]) -> str | None:
    store = SqliteStore(path, "test")
    try:
        assert await store.scan(partial(verified, "maru")) is None
        found = await store.scan(lambda tx: broken(AuditLog(tx), "erp.test", kept, PUBLIC))
        return found.reason if found else None
    finally:
        await store.close()


async def test_a_cut_tail_and_a_rewritten_chain_are_found_by_the_checkpoint_alone(tmp_path: Path) -> None:
    for way in ("cut", "rewritten"):
        (tmp_path / way).mkdir()
        kept, path = await kept_and_log(tmp_path / way)
        assert await checkpoint_break(path, kept) is None
        if way == "cut":
            tamper(path, "DELETE FROM audit WHERE number > 8")
        else:
            rewritten(path, KEY)
        assert await checkpoint_break(path, kept) == "the chain no longer contains what its checkpoint tells"


async def test_a_checkpoint_that_somebody_else_signed_is_found(tmp_path: Path) -> None:
    (kept,), path = await kept_and_log(tmp_path)
    forged = Kept(kept.tenant, 8, sha256(b"").digest(), kept.at, kept.signature)

    assert await checkpoint_break(path, [forged]) == "the checkpoint is not the one that was signed"


async def test_an_idle_service_is_left_in_peace(store: AnyStore) -> None:
    sealing = sealer(store, Clock())
    assert await sealing.wanted()
    await sealing.run()

    assert not await sealing.wanted()
