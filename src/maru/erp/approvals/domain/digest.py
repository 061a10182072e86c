"""The fingerprint of a paper: what it says and what was decided on it, in one canonical spelling."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

import msgspec

from maru.erp.approvals.contract import Person
from maru.erp.approvals.domain.document import Document
from maru.erp.approvals.domain.line import Step, steps_of

VERSION = 1
_encode = msgspec.json.Encoder(order="deterministic").encode


def content_digest(document: Document) -> str:
    """SHA-256, in hexadecimal, of title, content, fields, form version, drafter and every step as it stands.

    The same before and after storage; not of what readers, deadlines and comments beside the paper change.
    """
    return sha256(_encode(_said(document))).hexdigest()


def _said(document: Document) -> Mapping[str, object]:
    return {
        "digest": VERSION,
        "id": document.id,
        "number": document.number,
        "form": [document.form_id, document.form_version],
        "title": document.title,
        "content": document.content,
        "fields": document.fields,
        "drafter": _person(document.drafter),
        "submittedAt": _moment(document.submitted_at),
        "state": document.state,
        "steps": [_step(step) for step in steps_of(document.groups)],
    }


def _step(step: Step) -> Mapping[str, object]:
    return {
        "id": step.id,
        "role": step.role,
        "approver": _person(step.approver),
        "state": step.state,
        "round": step.round,
        "kind": step.kind,
        "actedBy": _person(step.acted_by),
        "onBehalfOf": _person(step.on_behalf_of),
        "decidedAt": _moment(step.decided_at),
        "comment": step.comment,
        "objection": step.objection,
        "skipped": step.skipped,
    }


def _person(person: Person | None) -> list[int | str] | None:
    return None if person is None else [person.id, person.name, person.title, person.department]


def _moment(at: datetime | None) -> str | None:
    """In UTC: a store may give a moment back in another zone than it took it in."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds")
