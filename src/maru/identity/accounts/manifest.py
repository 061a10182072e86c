"""Accounts: what this service stores, hears, offers, and how it is put together."""

from datetime import timedelta
from pathlib import Path

from maru.chassis.bus import Consumer
from maru.chassis.jobs import Job
from maru.chassis.manifest import Context, Manifest, Parts
from maru.identity.accounts.contract import AccountEvent, Accounts, MembershipChanged
from maru.identity.accounts.http.doors import open_doors, password_doors
from maru.identity.accounts.http.identify import Identify
from maru.identity.accounts.http.profile import own_routes, password_routes
from maru.identity.accounts.service.bearers import OwnBearers
from maru.identity.accounts.service.directory import Directory
from maru.identity.accounts.service.gate import Gate
from maru.identity.accounts.service.hashing import Hasher
from maru.identity.accounts.service.housekeeping import Housekeeping
from maru.identity.accounts.service.keyring import Keyring
from maru.identity.accounts.service.post import Post
from maru.identity.accounts.service.profile import Profile
from maru.identity.accounts.service.second_factor import Codes, TwoFactor
from maru.identity.accounts.service.sign_in import SignIn
from maru.identity.accounts.service.sign_up import Doorbell, SignUp
from maru.identity.accounts.service.tokens import Tokens
from maru.identity.accounts.service.visits import Visits
from maru.identity.accounts.store import tables


def assemble(ctx: Context) -> Parts:
    store, settings, now, new_id = ctx.store, ctx.settings, ctx.now, ctx.new_id
    hasher, visits = Hasher(), Visits(store, now, new_id)
    gate, doorbell, codes = Gate(store, settings.limits, now), Doorbell(settings), Codes(ctx.keys)
    tokens = Tokens(Keyring(ctx.keys / "signing", now), settings, now, new_id)
    sign_in = SignIn(store, settings, now, hasher, gate, visits, codes)
    two_factor = TwoFactor(store, now, codes, gate)
    profile = Profile(store, settings, now, hasher, visits, sign_in, doorbell, two_factor)
    bearers = OwnBearers(tokens, visits)
    directory = Directory(store, settings, now, new_id, hasher, visits, sign_in, tokens, bearers)
    routes = [*open_doors(sign_in, visits, settings), *own_routes(profile, visits)]
    sign_up = SignUp(store, settings, now, new_id, hasher, doorbell)
    routes += [*password_doors(sign_in, sign_up, profile, tokens), *password_routes(profile, two_factor)]
    post = Post(store, now, settings.folder / "mail")
    housekeeping = Housekeeping(store, now)
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
            Job("identity.accounts.mail", timedelta(seconds=5), post.carry, timedelta(seconds=1)),
            Job("identity.accounts.forget", timedelta(hours=1), housekeeping.forget),
        ],
        offers=directory,
        closing=[hasher],
        identify=Identify(visits, bearers, [r.path for r in routes if r.access.public], settings.web.origins),
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
