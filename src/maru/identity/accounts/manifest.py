"""Accounts: what this service stores, hears, offers, and how it is put together."""

from datetime import timedelta
from pathlib import Path

import httpx

from maru.chassis.bus import Consumer
from maru.chassis.jobs import Job
from maru.chassis.manifest import Context, Manifest, Parts
from maru.identity.accounts.contract import AccountEvent, Accounts, MembershipChanged
from maru.identity.accounts.http.doors import open_doors, password_doors
from maru.identity.accounts.http.identify import Identify
from maru.identity.accounts.http.issuer import issuer_routes
from maru.identity.accounts.http.profile import own_routes, password_routes
from maru.identity.accounts.http.relying import relying_routes
from maru.identity.accounts.service.bearers import Bearers, OwnBearers
from maru.identity.accounts.service.directory import Directory
from maru.identity.accounts.service.foreign import ForeignIssuer
from maru.identity.accounts.service.gate import Gate
from maru.identity.accounts.service.hashing import Hasher
from maru.identity.accounts.service.housekeeping import Housekeeping
from maru.identity.accounts.service.issuer import Issuer
from maru.identity.accounts.service.keyring import Keyring
from maru.identity.accounts.service.post import Post
from maru.identity.accounts.service.profile import Profile
from maru.identity.accounts.service.relying import Relying
from maru.identity.accounts.service.second_factor import Codes, TwoFactor
from maru.identity.accounts.service.sign_in import SignIn
from maru.identity.accounts.service.sign_up import Doorbell, SignUp
from maru.identity.accounts.service.tokens import Tokens
from maru.identity.accounts.service.visits import Visits
from maru.identity.accounts.store import tables


def assemble(ctx: Context, http: httpx.AsyncClient | None = None) -> Parts:
    """`http` reaches another issuer; without it, one is made if another issuer is trusted."""
    store, settings, now, new_id = ctx.store, ctx.settings, ctx.now, ctx.new_id
    hasher, visits = Hasher(), Visits(store, now, new_id)
    gate, doorbell, codes = Gate(store, settings.limits, now), Doorbell(settings), Codes(ctx.keys)
    tokens = Tokens(Keyring(ctx.keys / "signing", now), settings, now, new_id)
    sign_in = SignIn(store, settings, now, hasher, gate, visits, codes)
    two_factor = TwoFactor(store, now, codes, gate)
    profile = Profile(store, settings, now, hasher, visits, sign_in, doorbell, two_factor)
    own = OwnBearers(tokens, visits)
    bearers: Bearers = own
    routes = [*open_doors(sign_in, visits, settings), *own_routes(profile, visits)]
    if settings.identity.issuer:
        foreign = ForeignIssuer(settings.identity, http or httpx.AsyncClient(), now)
        relying = Relying(store, settings, now, new_id, foreign, visits, sign_in)
        bearers = relying
        routes += relying_routes(relying)
    else:
        sign_up = SignUp(store, settings, now, new_id, hasher, doorbell)
        issuer = Issuer(store, settings, now, tokens, visits)
        routes += password_doors(sign_in, sign_up, profile, tokens)
        routes += password_routes(profile, two_factor)
        routes += issuer_routes(issuer, tokens, profile)
    directory = Directory(store, settings, now, new_id, hasher, visits, sign_in, tokens, bearers)
    doors = [route.path for route in routes if route.access.public]
    origins = settings.web.origins
    return Parts(
        routes=routes,
        consumers=[
            Consumer(
                name="identity.accounts.memberships",
                topic=MembershipChanged.topic,
                events=(MembershipChanged,),
                handle=directory.hear,
            )
        ],
        jobs=[
            Job("identity.accounts.keys", timedelta(hours=1), tokens.keys.rotate),
            Job(
                "identity.accounts.mail",
                timedelta(seconds=5),
                Post(store, now, settings.folder / "mail").carry,
                timedelta(seconds=1),
            ),
            Job("identity.accounts.forget", timedelta(hours=1), Housekeeping(store, now).forget),
        ],
        offers=directory,
        identify=Identify(visits, bearers, doors, origins, own if bearers is own else None),
    )


accounts = Manifest(
    name="identity.accounts",
    assemble=assemble,
    steps=Path(__file__).parent / "migrations",
    tables=tables,
    publishes=(AccountEvent.topic,),
    hears=(MembershipChanged.topic,),
    offers=Accounts,
)
