"""The keys that sign tokens: P-256, one file each, published before they sign and kept while what they signed holds.

A file's name begins with the moment its key was made. Processes that share the folder need no agreement: each signs
with the newest key that the others have had time to read, and accepts all of them.
"""

import base64
import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import jwt
import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

from maru.chassis.sql import micros, moment
from maru.identity.accounts.domain.lifetimes import KEY_AGE, KEY_OVERLAP

LOOK_AGAIN: Final = timedelta(seconds=5)


class Key(Struct, frozen=True):
    kid: str
    made: datetime
    private: ec.EllipticCurvePrivateKey
    jwk: Mapping[str, str]


class Keyring:
    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder, self._now = folder, now
        self._keys: dict[str, Key] = {}
        self._looked: datetime | None = None
        self._look()
        if not self._keys:
            self._make()

    def sign(self, claims: Mapping[str, object], typ: str) -> str:
        key = self._signing()
        return jwt.encode(dict(claims), key.private, algorithm="ES256", headers={"kid": key.kid, "typ": typ})

    def public(self, kid: str) -> ec.EllipticCurvePublicKey | None:
        """The key of that id. An unknown id makes us look into the folder, at most every few seconds."""
        if kid not in self._keys and self._stale():
            self._look()
        found = self._keys.get(kid)
        return None if found is None else found.private.public_key()

    def jwks(self) -> Mapping[str, object]:
        if self._stale():
            self._look()
        newest_first = sorted(self._keys.values(), key=lambda key: key.made, reverse=True)
        return {"keys": [key.jwk for key in newest_first]}

    async def rotate(self) -> int:
        """Make the next key when the newest is old, drop those whose tokens are all over; how many changed."""
        self._look()
        now, changed = self._now(), 0
        ordered = sorted(self._keys.values(), key=lambda key: key.made)
        if now - ordered[-1].made > KEY_AGE:
            self._make()
            changed += 1
        for old, successor in pairwise(ordered):
            if now - successor.made > 2 * KEY_OVERLAP:
                (self._folder / _name(old)).unlink(missing_ok=True)
                del self._keys[old.kid]
                changed += 1
        return changed

    def _signing(self) -> Key:
        ordered = sorted(self._keys.values(), key=lambda key: key.made)
        ripe = [key for key in ordered if self._now() - key.made >= KEY_OVERLAP]
        return ripe[-1] if ripe else ordered[0]

    def _stale(self) -> bool:
        return self._looked is None or not timedelta() <= self._now() - self._looked < LOOK_AGAIN

    def _look(self) -> None:
        self._looked = self._now()
        found: dict[str, Key] = {}
        for path in sorted(self._folder.glob("*.pem")) if self._folder.is_dir() else []:
            made, _, kid = path.stem.partition(".")
            found[kid] = self._keys.get(kid) or _key(_load(path), moment(int(made)))
        self._keys = found

    def _make(self) -> None:
        key = _key(ec.generate_private_key(ec.SECP256R1()), self._now())
        pem = key.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / _name(key)
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(pem)
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(path)
        self._keys[key.kid] = key


def _name(key: Key) -> str:
    return f"{micros(key.made)}.{key.kid}.pem"


def _key(private: ec.EllipticCurvePrivateKey, made: datetime) -> Key:
    jwk: dict[str, Any] = jwt.algorithms.ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
    members = {name: jwk[name] for name in ("crv", "kty", "x", "y")}
    # RFC 7638: the id is the hash of the key's members in their order
    print_ = hashlib.sha256(msgspec.json.encode(members, order="sorted")).digest()
    kid = base64.urlsafe_b64encode(print_).rstrip(b"=").decode()
    return Key(kid, made, private, {**members, "kid": kid, "use": "sig", "alg": "ES256"})


def _load(path: Path) -> ec.EllipticCurvePrivateKey:
    private = serialization.load_pem_private_key(path.read_bytes(), None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return private
