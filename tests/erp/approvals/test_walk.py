"""Random walks of the engine beside a naive model of section 4.3 that knows nothing but lists of words.

The model is written from the specification alone: it shares no table and no function with the engine.
"""

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from maru.chassis.problems import Problem
from maru.erp.approvals.contract import Action, GroupKind, StepRole
from maru.erp.approvals.domain.boxes import entries
from maru.erp.approvals.domain.changes import reassign, recall
from maru.erp.approvals.domain.document import Act, decode, encode
from maru.erp.approvals.domain.line import Group
from maru.erp.approvals.domain.policy import FinalAuthority, Policy
from tests.erp.approvals.paper import A1, A2, A3, D, F, X, Y, by, did, numbered_ids, sent, together

OPEN = {"WAITING", "ACTIVE", "HELD"}
ACTED = {"APPROVED", "DISAGREED", "REJECTED", "POST_DONE"}
CAST = (A1, A2, A3, F, X)
POLICY = Policy(
    early=True, consent_early=True, consent_opinion_only=True, final_authority=(FinalAuthority(title="팀장"),)
)


class Naive:
    """Steps are dicts in one flat list, groups are ranges of it; every move is written out."""

    def __init__(self, groups: list[tuple[str, int, list[tuple[int, str]]]]) -> None:
        self.kinds = [(kind, need) for kind, need, _ in groups]
        self.steps: list[dict[str, Any]] = [
            {"who": who, "role": role, "g": g, "state": "WAITING", "by": None, "held": False, "kind": ""}
            for g, (_, _, members) in enumerate(groups)
            for who, role in members
        ]
        self.document = "IN_PROGRESS"
        self.advance()

    def serial(self, i: int) -> bool:
        group: int = self.steps[i]["g"]
        return self.kinds[group][0] == "SERIAL"

    def advance(self) -> None:
        for g, (kind, _) in enumerate(self.kinds):
            group = [s for s in self.steps if s["g"] == g]
            still_open = [s for s in group if s["state"] in OPEN]
            if not still_open:
                continue
            for s in still_open[:1] if kind == "SERIAL" else still_open:
                if s["state"] == "WAITING":
                    s["state"] = "ACTIVE"
            return
        self.document = "APPROVED"

    def act(self, action: str, i: int) -> bool:
        """False if the rules refuse it."""
        if self.document != "IN_PROGRESS" and not (action == "POST_REVIEW" and self.document == "APPROVED"):
            return False
        return bool(getattr(self, action.lower())(i))

    def decided(self, i: int, state: str, kind: str) -> None:
        self.steps[i].update(state=state, kind=kind)

    def approve(self, i: int) -> bool:
        s = self.steps[i]
        early_consent = s["state"] == "WAITING" and s["role"] != "APPROVE"
        if s["state"] not in ("ACTIVE", "HELD") and not early_consent:
            return False
        self.decided(i, "APPROVED", "NORMAL")
        self.after_approval(i)
        return True

    agree = approve

    def after_approval(self, i: int) -> None:
        s = self.steps[i]
        kind, need = self.kinds[s["g"]]
        group = [t for t in self.steps if t["g"] == s["g"]]
        if kind == "QUORUM" and sum(t["state"] == "APPROVED" for t in group) >= need:
            for t in group:
                if t["state"] in OPEN:
                    t.update(state="SKIPPED", by=i)
        if kind == "SERIAL":
            for j in range(i + 1, len(self.steps)):
                t = self.steps[j]
                if t["state"] == "SKIPPED":
                    continue
                same = t["who"] == s["who"] and t["role"] == s["role"] and t["state"] == "WAITING"
                if not (same and self.serial(j)):
                    break
                t.update(state="SKIPPED", by=i)
        self.advance()

    def disagree(self, i: int) -> bool:
        s = self.steps[i]
        if s["role"] != "AGREE" or self.kinds[s["g"]][0] == "QUORUM" or s["state"] not in OPEN:
            return False
        self.decided(i, "DISAGREED", "NORMAL")
        self.advance()
        return True

    def reject(self, i: int) -> bool:
        s = self.steps[i]
        if s["role"] == "AGREE" or s["state"] not in ("ACTIVE", "HELD"):
            return False
        self.decided(i, "REJECTED", "NORMAL")
        kind, need = self.kinds[s["g"]]
        group = [t for t in self.steps if t["g"] == s["g"]]
        hoped = sum(t["state"] in OPEN | {"APPROVED"} for t in group)
        if kind != "QUORUM" or hoped < need:
            self.close("REJECTED")
        return True

    def close(self, document: str) -> None:
        self.document = document
        for t in self.steps:
            if t["state"] in OPEN | {"POST_PENDING"}:
                t["state"] = "CLOSED"

    def hold(self, i: int) -> bool:
        if self.steps[i]["state"] != "ACTIVE":
            return False
        self.steps[i].update(state="HELD", held=True)
        return True

    def resume(self, i: int) -> bool:
        if self.steps[i]["state"] != "HELD":
            return False
        self.steps[i]["state"] = "ACTIVE"
        return True

    def final(self, i: int) -> bool:
        s = self.steps[i]
        if s["state"] not in ("ACTIVE", "HELD") or s["role"] != "APPROVE" or s["who"] not in (A1.id, F.id):
            return False
        self.decided(i, "APPROVED", "FINAL")
        for t in self.steps:
            if t["state"] in OPEN:
                t.update(state="SKIPPED", by=i)
        self.document = "APPROVED"
        return True

    def early(self, i: int) -> bool:
        s = self.steps[i]
        if s["state"] != "WAITING" or s["role"] != "APPROVE":
            return False
        self.decided(i, "APPROVED", "EARLY")
        for j, t in enumerate(self.steps):
            before = t["g"] < s["g"] or (t["g"] == s["g"] and j < i and self.serial(i))
            if before and t["state"] in OPEN:
                t["state"] = "POST_PENDING"
        self.after_approval(i)
        return True

    def post_review(self, i: int) -> bool:
        if self.steps[i]["state"] != "POST_PENDING":
            return False
        self.decided(i, "POST_DONE", "POST")
        return True

    def undo(self, i: int) -> bool:
        s = self.steps[i]
        if s["state"] not in ("APPROVED", "DISAGREED") or s["kind"] != "NORMAL":
            return False
        later = [
            t
            for j, t in enumerate(self.steps)
            if t["g"] > s["g"] or (t["g"] == s["g"] and j > i and self.serial(i))
        ]
        if any(t["state"] in ACTED or t["held"] for t in later):
            return False
        self.reopen(i)
        for t in later:
            if t["state"] == "ACTIVE":
                t["state"] = "WAITING"
        earlier = [t for j, t in enumerate(self.steps) if j < i and (t["g"] < s["g"] or self.serial(i))]
        if any(t["state"] in OPEN for t in earlier):
            s["state"] = "WAITING"
        self.advance()
        return True

    def reopen(self, i: int) -> None:
        self.steps[i].update(state="ACTIVE", kind="", held=False)
        for t in self.steps:
            if t["state"] == "SKIPPED" and t["by"] == i:
                t.update(state="WAITING", by=None)

    def give_back(self, i: int, target: int | None) -> bool:
        s = self.steps[i]
        if self.document != "IN_PROGRESS" or s["state"] not in ("ACTIVE", "HELD"):
            return False
        if not self.serial(i) or s["role"] == "AGREE":
            return False
        before = [j for j in range(i) if self.steps[j]["state"] in ("APPROVED", "DISAGREED")]
        if not before:
            return False
        nearest = before[-1]
        if self.serial(nearest):
            if target not in (None, nearest):
                return False
        else:
            peers = [j for j in before if self.steps[j]["g"] == self.steps[nearest]["g"]]
            if target not in peers:
                return False
            nearest = target
        s.update(state="WAITING", held=False)
        self.reopen(nearest)
        return True


KINDS = st.sampled_from(["SERIAL", "SERIAL", "PARALLEL", "QUORUM"])


@st.composite
def lines(draw: st.DrawFn) -> list[tuple[str, int, list[tuple[int, str]]]]:
    """One to three groups, and a last 결재 so that the line can be decided at all."""
    groups = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(KINDS)
        people = draw(
            st.lists(st.integers(0, len(CAST) - 1), min_size=1, max_size=4, unique=kind != "SERIAL")
        )
        roles = [draw(st.sampled_from(["APPROVE", "APPROVE", "AGREE", "FINANCE_AGREE"])) for _ in people]
        need = draw(st.integers(1, len(people)))
        groups.append((kind, need, [(CAST[p].id, r) for p, r in zip(people, roles, strict=True)]))
    return [*groups, ("SERIAL", 1, [(Y.id, "APPROVE")])]


class Walk(RuleBasedStateMachine):
    @initialize(line=lines())
    def submit(self, line: list[tuple[str, int, list[tuple[int, str]]]]) -> None:
        people = {p.id: p for p in (*CAST, Y)}
        groups: tuple[Group, ...] = tuple(
            together(
                *((people[who], StepRole(role)) for who, role in members),
                kind=GroupKind(kind),
                need=need if kind == "QUORUM" else None,
            )
            for kind, need, members in line
        )
        self.people = people
        outcome = sent(numbered_ids(groups), policy=POLICY)
        self.document, self.events = outcome.document, list(outcome.events)
        self.model = Naive(line)

    def steps(self) -> list[Any]:
        return [s for group in self.document.groups for s in group.steps]

    def attempt(self, accepted: bool, command: Any) -> None:
        if not accepted:
            with pytest.raises(Problem):
                command()
            return
        outcome = command()
        self.document = outcome.document
        self.events.extend(outcome.events)

    @rule(
        action=st.sampled_from([a for a in Action if a is not Action.RETURN] + [Action.APPROVE] * 6),
        data=st.data(),
    )
    def decide(self, action: Action, data: st.DataObject) -> None:
        i = data.draw(st.integers(0, len(self.steps()) - 1))
        chosen = self.steps()[i]
        accepted = self.model.act(action.value, i)
        self.attempt(accepted, lambda: did(self.document, chosen.approver, action, chosen.id))

    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        places = st.integers(0, len(self.steps()) - 1)
        i, target = data.draw(places), data.draw(st.none() | places)
        chosen, wanted = self.steps()[i], None if target is None else self.steps()[target].id
        accepted = self.model.give_back(i, target)
        self.attempt(
            accepted, lambda: did(self.document, chosen.approver, Action.RETURN, chosen.id, target=wanted)
        )

    @precondition(lambda self: len(self.events) > 8)
    @rule()
    def recall(self) -> None:
        accepted = self.model.document == "IN_PROGRESS"
        if accepted:
            self.model.close("RECALLED")
        self.attempt(accepted, lambda: recall(self.document, by(D)))

    @rule(data=st.data())
    def reassign_to_the_same_person(self, data: st.DataObject) -> None:
        """A reassignment changes no state but HELD, whoever gets it."""
        i = data.draw(st.integers(0, len(self.steps()) - 1))
        chosen, state = self.steps()[i], self.model.steps[i]["state"]
        in_progress = self.model.document == "IN_PROGRESS"
        open_ = OPEN | {"POST_PENDING"} if in_progress else {"POST_PENDING"}
        accepted = self.model.document in ("IN_PROGRESS", "APPROVED") and state in open_
        if accepted and state == "HELD":
            self.model.steps[i]["state"] = "ACTIVE"
        person = chosen.approver
        self.attempt(
            accepted, lambda: reassign(self.document, Act(9, by(D).at), person.id, person, step_id=chosen.id)
        )

    @invariant()
    def both_agree(self) -> None:
        if not hasattr(self, "model"):
            return
        assert [s.state.value for s in self.steps()] == [s["state"] for s in self.model.steps]
        assert self.document.state.value == self.model.document

    @invariant()
    def events_have_no_gap_and_boxes_no_duplicate(self) -> None:
        if not hasattr(self, "model"):
            return
        assert [e.sequence for e in self.events] == list(range(1, len(self.events) + 1))
        rows = [(e.person, e.department, e.box) for e in entries(self.document)]
        assert len(rows) == len(set(rows))
        assert decode(encode(self.document)) == self.document
        at_turn = {s.approver.id for s in self.steps() if s.state in ("ACTIVE", "HELD")}
        assert {person for person, _, box in rows if box == "waiting"} == at_turn
        if self.document.state == "IN_PROGRESS":
            assert at_turn, "a paper on its way that nobody can decide"


Walk.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestWalk = Walk.TestCase
