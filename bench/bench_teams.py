"""How fast Teams is spoken with, beside plain aiohttp and beside the Bot Framework SDK's own adapter, in the same run.

`python -m bench.bench_teams` prints the table. The SDK's adapter is its `CloudAdapterBase` with the few lines that the
integration package puts around it; it is spared the token that it would fetch for each turn of sending.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, cast

import aiohttp
from aiohttp import web
from botbuilder.schema import Activity, ConversationAccount, ConversationReference
from botframework.connector.auth import ClaimsIdentity

from adapters.http.server import Server, build_application
from adapters.teams.apps import App, AppTokens, SecretProof
from adapters.teams.client import TeamsClient
from adapters.teams.credentials import Credentials, Document
from adapters.teams.install import Installer
from adapters.teams.platform import TeamsPlatform
from adapters.teams.refs import TEAMS, AppId, TenantId, workspace_ref
from adapters.teams.render import render_message, write_message
from bench.bench_outbound import UNPACED, _check_in, _compose_each, _compose_once, _fail, _fresh_sqlite, _run
from bench.stock_teams import StockAdapter
from bench.table import BenchRow, more_is_better, to_markdown
from bot.bootstrap.house import House, open_cellar
from bot.bootstrap.operations import import_people
from bot.chat.blocks import Message
from bot.chat.effects import Effect
from bot.chat.ids import AccountRef, DeliveryId, MessageRef, Place, WorkspaceRef, direct
from bot.chat.records import Installation, Installations
from bot.clock.clock import SystemClock
from bot.config import Settings
from bot.outbox.dispatch_deliveries import Dispatcher
from bot.outbox.model import Planned
from storage.database import Database
from storage.migrate import migrate
from tests.fakes.teams import FakeTeams
from tests.fakes.teams_client import TeamsClient as People
from tests.scenarios.teams_company import APP, SECRET, TEAM, TENANT, fill, settings

MESSAGES = 2_000
STOCK_MESSAGES = 200
ACTS = 3_000
STOCK_ACTS = 300
AT_ONCE = 32
ROUNDS = 3
"""Each is measured so often, in turn with its baselines; the median counts."""

WORKSPACE = workspace_ref(TenantId(TENANT))
NOW = datetime.now(UTC)


def rows() -> list[BenchRow]:
    """All figures of this file."""
    with tempfile.TemporaryDirectory() as folder, _process("far-end") as address:
        sent = asyncio.run(_sending(Path(folder), address))
    return [*sent, *asyncio.run(_taking())]


# Sending.


async def _sending(folder: Path, address: str) -> list[BenchRow]:
    database = Database.open(_fresh_sqlite(folder))
    ours, ready, bare, stock = list[float](), list[float](), list[float](), list[float]()
    for turn in range(ROUNDS):
        await _plan(database, 2 * turn)
        ours.append(MESSAGES / await _send_ours(database, address, renders=True))
        await _plan(database, 2 * turn + 1)
        ready.append(MESSAGES / await _send_ours(database, address, renders=False))
        bare.append(MESSAGES / await _send_bare(address))
        stock.append(STOCK_MESSAGES / await _send_stock(address))
    await database.close()
    name = f"send {MESSAGES:,} check-ins to Teams through the outbox, each rendered on its way"
    return [
        more_is_better(
            name=f"send {MESSAGES:,} check-ins to Teams through the outbox, rendered before, as in the baseline",
            measured=median(ready),
            unit="messages/s",
            baseline_name=f"plain aiohttp, {AT_ONCE} at once",
            baseline=median(bare),
            target=0.7,
        ),
        more_is_better(
            name=name,
            measured=median(ours),
            unit="messages/s",
            baseline_name=f"plain aiohttp, rendered before, {AT_ONCE} at once",
            baseline=median(bare),
            target=0.7,
        ),
        more_is_better(
            name=name,
            measured=median(ours),
            unit="messages/s",
            baseline_name=f"the SDK's adapter, its token given, {AT_ONCE} at once",
            baseline=median(stock),
            target=10,
        ),
    ]


async def _plan(database: Database, turn: int) -> None:
    await database.write(lambda tx: tx.outbox.plan(list(_planned(turn))))


def _planned(turn: int) -> Iterator[Planned]:
    for row in _run(MESSAGES):
        account = AccountRef(workspace=WORKSPACE, external_id=row.place.external_id)
        yield replace(
            row, place=direct(account), dedupe_key=f"{turn}:{row.dedupe_key}", expires_at=NOW + timedelta(hours=6)
        )


async def _send_ours(database: Database, address: str, *, renders: bool) -> float:
    app = App(app_id=AppId(APP), tenant=TenantId(TENANT), proof=SecretProof(secret=SECRET))
    tokens = AppTokens(apps=[app], login_url=f"{address}/login", scope="scope", clock=SystemClock())
    client = TeamsClient(tokens, calls_per_second=1e9)
    kept = cast("Installations", OneInstallation(address))
    credentials = Credentials(tokens=tokens, installations=kept, clock=SystemClock())
    installer = Installer(
        client=client, credentials=credentials, handle=_unheard, on_the_side=lambda work: work.close()
    )
    platform = TeamsPlatform(client, credentials, installer)
    for row in _planned(0):  # chats are opened once in the life of a process
        platform._chats[row.place] = cast("Any", f"a:{row.place.external_id}")
    dispatcher = Dispatcher(
        transactions=database,
        platforms={TEAMS: cast("Any", Unpaced(platform, renders=renders))},
        compose=_compose_each if renders else _compose_once(_check_in("Anna")),
        clock=SystemClock(),
        on_suspended=_fail,
    )
    started = time.perf_counter()
    assert await dispatcher.drain(WORKSPACE) == MESSAGES
    seconds = time.perf_counter() - started
    await client.close()
    await tokens.close()
    return seconds


async def _send_bare(address: str) -> float:
    waiting = iter(range(MESSAGES))
    message = render_message(_check_in("Anna"))
    async with aiohttp.ClientSession(headers={"Authorization": "Bearer t"}) as session:

        async def send_on() -> None:
            for number in waiting:
                url = f"{address}/v3/conversations/a:{number}/activities"
                async with session.post(url, json=message) as answer:
                    await answer.json()

        return await _timed(send_on)


async def _send_stock(address: str) -> float:
    adapter = StockAdapter(address)
    waiting = iter(range(STOCK_MESSAGES))
    card = render_message(_check_in("Anna"))
    message = Activity().deserialize(card)
    claims = ClaimsIdentity({"aud": APP, "appid": APP}, is_authenticated=True)

    async def send_on() -> None:
        for number in waiting:
            place = ConversationReference(
                service_url=address, channel_id="msteams", conversation=ConversationAccount(id=f"a:{number}")
            )
            await adapter.process_proactive(
                claims, _continued(place), "scope", lambda turn: turn.send_activity(message)
            )

    return await _timed(send_on)


def _continued(place: ConversationReference) -> Activity:
    from botbuilder.core.conversation_reference_extension import get_continuation_activity

    return get_continuation_activity(place)


async def _timed(send_on: Callable[[], Awaitable[None]]) -> float:
    started = time.perf_counter()
    await asyncio.gather(*(send_on() for _ in range(AT_ONCE)))
    return time.perf_counter() - started


class Unpaced:
    """The Teams adapter as it is, but for its pace: what is measured is our own work, not Teams' limits."""

    def __init__(self, platform: TeamsPlatform, *, renders: bool) -> None:
        self._platform = platform
        self._rendered = None if renders else write_message(_check_in("Anna"))
        self.capabilities = replace(platform.capabilities, pacing=UNPACED)

    async def send(self, place: Place, message: Message, delivery_id: DeliveryId) -> MessageRef:
        if self._rendered is None:
            return await self._platform.send(place, message, delivery_id)
        return await self._platform._post(place, self._rendered)


class OneInstallation:
    """The one installation that sending looks up."""

    def __init__(self, address: str) -> None:
        self._document = Document(service_url=address)

    async def find(self, workspace: WorkspaceRef) -> Installation:
        document = self._document.encode()
        return Installation(workspace=workspace, name="Acme", document=document, secrets="", installed_at=NOW)


def _unbegun(work: Coroutine[Any, Any, None]) -> None:
    work.close()


async def _unheard(_: object) -> Effect:
    raise AssertionError("nothing is heard while sending")


# Taking.


async def _taking() -> list[BenchRow]:
    fake = FakeTeams()
    fill(fake, ["Ana"])
    ours, every, stock = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        async with fake.serve() as url:
            with _process("voxloop", folder, url) as house, _process("stock", url) as sdk:
                async with aiohttp.ClientSession() as session:
                    people = People(fake=fake, session=session, base_url=house, tenant=fake.tenants[TENANT])
                    assert (await people.install("29:ana", team=TEAM)).status == 200
                    await asyncio.sleep(1)
                    for _ in range(ROUNDS):
                        ours.append(await _load(people, house, ACTS, "one"))
                        every.append(await _load(people, house, ACTS, "each"))
                        stock.append(await _load(people, sdk, STOCK_ACTS, "one"))
                    fetched = dict(fake.fetched)
    note = f"Keys were fetched {fetched['keys']} times in all, tokens {fetched.get('token', 0)} times."
    return [
        more_is_better(
            name="take acts from Teams, token verified, mark kept durably, answered by the core",
            measured=median(ours),
            unit="acts/s",
            baseline_name="the SDK's adapter, token verified, nothing done",
            baseline=median(stock),
            target=20,
            note=note,
        ),
        more_is_better(
            name="the same with another token in each request, so that every signature is checked",
            measured=median(every),
            unit="acts/s",
            baseline_name="the SDK's adapter, one token",
            baseline=median(stock),
            target=20,
        ),
    ]


async def _load(people: People, address: str, acts: int, tokens: str) -> float:
    """Acts a second; `tokens` says whether there is one for all or one each."""
    one = people.token()
    requests = iter([(_act(people), one if tokens == "one" else people.token(jti=str(n))) for n in range(acts)])
    done = 0

    async def send_on() -> None:
        nonlocal done
        for body, token in requests:
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
            async with people.session.post(f"{address}/teams/messages", data=body, headers=headers) as answer:
                assert answer.status in {200, 201, 202}, answer.status
                await answer.read()
                done += 1

    seconds = await _timed(send_on)
    assert done == acts
    return acts / seconds


def _act(people: People) -> bytes:
    """A press that the core answers with a few words; it keeps a mark of it, so that a retry has no second effect."""
    data = {"voxloop": {"act": "press", "line": "1|pulse.try"}}
    value = {"action": {"type": "Action.Execute", "verb": "voxloop", "data": data}}
    act = people.activity("invoke", "29:ana", name="adaptiveCard/action", value=value, replyToId="1")
    return json.dumps({**act, "id": f"f:{time.perf_counter_ns()}"}).encode()


# Processes.


@contextmanager
def _process(*given: str) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.bench_teams", *given]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


async def _serve_until_end(*given: str) -> None:
    async with _SERVED[given[0]](*given[1:]) as port:
        print(f"http://127.0.0.1:{port}", flush=True)
        await asyncio.to_thread(sys.stdin.read)


@asynccontextmanager
async def _far_end() -> AsyncIterator[int]:
    async def answer(request: web.BaseRequest) -> web.Response:
        await request.read()
        return web.json_response({"id": "1700000000001", "access_token": "t", "expires_in": 3600})

    server = await asyncio.get_running_loop().create_server(web.Server(answer), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@asynccontextmanager
async def _voxloop(folder: str, url: str) -> AsyncIterator[int]:
    place = Path(folder)
    given = Settings(database_url=f"sqlite:///{place / 'voxloop.db'}", key_directory=place / "keys")
    given = replace(given, **cast("dict[str, Any]", dict(settings(url))))
    migrate(given.database_url)
    people = place / "people.csv"
    people.write_text("name,email,role\nAna Example,ana@marigold.example,employee\n", encoding="utf-8")
    await import_people(given, people, strict=True, progress=lambda _done, _total: None)
    house = House(given, await open_cellar(given), SystemClock())
    application = build_application(house.mounts, checks=house.checks, error_page=house.web.error_page)
    async with Server(application, host="127.0.0.1", port=0) as server:
        yield server.port
    await house.close()


@asynccontextmanager
async def _stock(url: str) -> AsyncIterator[int]:
    app = web.Application()
    app.router.add_post("/teams/messages", StockAdapter(url).take)
    async with Server(app, host="127.0.0.1", port=0) as server:
        yield server.port


_SERVED: dict[str, Any] = {"far-end": _far_end, "voxloop": _voxloop, "stock": _stock}

if __name__ == "__main__":
    arguments: Sequence[str] = sys.argv[1:]
    if arguments:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve_until_end(*arguments))
    else:
        print(to_markdown(rows()))
