from datetime import UTC, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from maru.erp.approvals.contract import Action, ViewerKind
from maru.erp.approvals.domain.digest import content_digest
from maru.erp.approvals.domain.document import Document, decode, encode
from maru.erp.approvals.domain.line import Viewer
from tests.erp.approvals.paper import A1, A2, X, did, on_way, serial, standing_in, step


@pytest.fixture
def paper() -> Document:
    return replace(
        on_way(serial(A1, A2)), content="두 대를 삽니다.", fields={"amount": "10", "account": "비품비"}
    )


def test_the_digest_is_64_hexadecimal_digits_and_the_same_each_time(paper: Document) -> None:
    digest = content_digest(paper)

    assert len(digest) == 64 and set(digest) <= set("0123456789abcdef")
    assert content_digest(replace(paper)) == digest


def test_a_paper_that_was_stored_has_the_digest_it_had_before(paper: Document) -> None:
    decided = did(paper, A1, Action.APPROVE).document

    assert content_digest(decode(encode(decided))) == content_digest(decided)


def test_a_moment_counts_and_not_the_zone_it_is_written_in(paper: Document) -> None:
    assert paper.submitted_at is not None
    elsewhere = replace(paper, submitted_at=paper.submitted_at.astimezone(UTC))
    later = replace(paper, submitted_at=paper.submitted_at + timedelta(microseconds=1))

    assert content_digest(elsewhere) == content_digest(paper) != content_digest(later)


def test_the_order_in_which_fields_were_written_does_not_count(paper: Document) -> None:
    turned = replace(paper, fields=dict(reversed(paper.fields.items())))

    assert list(turned.fields) != list(paper.fields)
    assert content_digest(turned) == content_digest(paper)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "노트북 구매 "},
        {"content": "세 대를 삽니다."},
        {"fields": {"amount": "100", "account": "비품비"}},
        {"form_version": 2},
        {"form_id": "expense"},
        {"number": "GN-26-000001"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_word_anywhere_is_another_digest(paper: Document, change: dict[str, Any]) -> None:
    assert content_digest(replace(paper, **change)) != content_digest(paper)


def test_who_decided_counts_and_in_whose_place(paper: Document) -> None:
    own = did(paper, A1, Action.APPROVE).document
    decided = step(own, "s1")
    by_delegate = replace(decided, acted_by=standing_in().delegate, on_behalf_of=A1)
    other = replace(own, groups=(replace(own.groups[0], steps=(by_delegate, *own.groups[0].steps[1:])),))

    assert len({content_digest(each) for each in (paper, own, other)}) == 3


def test_the_reason_of_a_decision_counts(paper: Document) -> None:
    first = did(paper, A1, Action.REJECT, comment="예산 초과").document
    second = did(paper, A1, Action.REJECT, comment="예산 미달").document

    assert content_digest(first) != content_digest(second)


def test_what_readers_do_beside_the_paper_does_not_count(paper: Document) -> None:
    read = replace(
        paper,
        version=paper.version + 5,
        comments=3,
        updated_at=paper.updated_at + timedelta(days=1),
        viewers=(Viewer(id="v1", kind=ViewerKind.CC, person=X),),
    )

    assert content_digest(read) == content_digest(paper)
