"""What goes wrong between two processes: tokens, refused connections, answers that never come, peers that are away."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maru.chassis import rpc
from maru.chassis.callee import DEADLINE
from maru.chassis.credentials import AUDIENCE, ISSUER, KIND, Credentials
from maru.chassis.problems import (
    DeadlineExceeded,
    Malformed,
    Problem,
    Unanswered,
    Unauthenticated,
    Unavailable,
)
from maru.chassis.remote import FAILURES, PAUSE, Breaker, Budget, Peer, refusal, remote
from tests.chassis.test_rpc import SECRET, Depot, Parcel, Shelves, Taken, serving

NOW = datetime(2026, 11, 21, tzinfo=UTC)
OTHER_SECRET = "another secret of thirty-two chars"


class Wire(httpx.AsyncBaseTransport):
    """A connection that answers as told; `seen` are the requests that went over it."""

    def __init__(self, answer: Callable[[], httpx.Response]) -> None:
        self.answer, self.seen = answer, list[httpx.Request]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        return self.answer()


def depot(wire: Wire, clock: Callable[[], float] = time.monotonic) -> Depot:
    return remote(Depot, Peer("http://depot", Credentials(SECRET, "caller"), wire=wire, clock=clock))


def answering(status: int, content: bytes) -> Callable[[], httpx.Response]:
    return lambda: httpx.Response(status, content=content)


def failing(error: Exception) -> Callable[[], httpx.Response]:
    def answer() -> httpx.Response:
        raise error

    return answer


AWAY = httpx.Response(503, json={"code": "overloaded", "detail": "busy", "status": 503})


async def test_what_surely_had_no_effect_is_sent_again() -> None:
    answers = [failing(httpx.ConnectError("refused")), answering(200, b"null")]
    wire = Wire(lambda: answers.pop(0)())
    await depot(wire).empty()

    assert len(wire.seen) == 2


@pytest.mark.parametrize("error", [httpx.ReadError("gone"), httpx.RemoteProtocolError("cut")])
async def test_what_may_have_had_an_effect_is_not_sent_again(error: Exception) -> None:
    wire = Wire(failing(error))
    with pytest.raises(Unanswered):
        await depot(wire).empty()

    assert len(wire.seen) == 1


async def test_an_answer_that_does_not_come_is_a_deadline_and_not_sent_again() -> None:
    wire = Wire(failing(httpx.ReadTimeout("slow")))
    with pytest.raises(DeadlineExceeded):
        await depot(wire).empty()

    assert len(wire.seen) == 1


async def test_retries_are_one_and_a_tenth_of_the_calls() -> None:
    now = 0.0
    failures = 0

    def answer() -> httpx.Response:
        nonlocal failures
        failures += 1
        # a success now and then keeps the breaker out of the way
        return AWAY if failures % FAILURES else httpx.Response(200, content=b"null")

    wire = Wire(answer)
    caller = depot(wire, lambda: now)
    for _ in range(100):
        try:
            await caller.empty()
        except Unavailable:
            continue

    assert 105 <= len(wire.seen) <= 111


async def test_a_peer_that_fails_is_left_alone_and_tried_again_after_a_pause() -> None:
    now = 0.0
    wire = Wire(failing(httpx.ReadError("gone")))
    caller = depot(wire, lambda: now)

    async def calls(many: int) -> int:
        before = len(wire.seen)
        for _ in range(many):
            with pytest.raises(Unavailable):
                await caller.empty()
        return len(wire.seen) - before

    assert await calls(FAILURES) == FAILURES
    assert await calls(10) == 0
    now += PAUSE
    assert await calls(10) == 1
    now += PAUSE
    wire.answer = lambda: httpx.Response(200, content=b"null")
    await caller.empty()
    await caller.empty()


async def test_a_refusal_of_the_service_is_no_failure_of_the_peer() -> None:
    wire = Wire(lambda: httpx.Response(409, json=Taken("이미 있습니다").body()))
    caller = depot(wire)
    for _ in range(3 * FAILURES):
        with pytest.raises(Taken):
            await caller.empty()


async def test_connections_are_used_again() -> None:
    shelves = Shelves()
    async with serving(shelves) as url:
        peer = Peer(url, Credentials(SECRET, "caller"))
        caller = remote(Depot, peer)
        await caller.empty()
        pool = peer._client()._transport._pool  # type: ignore[attr-defined]
        first = list(pool.connections)
        for _ in range(5):
            await caller.empty()

        assert list(pool.connections) == first
        assert len(first) == 1
        await peer.close()


async def test_nobody_listening_is_unavailable_at_once() -> None:
    peer = Peer("http://127.0.0.1:9", Credentials(SECRET, "caller"))
    with pytest.raises(Unavailable):
        await remote(Depot, peer).empty()
    await peer.close()


async def test_a_bug_of_the_callee_does_not_leak_its_words() -> None:
    async with serving(Shelves()) as url:
        peer = Peer(url, Credentials(SECRET, "caller"))
        with pytest.raises(Problem) as broken:
            await remote(Depot, peer).refuse("bug")
        await peer.close()

    assert broken.value.status == 500
    assert "secret" not in broken.value.detail


CLAIMS = {
    "iss": ISSUER,
    "aud": AUDIENCE,
    "sub": "erp",
    "iat": NOW,
    "exp": NOW + timedelta(seconds=60),
    "jti": "1",
}


def token(**changes: object) -> str:
    """As ours, but for a claim or two; None leaves one out."""
    kept = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.encode(kept, SECRET, "HS256", headers={"typ": KIND})


FORGED = {
    "another secret": jwt.encode(CLAIMS, OTHER_SECRET, "HS256", headers={"typ": KIND}),
    "no algorithm": jwt.encode(CLAIMS, "", "none", headers={"typ": KIND}),
    "another algorithm": jwt.encode(CLAIMS, SECRET * 2, "HS512", headers={"typ": KIND}),
    "another kind of token": jwt.encode(CLAIMS, SECRET, "HS256", headers={"typ": "at+jwt"}),
    "over": token(iat=NOW - timedelta(seconds=95), exp=NOW - timedelta(seconds=35)),
    "not begun": token(iat=NOW + timedelta(seconds=40), exp=NOW + timedelta(seconds=90)),
    "too long a life": token(exp=NOW + timedelta(hours=1)),
    "for somebody else": token(aud="maru"),
    "from somebody else": token(iss="elsewhere"),
    "no name": token(sub=None),
    "no end": token(exp=None),
    "no number": token(jti=None),
    "no token": "a.b.c",
    "nothing": "",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_token_with_any_defect_is_refused(forged: str) -> None:
    with pytest.raises(Unauthenticated):
        Credentials(SECRET, "depot", lambda: NOW).verify(forged)


def test_a_token_names_its_process_for_a_minute_and_some_leeway() -> None:
    now = NOW
    mine, theirs = Credentials(SECRET, "erp", lambda: now), Credentials(SECRET, "x", lambda: now)
    made = mine.token()

    assert theirs.verify(made).id == "service:erp"
    assert theirs.verify(made).roles == {"service"}
    assert mine.token() == made
    now += timedelta(seconds=31)
    assert mine.token() != made
    now += timedelta(seconds=60)
    with pytest.raises(Unauthenticated):
        theirs.verify(made)


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer x"}, {"authorization": "Basic x"}])
async def test_the_doors_between_processes_open_to_nobody_else(headers: dict[str, str]) -> None:
    shelves = Shelves()
    async with serving(shelves) as url, httpx.AsyncClient(trust_env=False) as caller:
        refused = await caller.post(f"{url}/rpc/Depot/empty", content=b"[]", headers=headers)

    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
    assert refused.headers["content-type"] == "application/problem+json"
    assert shelves.calls == []


async def test_a_deadline_that_is_none_is_ours() -> None:
    credentials = Credentials(SECRET, "caller")
    async with serving(Shelves()) as url, httpx.AsyncClient(trust_env=False) as caller:
        for odd in (b"-1", b"soon", b"1e9", b"\xb2", b"99999999999"):
            sent = [(b"authorization", f"Bearer {credentials.token()}".encode()), (DEADLINE.encode(), odd)]
            answer = await caller.post(f"{url}/rpc/Depot/sleep", content=b"[0]", headers=sent)

            assert answer.status_code == 200
            assert 4 < answer.json() <= rpc.SECONDS


@given(st.binary(max_size=200))
def test_no_answer_of_a_peer_breaks_its_caller(content: bytes) -> None:
    assert isinstance(refusal(Depot, content), Problem)


@given(
    st.dictionaries(
        st.sampled_from(["code", "detail", "status", "errors", "title", "by"]),
        st.none()
        | st.integers()
        | st.text(max_size=5)
        | st.lists(st.none() | st.text(max_size=3), max_size=2),
    )
)
def test_no_problem_of_a_peer_breaks_its_caller(body: dict[str, object]) -> None:
    answer = refusal(Depot, httpx.Response(400, json=body).content)

    assert 400 <= answer.status < 600
    answer.body()


@given(st.binary(max_size=100) | st.integers(1, 3000).map(lambda n: b"[" * n))
def test_no_arguments_break_a_callee(sent: bytes) -> None:
    method = rpc.methods(Depot)["find"]
    try:
        method.result(method.encode({}))
        rpc._arguments(method, sent)
    except Malformed:
        return


def test_the_budget_saves_up_to_ten_and_the_breaker_counts_in_a_row() -> None:
    budget = Budget()
    for _ in range(1000):
        budget.earn()
    assert sum(budget.spend() for _ in range(100)) == 10
    breaker = Breaker(lambda: 0.0)
    for _ in range(3):
        for _ in range(FAILURES - 1):
            breaker.tell(well=False)
        breaker.tell(well=True)
    assert breaker.lets()


async def test_a_result_that_is_none_of_the_methods_is_an_answer_that_did_not_come() -> None:
    for content in (b'{"a": 1}', b"<html>", b"\xff"):
        with pytest.raises(Unanswered):
            await depot(Wire(answering(200, content))).store(Parcel("a"))
