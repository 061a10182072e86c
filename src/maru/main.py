"""The composition root: the one place that knows which adapter plays which part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

import maru
from maru.chassis import checkpoints, clock, keys
from maru.chassis.buses.local import LocalBus
from maru.chassis.callee import at_doors, served
from maru.chassis.credentials import Credentials
from maru.chassis.edge import Edge
from maru.chassis.ids import uuid7
from maru.chassis.jobs import Job
from maru.chassis.limits import RateLimiter
from maru.chassis.live.hub import Hub
from maru.chassis.manifest import Context, Manifest, Parts
from maru.chassis.openapi import documentation
from maru.chassis.process import CannotStart, Process
from maru.chassis.rpc import local
from maru.chassis.settings import Settings
from maru.chassis.static import WebApp
from maru.chassis.stores.choice import AnySqlStore, migrate_store, open_store
from maru.chassis.tidy import tidy
from maru.chassis.web import Asgi, Route, app
from maru.erp.approvals.manifest import approvals
from maru.erp.attendance.manifest import attendance
from maru.erp.employees.manifest import employees
from maru.erp.leave.manifest import leave
from maru.erp.notifications.manifest import notifications
from maru.erp.quests.manifest import quests
from maru.identity.accounts.manifest import accounts

P = TypeVar("P")

MANIFESTS: Sequence[Manifest] = (
    accounts,
    employees,
    leave,
    attendance,
    quests,
    approvals,
    notifications,
)

WEB = Path(__file__).parent / "web" / "dist"
CHECKOUT_WEB = Path(__file__).parents[2] / "web" / "dist"


@dataclass
class Suite:
    """Everything of one process, assembled and not yet started."""

    process: Process
    asgi: Asgi
    routes: Sequence[Route]
    bus: LocalBus
    parts: Mapping[str, Parts]
    contexts: Mapping[str, Context]
    hub: Hub
    offered: dict[type[Any], object] = field(default_factory=dict)

    def call(self, contract: type[P]) -> P:
        return _call(self.offered, contract)


def build(settings: Settings) -> Suite:
    """Open the stores, assemble the services, make the edge. Takes the migration steps that are missing.

    Raises `CannotStart`.
    """
    if settings.only or settings.rpc.peers:
        raise CannotStart(
            "this version runs all its services in one process: start it without --only and rpc.peers"
        )
    offered: dict[type[Any], object] = {}
    stores = {m.name: open_store(settings, m.name, m.steps) for m in MANIFESTS if m.tables is not None}
    hub = Hub()
    secrets = settings.folder / "keys"
    contexts = {
        m.name: Context(
            store=cast("Any", stores.get(m.name)),
            settings=settings,
            now=clock.now,
            new_id=uuid7,
            call=partial(_call, offered),
            hub=hub,
            keys=secrets,
        )
        for m in MANIFESTS
    }
    parts = {m.name: m.assemble(contexts[m.name]) for m in MANIFESTS}
    for manifest in MANIFESTS:
        if manifest.offers is not None:
            offered[manifest.offers] = parts[manifest.name].offers
    routes = [route for part in parts.values() for route in part.routes]
    publishers: dict[str, list[AnySqlStore]] = {}
    for manifest in MANIFESTS:
        for topic in manifest.publishes:
            publishers.setdefault(topic, []).append(stores[manifest.name])
    sealing = checkpoints.keepers(list(stores))
    for name, kind in sealing.items():
        publishers.setdefault(kind.topic, []).append(stores[name])
    heard = [(name, consumer) for name, part in parts.items() for consumer in part.consumers]
    heard += checkpoints.keeping(list(stores))
    bus = LocalBus([(stores[name], consumer) for name, consumer in heard], publishers, clock.now)
    audit_key, seed = keys.secret(secrets, "audit"), keys.secret(secrets, checkpoints.SIGNING)
    jobs = [(stores[name], job) for name, part in parts.items() for job in part.jobs]
    for name, store in stores.items():
        sealer = checkpoints.Sealer(store, name, sealing[name], audit_key, seed, clock.now)
        jobs.append((store, Job(f"{name}.seal", timedelta(seconds=1), sealer.run, wanted=sealer.wanted)))
        tidying = partial(tidy, store, partial(bus.delivered, name), clock.now)
        jobs.append((store, Job(f"{name}.tidy", timedelta(hours=1), tidying)))
    identify = next(part.identify for part in parts.values() if part.identify is not None)
    limits = settings.limits
    credentials = Credentials(settings.rpc.secret, "maru") if settings.rpc.secret else None
    asgi = app(
        [*routes, *documentation(routes), *(_doors(offered) if credentials else ())],
        at_doors(identify, credentials),
        RateLimiter(limits.api_per_min, limits.api_burst, limits.load_sources),
    )
    for part in parts.values():
        for mount in part.mounts:
            mount(asgi)
    WebApp(WEB if WEB.is_dir() else CHECKOUT_WEB).mount(asgi)
    version = msgspec.json.encode({"name": "maru", "version": maru.__version__})
    edge = Edge(
        cast("Any", asgi),
        version=version,
        origins=settings.web.origins,
        log_requests=settings.log.requests,
    )
    closing = [each for part in parts.values() for each in part.closing]
    process = Process(settings, edge, stores, bus, jobs, closing)
    return Suite(process, asgi, routes, bus, parts, contexts, hub, offered)


def migrate(settings: Settings) -> list[str]:
    """Take the missing steps of every service's store; which were taken."""
    return [
        step for m in MANIFESTS if m.tables is not None for step in migrate_store(settings, m.name, m.steps)
    ]


def _doors(offered: Mapping[type[Any], object]) -> list[Route]:
    """What the services here offer, for other processes of ours."""
    return [route for contract in offered for route in served(contract, partial(offered.get, contract))]


def _call(offered: Mapping[type[Any], object], contract: type[P]) -> P:
    return local(contract, lambda: offered[contract])
