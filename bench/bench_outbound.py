"""How fast a run is queued, and how fast it goes out, beside the barest way to do the same."""

import asyncio
import secrets
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, cast

import aiohttp
import psycopg
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import make_url

from adapters.slack.capabilities import CAPABILITIES
from adapters.slack.client import SlackClient
from adapters.slack.credentials import Credentials, Document, Secrets
from adapters.slack.limits import Json
from adapters.slack.platform import SlackPlatform
from adapters.slack.render import render_message
from bench.far_end import far_end
from bench.table import BenchRow, more_is_better, to_markdown
from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, Choice, Message, Note, Paragraph, RatingScale
from bot.chat.ids import AccountRef, DeliveryId, MessageRef, Place, Platform, WorkspaceRef, direct
from bot.chat.platform import Carrier, Pacing
from bot.chat.records import DirectoryEntry, Installation, Installations
from bot.clock.clock import SystemClock
from bot.outbox.dispatch_deliveries import Dispatcher
from bot.outbox.model import Compose, Delivery, Planned, Selection
from bot.outbox.report import report_of
from bot.people.model import PersonId
from storage.database import Database
from storage.engines import database_url, open_writer
from storage.outbox import PLANNED, _planned_values
from storage.tables.schema import whole_schema
from tests.storage.postgres_server import postgres_server

PEOPLE = 100_000
MESSAGES = 4_000
AT_ONCE = 32
ROUNDS = 3
"""Each is measured so often, in turn with its baseline; the median counts."""

ACME = WorkspaceRef(platform=Platform("slack"), external_id="T0000000001")
NOW = datetime.now(UTC)
UNPACED = Pacing(workspace_per_second=1_000_000, place_per_second=1_000_000)
"""What is measured is our own work, not Slack's limits."""

COLUMNS = ", ".join(column.name for column in PLANNED)

Insert = Callable[[str, Sequence[tuple[Any, ...]]], float]
"""Inserts rows into the database at a URL and gives the seconds it took."""


def rows() -> list[BenchRow]:
    """All figures of this file."""
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server, far_end() as address:
        return [
            _queueing("SQLite", lambda: _fresh_sqlite(Path(folder)), _insert_into_sqlite),
            _queueing("PostgreSQL", lambda: _fresh_postgres(server), _insert_into_postgres),
            _sending("SQLite", _fresh_sqlite(Path(folder)), address, renders=False),
            _sending("PostgreSQL", _fresh_postgres(server), address, renders=False),
            _sending("SQLite", _fresh_sqlite(Path(folder)), address, renders=True),
        ]


def _queueing(name: str, fresh: Callable[[], str], insert: Insert) -> BenchRow:
    bare_values = list(_planned_values(_run(PEOPLE)))
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        ours.append(asyncio.run(_plan(fresh())))
        bare.append(insert(fresh(), bare_values))
    return more_is_better(
        name=f"queue a run for {PEOPLE:,} people, {name}",
        measured=PEOPLE / median(ours),
        unit="rows/s",
        baseline_name="bare bulk insert of the same rows",
        baseline=PEOPLE / median(bare),
        target=0.5,
    )


def _run(people: int) -> Iterator[Planned]:
    for n in range(people):
        person = f"{n:032x}"
        yield Planned(
            kind="check_in",
            place=direct(AccountRef(workspace=ACME, external_id=f"U{n:010}")),
            dedupe_key=f"check_in:{person}:2026-11-25",
            due_at=NOW,
            expires_at=NOW + timedelta(hours=6),
            args={"week": "2026-W48", "question": "voice-1"},
            batch="2026-W48",
            person_id=PersonId(person),
        )


async def _plan(url: str) -> float:
    database = Database.open(url)
    await database.read(lambda tx: tx.outbox.workspaces_with_due(NOW))
    started = time.perf_counter()
    assert await database.write(lambda tx: tx.outbox.plan(_run(PEOPLE))) == PEOPLE
    seconds = time.perf_counter() - started
    await database.close()
    return seconds


def _insert_into_sqlite(url: str, values: Sequence[tuple[Any, ...]]) -> float:
    connection = sqlite3.connect(make_url(url).database or "")
    connection.execute("PRAGMA synchronous = FULL")
    started = time.perf_counter()
    places = ", ".join("?" * len(PLANNED))
    connection.executemany(f"INSERT INTO deliveries ({COLUMNS}) VALUES ({places})", values)  # noqa: S608 - our own columns
    connection.commit()
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def _insert_into_postgres(url: str, values: Sequence[tuple[Any, ...]]) -> float:
    places = ", ".join(["%s"] * len(PLANNED))
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.executemany(f"INSERT INTO deliveries ({COLUMNS}) VALUES ({places})", values)  # noqa: S608 - as above
        connection.commit()
        return time.perf_counter() - started


def _fresh_sqlite(folder: Path) -> str:
    return _with_tables(f"sqlite:///{folder / secrets.token_hex(6)}.db")


def _fresh_postgres(server: str) -> str:
    name = f"bench_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return _with_tables(make_url(server).set(database=name).render_as_string(hide_password=False))


def _with_tables(url: str) -> str:
    engine = open_writer(database_url(url))
    whole_schema().create_all(engine)
    engine.dispose()
    return url


def _sending(name: str, url: str, address: str, *, renders: bool) -> BenchRow:
    ours, bare = asyncio.run(_send_in_turns(url, address, renders=renders))
    how = "each rendered on its way" if renders else "rendered before, as in the baseline"
    return more_is_better(
        name=f"send {MESSAGES:,} check-ins to Slack through the outbox, {name}, {how}",
        measured=MESSAGES / median(ours),
        unit="messages/s",
        baseline_name=f"bare AsyncWebClient loop, shared session, {AT_ONCE} at once",
        baseline=MESSAGES / median(bare),
        target=0.9,
    )


async def _send_in_turns(url: str, address: str, *, renders: bool) -> tuple[list[float], list[float]]:
    database = Database.open(url)
    ours: list[float] = []
    bare: list[float] = []
    for turn in range(ROUNDS):
        await _plan_turn(database, turn)
        ours.append(await _send_ours(database, address, renders=renders))
        bare.append(await _send_bare(address))
    report = report_of(await database.read(lambda tx: tx.outbox.report(Selection())))
    assert report.sent == report.total == ROUNDS * MESSAGES
    await database.close()
    return ours, bare


async def _plan_turn(database: Database, turn: int) -> None:
    rows = [replace(row, dedupe_key=f"{turn}:{row.dedupe_key}") for row in _run(MESSAGES)]
    await database.write(lambda tx: tx.outbox.plan(rows))


async def _send_ours(database: Database, address: str, *, renders: bool) -> float:
    client = SlackClient(f"{address}/api")
    platform: Carrier = RenderedSlack(client, render_message(_check_in("Anna")))
    if renders:
        credentials = Credentials(
            client=client, installations=cast("Installations", OneInstallation()), clock=SystemClock()
        )
        platform = UnpacedSlack(SlackPlatform(client, credentials))
    dispatcher = Dispatcher(
        transactions=database,
        platforms={ACME.platform: platform},
        compose=_compose_each if renders else _compose_once(_check_in("Anna")),
        clock=SystemClock(),
        on_suspended=_fail,
    )
    started = time.perf_counter()
    assert await dispatcher.drain(ACME) == MESSAGES
    seconds = time.perf_counter() - started
    await client.close()
    return seconds


async def _send_bare(address: str) -> float:
    waiting = iter([row.place.external_id for row in _run(MESSAGES)])
    message = render_message(_check_in("Anna"))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token="xoxb-bench", base_url=f"{address}/api/", session=session)

        async def send_on() -> None:
            for channel in waiting:
                await client.chat_postMessage(channel=channel, text=message["text"], blocks=message["blocks"])

        started = time.perf_counter()
        await asyncio.gather(*(send_on() for _ in range(AT_ONCE)))
        return time.perf_counter() - started


class RenderedSlack:
    """The Slack adapter's client with a message that was rendered before, as the baseline posts it."""

    def __init__(self, client: SlackClient, rendered: Json) -> None:
        self._client = client
        self._rendered = rendered
        self.capabilities = replace(CAPABILITIES, pacing=UNPACED)

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:  # noqa: ARG002 - as the port has it
        metadata = {"event_type": "voxloop_delivery", "event_payload": {"id": delivery_id}}
        arguments = {**self._rendered, "channel": place.external_id, "metadata": metadata}
        answer = await self._client.post_message("xoxb-bench", arguments)
        return MessageRef(place=place, external_id=answer["ts"])

    async def find_delivery(self, place: Place, delivery_id: DeliveryId) -> MessageRef | None:
        raise AssertionError(f"{delivery_id} should not be in doubt in {place.external_id}")

    def read_directory(self, workspace: WorkspaceRef) -> AsyncIterator[Sequence[DirectoryEntry]]:
        raise AssertionError(f"nobody asked for the directory of {workspace.external_id}")


class UnpacedSlack:
    """The Slack adapter as it is, but for its pace: what is measured is our own work, not Slack's limits."""

    def __init__(self, platform: SlackPlatform) -> None:
        self._platform = platform
        self.send = platform.send
        self.find_delivery = platform.find_delivery
        self.read_directory = platform.read_directory
        self.capabilities = replace(CAPABILITIES, pacing=UNPACED)


class OneInstallation:
    """The one installation that sending looks up; nothing else of `Installations` is asked for."""

    async def find(self, workspace: WorkspaceRef) -> Installation:
        return Installation(
            workspace=workspace,
            name="Acme",
            document=Document(scopes=("chat:write",)).encode(),
            secrets=Secrets(access_token="xoxb-bench").encode(),
            installed_at=NOW,
        )


async def _compose_each(deliveries: Sequence[Delivery], _now: datetime) -> Sequence[Message]:
    return [_check_in(each.place.external_id) for each in deliveries]


def _compose_once(message: Message) -> Compose:
    async def compose(deliveries: Sequence[Delivery], _now: datetime) -> Sequence[Message]:
        return [message] * len(deliveries)

    return compose


def _check_in(name: str) -> Message:
    """A message like a day's check-in."""
    points = tuple(
        Choice(label=str(n), action=ActionRef("answer", ("2026-W48", "voice-1", str(n)))) for n in range(1, 6)
    )
    labels = ("Catch up", "My answers", "Not now", "Settings")
    return Message(
        summary=f"Hello {name}, one question for today: I can say what I think at work.",
        blocks=(
            Paragraph(f"Hello {name}, one question for today:"),
            RatingScale(question="I can say what I think at work.", points=points, low="Never", high="Always"),
            Note("Confidential, shown only in groups. Open until Saturday, 13:00."),
            Buttons(tuple(Button(label=label, action=ActionRef("open", (label,))) for label in labels)),
        ),
    )


async def _fail(workspace: WorkspaceRef, code: str) -> None:
    raise AssertionError(f"{workspace.external_id} was suspended: {code}")


if __name__ == "__main__":
    print(to_markdown(rows()))
