"""How every command ends: the next document, its number, its events, its audit line, in one unit."""

import msgspec
from msgspec.structs import replace

from maru.chassis.audit import AuditLog, Line
from maru.chassis.problems import Denied
from maru.chassis.sql import SqlTx
from maru.erp.approvals.contract import AnyApprovalEvent, StepActivated
from maru.erp.approvals.domain.changes import numbered
from maru.erp.approvals.domain.classic import messages
from maru.erp.approvals.domain.delegations import Delegation, standing
from maru.erp.approvals.domain.document import Act, Document, Outcome, find
from maru.erp.approvals.domain.line import AT_TURN, steps_of
from maru.erp.approvals.domain.numbering import counter
from maru.erp.approvals.store.beside import Delegations
from maru.erp.approvals.store.documents import Documents
from maru.erp.approvals.views import DocumentReceipt

_encode = msgspec.json.Encoder().encode


def commit(tx: SqlTx, was: Document, outcome: Outcome, act: Act, action: str) -> DocumentReceipt:
    """Save what `outcome` leaves of `was`; a document that has just been approved gets its number here."""
    documents = Documents(tx)
    if outcome.wants_number:
        rule = counter(outcome.document.numbering, act.at)
        outcome = numbered(outcome, documents.next(f"number:{was.tenant}:{rule}"))
    documents.save(was, outcome.document, act.by)
    for event in outcome.events:
        tx.emit(_with_substitutes(tx, outcome.document, event))
    for message in messages(outcome):
        tx.publish(message.topic, str(message.request_id), _encode(message), act.at)
    record(tx, outcome.document, act, action)
    return receipt(outcome.document)


def _with_substitutes(tx: SqlTx, document: Document, event: AnyApprovalEvent) -> AnyApprovalEvent:
    """Whoever may decide in the place of the person whose turn it is learns of it at the same time."""
    if not isinstance(event, StepActivated):
        return event
    held = Delegations(tx).of_giver(event.approver, event.at)
    beside = [each.delegate.id for each in held if _stands_in(document, event, each)]
    return replace(event, audience=tuple(dict.fromkeys((*event.audience, *beside)))) if beside else event


def _stands_in(document: Document, event: StepActivated, delegation: Delegation) -> bool:
    step = find(document.groups, event.step_id)
    try:
        return step is not None and bool(
            standing(document, step, delegation.delegate.id, event.at, (delegation,))
        )
    except Denied:
        return False


def record(tx: SqlTx, document: Document, act: Act, action: str, **detail: str | int | bool | None) -> None:
    AuditLog(tx).add(
        Line(
            tenant=document.tenant,
            at=act.at,
            action=action,
            subject=document.id,
            actor=act.by,
            detail={"version": document.version, "state": document.state, **detail},
        )
    )


def receipt(document: Document) -> DocumentReceipt:
    return DocumentReceipt(
        id=document.id,
        request_id=document.request_id,
        state=document.state,
        number=document.number or None,
        form_id=document.form_id,
        form_version=document.form_version,
        title=document.title,
        previous_id=document.previous_id,
        version=document.version,
        current=tuple(step.id for step in steps_of(document.groups) if step.state in AT_TURN),
    )


def next_request(tx: SqlTx, tenant: str) -> int:
    """The number by which older clients know a document."""
    return Documents(tx).next(f"requests:{tenant}")
