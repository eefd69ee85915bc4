"""The description of the webhook, and that what it promises is kept whatever comes in."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from adapters.http.server import Mount, Server, build_application
from adapters.intake import webhook
from adapters.intake.openapi import openapi
from adapters.intake.webhook import Webhook
from bot.clock.clock import MovableClock
from tests.adapters.intake.test_webhook import BEARER, Desk

PROMISES = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ANY_EXAMPLES = 80
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@contextmanager
def serving() -> Iterator[str]:
    """The webhook on a server in a thread of its own: whoever asks does so without a loop."""
    ready, address = threading.Event(), []
    loop = asyncio.new_event_loop()
    ended = asyncio.Event()

    async def serve() -> None:
        hook = Webhook(desk=Desk(), clock=MovableClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)))
        app = build_application([Mount(routes=hook.routes(), stop=hook.stop)])
        async with Server(app, host="127.0.0.1", port=0) as server:
            address.append(f"http://127.0.0.1:{server.port}")
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        assert ready.wait(10)
        yield address[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
        loop.close()


@pytest.mark.parametrize(("path", "expected"), [("/intake/{source}", {200, 422}), ("/intake/{source}/withdraw", {200})])
def test_whatever_comes_in_the_answer_is_as_described(
    path: str, expected: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "BURST", 100_000.0)
    found: set[int] = set()
    with serving() as url:
        operation = schemathesis.openapi.from_url(f"{url}/intake/openapi.json")[path]["POST"]

        @settings(
            max_examples=ANY_EXAMPLES,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(st.one_of([operation.as_strategy(generation_mode=mode) for mode in MODES]), st.booleans())
        def ask(case: schemathesis.Case[Any], is_known: bool) -> None:  # noqa: FBT001 - hypothesis hands it over
            case.path_parameters = {"source": "helpdesk" if is_known else "elsewhere"}
            response = case.call(headers=BEARER)
            case.validate_response(response, checks=PROMISES)
            found.add(response.status_code)

        ask()
    assert 401 in found
    assert found & {200, 400, 422}, "nobody was let in"


def test_every_answer_of_the_webhook_is_described() -> None:
    described = openapi()["paths"]
    assert isinstance(described, dict)
    statuses = {
        status
        for path in ("/intake/{source}", "/intake/{source}/withdraw")
        for status in described[path]["post"]["responses"]
    }
    assert statuses == {"200", *(str(int(status)) for status in webhook._PROBLEMS)}
