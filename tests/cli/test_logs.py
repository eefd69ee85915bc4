"""Whatever happens, no log line tells what somebody wrote: each story sends a canary down the mine."""

import asyncio
import io
import json
import logging
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator

import pytest

from bot import logs

CANARY = "my-boss-shouts-at-me"
OURS = logging.getLogger("bot.somewhere")


@pytest.fixture(params=["text", "json"])
def style(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def told(style: str) -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = root.level, root.handlers[:], logging.raiseExceptions
    hooks = sys.excepthook, sys.unraisablehook
    told = io.StringIO()
    logs.configure("debug", style, told)
    yield told
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    logging.raiseExceptions = before[2]
    logging.captureWarnings(capture=False)
    sys.excepthook, sys.unraisablehook = hooks
    for name in logs.OWN:
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_line_tells_what_happened_and_its_codes(told: io.StringIO, style: str) -> None:
    OURS.info("delivery failed", extra={"code": "channel_not_found", "attempt": 3})

    line = told.getvalue()
    assert "delivery failed" in line
    assert "channel_not_found" in line
    if style == "json":
        read = json.loads(line)
        assert (read["level"], read["logger"], read["attempt"]) == ("info", "bot.somewhere", 3)
    else:
        assert "info" in line
        assert "attempt=3" in line


def test_arguments_of_a_message_stay_out(told: io.StringIO) -> None:
    OURS.warning("somebody said %s", CANARY)

    line = told.getvalue()
    assert "somebody said" in line
    assert CANARY not in line


def test_unknown_fields_and_long_texts_stay_out(told: io.StringIO) -> None:
    OURS.warning(
        "odd", extra={"comment": CANARY, "person": 17, "reason": f"{CANARY} every day", "code": "anna@example.com"}
    )

    line = told.getvalue()
    assert "odd" in line
    assert CANARY not in line
    assert "anna" not in line
    assert "17" not in line.partition("odd")[2]


def test_a_crash_tells_where_but_not_what(told: io.StringIO) -> None:
    try:
        _fail_for_a_reason()
    except RuntimeError:
        OURS.exception("handling failed")

    line = told.getvalue()
    assert "RuntimeError" in line
    assert "KeyError" in line
    assert "_fail_for_a_reason" in line
    assert "cli/test_logs.py" in line
    assert CANARY not in line
    assert line.count("\n") == 1


def test_causes_in_a_circle_and_groups_come_to_an_end() -> None:
    first, second = ValueError(CANARY), TypeError(CANARY)
    first.__cause__, second.__cause__ = second, first
    line = logs.describe(ExceptionGroup(CANARY, [first, KeyError(CANARY)]))

    assert [word in line for word in ("ExceptionGroup", "ValueError", "TypeError", "KeyError")] == [True] * 4
    assert CANARY not in line


def test_a_crash_tells_the_codes_of_the_system() -> None:
    assert logs.describe(OSError(28, CANARY, CANARY)).startswith("OSError[ENOSPC] at")
    assert logs.describe(ModuleNotFoundError(CANARY, name="slack_sdk")).startswith("ModuleNotFoundError[slack_sdk] at")


def test_an_exception_as_the_message_stays_out(told: io.StringIO) -> None:
    OURS.error(ValueError(CANARY))

    line = told.getvalue()
    assert "test_logs.py" in line
    assert CANARY not in line


@pytest.mark.parametrize("name", ["slack_sdk.web", "slack_bolt.AsyncApp", "sqlalchemy.engine", "aiohttp.access", "x"])
def test_libraries_are_not_heard_below_warning(told: io.StringIO, name: str) -> None:
    library = logging.getLogger(name)
    assert not library.isEnabledFor(logging.INFO), "a library that builds its debug text has already lost time"
    library.setLevel(logging.DEBUG)  # some set it themselves
    library.debug(CANARY)
    library.info(CANARY)
    library.setLevel(logging.NOTSET)

    assert not told.getvalue()


def test_a_warning_of_a_library_loses_its_words(told: io.StringIO) -> None:
    logging.getLogger("slack_bolt").error("failed with body %s", CANARY, exc_info=ValueError(CANARY))
    logging.getLogger("slack_bolt").error(f"failed with body {CANARY}")  # noqa: G004 - as libraries do

    assert told.getvalue().count("slack_bolt") == 2
    assert "ValueError" in told.getvalue()
    assert CANARY not in told.getvalue()


def test_a_forgotten_task_tells_no_words(told: io.StringIO) -> None:
    async def story() -> None:
        asyncio.get_running_loop().call_exception_handler({"message": CANARY, "exception": ValueError(CANARY)})

    asyncio.run(story())

    assert "ValueError" in told.getvalue()
    assert CANARY not in told.getvalue()


@pytest.mark.parametrize("where", ["raise ValueError(CANARY)", "threading.Thread(target=lambda: 1 / CANARY).start()"])
def test_a_crash_of_the_program_tells_no_words(where: str) -> None:
    script = f"""
        import threading
        from bot import logs
        CANARY = {CANARY!r}
        logs.configure("debug", "text")
        {where}
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], check=False, capture_output=True, text=True, timeout=30
    )

    assert "crashed" in ended.stderr
    assert "Error" in ended.stderr
    assert CANARY not in ended.stderr + ended.stdout


def _fail_for_a_reason() -> None:
    try:
        os.environ[CANARY]
    except KeyError as error:
        raise RuntimeError(CANARY) from error
