"""Reads the body of a request, which Slack sends as JSON (events) or as a form (acts and commands)."""

import binascii
import json

from adapters.slack.parsed import Body, MalformedError


def read_body(body: bytes) -> Body:
    """The object that a body holds: the JSON itself, the JSON in the field `payload` of a form, or a form's fields.

    https://docs.slack.dev/interactivity/handling-user-interaction#payloads

    Raises:
        MalformedError: it holds none of these.
    """
    try:
        found = json.loads(body) if body.startswith((b"{", b"[")) else _read_form(body)
    except (ValueError, RecursionError):
        raise MalformedError("the body is neither JSON nor a form") from None
    if not isinstance(found, dict):
        raise MalformedError("the body holds no object")
    return found


def _read_form(body: bytes) -> object:
    pairs = (field.partition(b"=") for field in body.split(b"&"))
    fields = {_unquoted(name): _unquoted(value) for name, _, value in pairs}
    return json.loads(fields["payload"]) if "payload" in fields else fields


def _unquoted(text: bytes) -> str:
    """Undoes percent-encoding, which is quoted-printable with another mark.

    So it can be done in C: with `urllib.parse` this alone would take as long as all else that a press needs.
    """
    marked = text.replace(b"=", b"=3D").replace(b"+", b" ").replace(b"%", b"=")
    return binascii.a2b_qp(marked).decode()
