"""Approvals: what it stores, serves, listens to and calls."""

from pathlib import Path

from maru.chassis.blobs import Blobs
from maru.chassis.bus import Consumer
from maru.chassis.manifest import Context, Invariant, Manifest, Parts
from maru.erp.approvals.contract import ApprovalEvent, Approvals, Approved, DelegationChanged
from maru.erp.approvals.http import classic, modern
from maru.erp.approvals.service.company import Company
from maru.erp.approvals.service.deciding import Deciding
from maru.erp.approvals.service.drafting import Drafting
from maru.erp.approvals.service.offered import Offered
from maru.erp.approvals.service.papers import Papers
from maru.erp.approvals.service.printing import Printing
from maru.erp.approvals.service.reading import Reading
from maru.erp.approvals.service.standing_in import StandingIn
from maru.erp.approvals.store.invariants import boxes_tell_the_papers, numbers_have_no_gaps
from maru.erp.approvals.store.tables import tables
from maru.erp.employees.contract import Directory
from maru.erp.leave.contract import Leave


def assemble(ctx: Context) -> Parts:
    company = Company(ctx.call(Directory))
    reading = Reading(ctx.store, company, ctx.now)
    deciding = Deciding(ctx.store, company, ctx.now)
    drafting = Drafting(ctx.store, company, ctx.call(Leave), ctx.now, ctx.new_id)
    blobs = Blobs(ctx.settings.folder / "attachments")
    papers = Papers(ctx.store, company, reading, blobs, ctx.now, ctx.new_id)
    use = modern.UseCases(
        drafting,
        deciding,
        reading,
        papers,
        StandingIn(ctx.store, company, ctx.now, ctx.new_id),
        Printing(ctx.store, reading, company, ctx.now, ctx.keys),
    )
    return Parts(
        routes=[*modern.routes(use), *classic.routes(use)],
        consumers=[
            Consumer("erp.approvals.cancellations", ApprovalEvent.topic, (Approved,), deciding.cancelled)
        ],
        offers=Offered(ctx.store, drafting, deciding),
    )


approvals = Manifest(
    name="erp.approvals",
    assemble=assemble,
    steps=Path(__file__).parent / "migrations",
    tables=tables,
    publishes=(ApprovalEvent.topic, DelegationChanged.topic, "approval-requests", "approval-results"),
    hears=(ApprovalEvent.topic,),
    calls=(Directory, Leave),
    offers=Approvals,
    invariants=(
        Invariant("boxes", boxes_tell_the_papers),
        Invariant("document numbers", numbers_have_no_gaps),
    ),
)
