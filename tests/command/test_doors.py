"""What the services of a running server offer, called from another process."""

from pathlib import Path

import pytest

from maru.chassis.credentials import Credentials
from maru.chassis.problems import NotFound, Unauthenticated
from maru.chassis.remote import Peer, remote
from maru.identity.accounts.contract import Accounts, UnknownAccount
from tests.command.server import maru, up

SECRET = "a secret of thirty-two characters"


async def test_a_process_that_knows_the_secret_calls_the_services_of_another(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert maru("account", "add", "kim@example.com", "--role", "hr", "--data", str(data)).returncode == 0
    with up(data, MARU_RPC__SECRET=SECRET) as server:
        peer = Peer(server.address, Credentials(SECRET, "test"))
        stranger = Peer(server.address, Credentials(SECRET[::-1], "test"))
        accounts = remote(Accounts, peer)
        try:
            found = await accounts.find("kim@example.com")
            assert found is not None and found.email == "kim@example.com"
            assert await accounts.get(found.id) == found
            with pytest.raises(UnknownAccount):
                await accounts.reset("nobody@example.com")
            for _ in range(150):  # more than a person may in a minute
                await accounts.get(found.id)
            with pytest.raises(Unauthenticated):
                await remote(Accounts, stranger).find("kim@example.com")
        finally:
            await peer.close()
            await stranger.close()


async def test_without_a_secret_there_are_no_doors(tmp_path: Path) -> None:
    with up(tmp_path / "data") as server:
        peer = Peer(server.address, Credentials(SECRET, "test"))
        with pytest.raises(NotFound):
            await remote(Accounts, peer).find("kim@example.com")
        await peer.close()


def test_a_process_may_on_the_classic_routes_what_is_for_services_and_nothing_else(tmp_path: Path) -> None:
    with up(tmp_path / "data", MARU_RPC__SECRET=SECRET) as server, server.caller() as caller:
        shown = {"authorization": f"Bearer {Credentials(SECRET, 'leave').token()}"}
        forged = {"authorization": f"Bearer {Credentials(SECRET[::-1], 'leave').token()}"}
        ask = {"approvalId": "1", "status": "APPROVED", "message": "안내"}
        sent = caller.post("/api/notifications/send", json=ask, headers=shown)
        refused = caller.post("/api/notifications/send", json=ask, headers=forged)
        denied = [caller.get(path, headers=shown).status_code for path in ("/api/auth/me", "/api/employees")]

    assert (sent.status_code, sent.text) == (200, "Notification sent successfully")
    assert refused.status_code == 401
    assert denied == [403, 403]
