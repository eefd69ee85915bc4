"""The description of the webhook for machines, in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html)."""

from typing import Final

Json = dict[str, object]

_REFUSED: Final[Json] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["where", "reason"],
        "properties": {
            "where": {"type": "string", "description": "Which record or line of the body it was."},
            "reason": {"type": "string"},
        },
        "additionalProperties": False,
    },
}

_COUNTED: Final[Json] = {
    "type": "object",
    "required": ["received", "changed", "known", "withdrawn", "repeated", "refused"],
    "properties": {
        "received": {"type": "integer", "minimum": 0, "description": "Interactions that were new."},
        "changed": {"type": "integer", "minimum": 0, "description": "Known ones whose content had changed."},
        "known": {"type": "integer", "minimum": 0, "description": "Known ones; nothing was changed."},
        "withdrawn": {"type": "integer", "minimum": 0, "description": "Known ones that were taken back."},
        "repeated": {"type": "boolean", "description": "The same signed request had been taken before."},
        "refused": _REFUSED,
    },
    "additionalProperties": False,
}

_PROBLEM: Final[Json] = {
    "type": "object",
    "required": ["error", "refused"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            "additionalProperties": False,
        },
        "refused": _REFUSED,
    },
    "additionalProperties": False,
}

_SOURCE: Final[Json] = {
    "name": "source",
    "in": "path",
    "required": True,
    "description": "The key of a source, as `/voice source list` shows it.",
    "schema": {"type": "string", "minLength": 1, "pattern": "^[a-z0-9-]+$"},
}

_INTERACTION: Final[Json] = {
    "type": "object",
    "description": "The generic format; docs/intake.md lists all fields and the vendors' formats that are understood.",
    "required": ["kind", "text"],
    "properties": {
        "external_id": {"type": "string", "minLength": 1},
        "kind": {"enum": ["call", "ticket", "chat", "review", "survey"]},
        "text": {"type": "string", "minLength": 1},
        "consent": {"enum": ["given", "unknown", "refused", "withdrawn"]},
        "happened_at": {"type": "string", "format": "date-time"},
        "language": {"type": "string"},
        "product": {"type": "string"},
        "site": {"type": "string"},
        "nps": {"type": "integer", "minimum": 0, "maximum": 10},
        "csat": {"type": "integer", "minimum": 1, "maximum": 5},
    },
}


def openapi() -> Json:
    """The document, to be served as JSON."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Voxloop intake",
            "version": "1",
            "description": "Hands customer voice to Voxloop, and takes it back when a customer withdraws.",
        },
        "paths": {
            "/intake/{source}": {"post": _take()},
            "/intake/{source}/withdraw": {"post": _withdraw()},
            "/intake/openapi.json": {"get": _describe()},
        },
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-Voxloop-Signature",
                    "description": "`v1=` and the hex HMAC-SHA256, under the secret, of `v1:<timestamp>:<body>`, with "
                    "the Unix time of sending in `X-Voxloop-Timestamp`; valid for five minutes, and once.",
                },
            },
            "schemas": {"Interaction": _INTERACTION, "Counted": _COUNTED, "Problem": _PROBLEM},
        },
    }


def _take() -> Json:
    one = {"$ref": "#/components/schemas/Interaction"}
    return {
        "operationId": "take",
        "summary": "Hands interactions in, as one request that is taken as a whole or not at all.",
        "parameters": [_SOURCE],
        "security": [{"bearer": []}, {"signature": []}],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"oneOf": [one, {"type": "array", "items": one, "maxItems": 500}]}},
                "text/vtt": {"schema": {"type": "string"}},
                "application/x-subrip": {"schema": {"type": "string"}},
                "text/csv": {"schema": {"type": "string"}},
            },
        },
        "responses": {
            "200": _json("What became of each.", "Counted"),
            **_problems("401", "408", "413", "422", "429", "503"),
        },
    }


def _withdraw() -> Json:
    body: Json = {
        "type": "object",
        "required": ["external_id"],
        "properties": {"external_id": {"type": ["string", "integer"], "minLength": 1}},
    }
    done: Json = {
        "type": "object",
        "required": ["withdrawn"],
        "properties": {
            "withdrawn": {
                "enum": [0, 1],
                "description": "0 where nothing is kept of it; it is not taken either when it comes.",
            }
        },
        "additionalProperties": False,
    }
    return {
        "operationId": "withdraw",
        "summary": "Takes an interaction back: its words, its clips and every posting that shows them.",
        "parameters": [_SOURCE],
        "security": [{"bearer": []}, {"signature": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "It is taken back.", "content": {"application/json": {"schema": done}}},
            **_problems("400", "401", "408", "413", "429", "503"),
        },
    }


def _describe() -> Json:
    return {
        "operationId": "describe",
        "summary": "This document.",
        "responses": {
            "200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": {"type": "object"}}}}
        },
    }


def _problems(*statuses: str) -> Json:
    meanings = {
        "400": "The body cannot be used as it is.",
        "401": "The source or its secret is wrong, or the signature is stale.",
        "408": "The body did not arrive in time.",
        "413": "More than one request may bring.",
        "422": "Nothing in the body could be taken; `refused` says why.",
        "429": "Too often; `Retry-After` says in how many seconds to try again.",
        "503": "Busy; nothing was kept, try again.",
    }
    return {status: _json(meanings[status], "Problem") for status in statuses}


def _json(meaning: str, schema: str) -> Json:
    return {
        "description": meaning,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
