"""Tells a source's own requests from forged, stale and replayed ones, before anything of them is read.

A source proves itself in one of two ways, both with the secret that Voxloop made for it:

- `Authorization: Bearer <secret>`, for systems that can only send a fixed header;
- a signature, which also protects the body and lets a request be used once: `X-Voxloop-Timestamp` (Unix seconds) and
  `X-Voxloop-Signature: v1=<hex>`, the HMAC-SHA256 under the secret of `v1:<timestamp>:<body>`.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=5)
TIMESTAMP: Final = "X-Voxloop-Timestamp"
SIGNATURE: Final = "X-Voxloop-Signature"
VERSION: Final = "v1"

NO_SECRET: Final = "no-such-source"  # noqa: S105 - what is compared when there is no secret to compare with
"""Compared with what a stranger sends for a source that does not exist, so that the answer takes as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a request shows to prove where it comes from; empty where it shows nothing."""

    bearer: str = ""
    timestamp: str = ""
    signature: str = ""

    @property
    def is_missing(self) -> bool:
        return not self.bearer and not (self.timestamp and self.signature)


def proof_of(headers: Mapping[str, str]) -> Proof:
    """What the headers of a request prove with. A scheme other than Bearer is no proof."""
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return Proof(
        bearer=token.strip() if scheme.casefold() == "bearer" else "",
        timestamp=headers.get(TIMESTAMP, ""),
        signature=headers.get(SIGNATURE, ""),
    )


def is_proven(proof: Proof, secret: str, *, body: bytes, now: datetime) -> bool:
    """Whether who sent this body knows the secret, and where it is signed, did so within five minutes of `now`."""
    if proof.signature:
        return _is_signed(proof, secret, body=body, now=now)
    return hmac.compare_digest(secret.encode(), proof.bearer.encode(errors="replace"))


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The value of `X-Voxloop-Signature` for a body sent at `timestamp`, in Unix seconds."""
    digest = hmac.new(secret.encode(), f"{VERSION}:{timestamp}:".encode() + body, hashlib.sha256)
    return f"{VERSION}={digest.hexdigest()}"


def _is_signed(proof: Proof, secret: str, *, body: bytes, now: datetime) -> bool:
    stamp = proof.timestamp
    if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > len("9999999999"):
        return False
    if abs(now.timestamp() - int(stamp)) > WINDOW.total_seconds():
        return False
    expected = sign(secret, int(stamp), body)
    return hmac.compare_digest(expected.encode(), proof.signature.encode(errors="replace"))
