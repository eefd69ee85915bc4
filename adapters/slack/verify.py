"""Tells Slack's requests from forged, stale and replayed ones, before anything of them is read.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=5)


def verify_signature(secret: str, *, body: bytes, timestamp: str, signature: str, now: datetime) -> bool:
    """Whether Slack signed this body with our secret, within five minutes of `now`.

    slack_sdk's own check raises on a timestamp that is no number and on a signature that is not ASCII, and bolt logs
    the body of what it refuses; both must not happen here.
    """
    if not secret or not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > len("9999999999"):
        return False
    if abs(now.timestamp() - int(timestamp)) > WINDOW.total_seconds():
        return False
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={digest}".encode(), signature.encode(errors="replace"))
