"""The far end of Slack: a local server that plays its Web API, as strict as the real one where it matters."""

import asyncio
import itertools
import json
import time
from base64 import b64decode
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.fakes.slack_blocks import BlockError, Json, check_message, check_view
from tests.fakes.slack_channels import METHODS, may_post
from tests.fakes.slack_world import (
    ALL_SCOPES,
    BOT,
    CHANNEL_RATE,
    RATES,
    RESPONSE_URL_USES,
    SCOPES_OF_METHODS,
    TRIGGER_SECONDS,
    Act,
    Call,
    Channel,
    Posted,
    RefusedError,
    Team,
    Token,
    TooFastError,
    View,
    fail,
)


class FakeSlack:
    """Slack's API over HTTP. Faults are asked for with `fault`, and happen to the next calls of a method."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.teams: dict[str, Team] = {}
        self.tokens: dict[str, Token] = {}
        self.views: dict[str, View] = {}
        self.calls: list[Call] = []
        self.codes: dict[str, Json] = {}
        self.refresh_tokens: dict[str, Json] = {}
        self.refreshes = 0
        self.refresh_seconds = 0.0
        self.client = ("client-1", "client-secret")
        self.refuses_tables = False
        self.url = ""
        self.complaints: list[str] = []
        self.acknowledged: dict[str, Json] = {}
        self._triggers: dict[str, tuple[float, Act]] = {}
        self._responses: dict[str, tuple[int, Act, Posted | None, Team]] = {}
        self._faults: dict[str, deque[str]] = defaultdict(deque)
        self._times: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._numbers = itertools.count(1)
        self._released = asyncio.Event()
        self._sockets: list[web.WebSocketResponse] = []
        self._connected = asyncio.Event()
        self._news = asyncio.Condition()

    # What a test prepares.

    def add_team(self, team: str, *, token: str, name: str = "Example", scopes: frozenset[str] = ALL_SCOPES) -> Team:
        self.teams[team] = Team(id=team, name=name)
        self.tokens[token] = Token(teams={team}, scopes=scopes)
        return self.teams[team]

    def add_user(self, team: str, user: str, **fields: object) -> None:
        profile = {"real_name": f"Person {user}", "email": f"{user.lower()}@example.com", "first_name": "Person"}
        person = {"id": user, "team_id": team, "deleted": False, "is_bot": False, "tz": "Europe/Warsaw"}
        self.teams[team].users[user] = {**person, "locale": "pl-PL", "profile": profile, **fields}

    def add_channel(self, team: str, channel: str, name: str = "", /, **marks: bool) -> Channel:
        """A channel with the bot in it unless the marks say otherwise."""
        self.teams[team].rooms[channel] = Channel(id=channel, name=name or channel.lower(), **marks)
        return self.teams[team].rooms[channel]

    def stamp(self) -> str:
        """The timestamp of a new message."""
        return f"1700000000.{next(self._numbers):06}"

    def fault(self, method: str, kind: str, times: int = 1) -> None:
        """`drop_before`, `drop_after`, `hang`, `http_500`, `html`, `ratelimited`, or an error code of Slack's."""
        self._faults[method].extend([kind] * times)

    def trigger(self, act: Act) -> str:
        trigger = f"{next(self._numbers)}.{id(act)}"
        self._triggers[trigger] = (self.now(), act)
        return trigger

    def response_url(self, act: Act, team: Team, message: Posted | None = None) -> str:
        name = f"r{next(self._numbers)}"
        self._responses[name] = (0, act, message, team)
        return f"{self.url}/response/{name}"

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def release(self) -> None:
        """Lets go of the calls that hang."""
        self._released.set()

    # What the server does.

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """Serves on a free port of this machine; gives the URL for `SLACK_API_URL`."""
        app = web.Application(client_max_size=2**22)
        app.add_routes(
            [
                web.post("/api/{method}", self._api),
                web.get("/api/{method}", self._api),
                web.post("/response/{name}", self._respond),
                web.get("/socket", self._socket),
            ]
        )
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        try:
            yield f"{self.url}/api"
        finally:
            self._released.set()
            for socket in self._sockets:
                await socket.close()
            await runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await _arguments(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append(Call(method=method, arguments=arguments, token=token))
        fault = self._faults[method].popleft() if self._faults[method] else ""
        if fault and fault != "drop_after":
            return await fail(fault, request, self._released)
        try:
            answer = {"ok": True, **await self._run(method, arguments, token)}
        except RefusedError as error:
            answer = {"ok": False, "error": str(error)}
        except BlockError as error:
            self.complaints.append(str(error))
            answer = {"ok": False, "error": error.code}
        except TooFastError as error:
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(error)}
            )
        if fault:
            return await fail(fault, request, self._released)
        scopes = ",".join(sorted(self.tokens[token].scopes)) if token in self.tokens else ""
        return web.json_response(answer, headers={"x-oauth-scopes": scopes})

    async def _run(self, method: str, arguments: Json, token: str) -> Json:
        if method == "oauth.v2.access":
            return await self._oauth(arguments, token)
        grant = self._authorized(method, token)
        team = self._team(grant, arguments)
        self._pace(f"{method}", team, RATES.get(method))
        handler: Callable[[Team, Json, Token], Json] = METHODS.get(method) or getattr(
            self, "_" + method.replace(".", "_")
        )
        return handler(team, arguments, grant)

    def _authorized(self, method: str, token: str) -> Token:
        if method not in SCOPES_OF_METHODS:
            raise RefusedError("unknown_method")
        if token not in self.tokens:
            raise RefusedError("invalid_auth" if token else "not_authed")
        grant = self.tokens[token]
        if grant.is_revoked:
            raise RefusedError("token_revoked")
        if grant.expires_at is not None and self.now() >= grant.expires_at:
            raise RefusedError("token_expired")
        if not SCOPES_OF_METHODS[method] <= grant.scopes:
            raise RefusedError("missing_scope")
        return grant

    def _team(self, grant: Token, arguments: Json) -> Team:
        if not grant.is_org_wide:
            return self.teams[next(iter(grant.teams))]
        for name in ("channel", "user_id", "users"):
            for team in grant.teams:
                if arguments.get(name) in self.teams[team].users:
                    return self.teams[team]
        return self.teams[arguments["team_id"] if arguments.get("team_id") in grant.teams else min(grant.teams)]

    def _pace(self, name: str, team: Team, rate: tuple[int, float] | None) -> None:
        if rate is None:
            return
        most, seconds = rate
        times, now = self._times[team.id, name], self.now()
        while times and times[0] <= now - seconds:
            times.popleft()
        if len(times) >= most:
            raise TooFastError(str(max(1, round(times[0] + seconds - now))))
        times.append(now)

    # Methods.

    def _auth_test(self, team: Team, arguments: Json, grant: Token) -> Json:
        return {"team_id": team.id, "team": team.name, "user_id": BOT, "enterprise_id": team.enterprise or None}

    def _auth_revoke(self, team: Team, arguments: Json, grant: Token) -> Json:
        grant.is_revoked = True
        return {"revoked": True}

    def _auth_teams_list(self, team: Team, arguments: Json, grant: Token) -> Json:
        return _page("teams", [{"id": each, "name": each} for each in sorted(grant.teams)], arguments, 100)

    def _apps_connections_open(self, team: Team, arguments: Json, grant: Token) -> Json:
        return {"url": f"{self.url.replace('http', 'ws', 1)}/socket"}

    def _chat_postMessage(self, team: Team, arguments: Json, grant: Token) -> Json:  # noqa: N802 - Slack's name
        channel = self._channel(team, str(arguments.get("channel", "")))
        if self.refuses_tables and any(block["type"] == "table" for block in arguments.get("blocks", ())):
            raise RefusedError("invalid_blocks")
        check_message(arguments.get("text"), arguments.get("blocks", []))
        self._pace(f"to {channel}", team, CHANNEL_RATE)
        posted = Posted(
            channel=channel,
            ts=self.stamp(),
            text=arguments.get("text", ""),
            blocks=arguments.get("blocks", []),
            metadata=arguments.get("metadata"),
            thread_ts=arguments.get("thread_ts"),
        )
        team.messages.append(posted)
        return {"channel": channel, "ts": posted.ts, "message": {"text": posted.text}}

    def _channel(self, team: Team, name: str) -> str:
        if name in team.users:
            if team.users[name]["deleted"]:
                raise RefusedError("user_disabled")
            if team.users[name]["is_bot"]:
                raise RefusedError("cannot_dm_bot")
            return team.channels.setdefault(name, f"D{name}")
        if name in team.rooms:
            may_post(team.rooms[name])
            return name
        if name in team.channels.values():
            return name
        raise RefusedError("channel_not_found")

    def _conversations_open(self, team: Team, arguments: Json, grant: Token) -> Json:
        return {"channel": {"id": self._channel(team, str(arguments.get("users", "")))}}

    def _users_list(self, team: Team, arguments: Json, grant: Token) -> Json:
        if grant.is_org_wide and arguments.get("team_id") not in grant.teams:
            raise RefusedError("missing_argument")
        members = [self._shown(user, arguments, grant) for user in team.users.values()]
        return _page("members", members, arguments, 200)

    def _shown(self, user: Json, arguments: Json, grant: Token) -> Json:
        profile = dict(user["profile"])
        if "users:read.email" not in grant.scopes:
            profile.pop("email", None)
        shown = {**user, "profile": profile}
        if arguments.get("include_locale") not in {"true", "1"}:
            shown.pop("locale", None)
        return shown

    def _views_open(self, team: Team, arguments: Json, grant: Token) -> Json:
        check_view(arguments["view"])
        issued_at, act = self._triggers.pop(arguments.get("trigger_id", ""), (0.0, None))
        if act is None:
            raise RefusedError("exchanged_trigger_id")
        if self.now() - issued_at > TRIGGER_SECONDS:
            raise RefusedError("expired_trigger_id")
        view = View(id=f"V{next(self._numbers)}", content=arguments["view"], team=team.id, user=act.user)
        self.views[view.id] = view
        act.happenings.put_nowait(("view", view))
        return {"view": {"id": view.id}}

    def _views_update(self, team: Team, arguments: Json, grant: Token) -> Json:
        check_view(arguments["view"])
        view = self.views.get(arguments.get("view_id", ""))
        if view is None or not view.is_open or view.team not in grant.teams:
            raise RefusedError("not_found")
        view.content = arguments["view"]
        if view.act:
            view.act.happenings.put_nowait(("view", view))
        return {"view": {"id": view.id}}

    def _views_publish(self, team: Team, arguments: Json, grant: Token) -> Json:
        check_view(arguments["view"])
        if arguments.get("user_id") not in team.users:
            raise RefusedError("user_not_found")
        team.homes[arguments["user_id"]] = arguments["view"]
        team.published[arguments["user_id"]].put_nowait(arguments["view"])
        return {"view": {"id": f"V{arguments['user_id']}"}}

    async def _oauth(self, arguments: Json, token: str) -> Json:
        pair = tuple(b64decode(token.removeprefix("Basic ")).decode().split(":")) if token.startswith("Basic ") else ()
        if pair != self.client:
            raise RefusedError("bad_client_secret")
        if arguments.get("grant_type") == "refresh_token":
            answer = self.refresh_tokens.pop(arguments.get("refresh_token", ""), None)
            if answer is None:
                raise RefusedError("invalid_refresh_token")
            self.refreshes += 1
            await asyncio.sleep(self.refresh_seconds)
            return answer
        answer = self.codes.pop(arguments.get("code", ""), None)
        if answer is None:
            raise RefusedError("invalid_code")
        return answer

    # Response URLs.

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in self._responses:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        uses, act, message, team = self._responses[name]
        if uses >= RESPONSE_URL_USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        self._responses[name] = (uses + 1, act, message, team)
        payload = await request.json()
        if self.refuses_tables and any(block["type"] == "table" for block in payload.get("blocks", ())):
            return web.json_response({"ok": False, "error": "invalid_blocks"}, status=400)
        try:
            self.show_response(payload, act, message, team)
        except BlockError as error:
            self.complaints.append(str(error))
            return web.json_response({"ok": False, "error": error.code}, status=400)
        return web.Response(text="ok")

    def show_response(self, payload: Json, act: Act, message: Posted | None, team: Team) -> None:
        """Shows what was answered through a response URL or in the body of a command's answer."""
        check_message(payload.get("text"), payload.get("blocks", []))
        if payload.get("replace_original") and message is not None:
            message.text, message.blocks = payload.get("text", ""), payload.get("blocks", [])
            act.happenings.put_nowait(("message", message))
            return
        shown = Posted(
            channel=message.channel if message else act.channel or f"D{act.user}",
            ts=self.stamp(),
            text=payload.get("text", ""),
            blocks=payload.get("blocks", []),
            is_ephemeral=payload.get("response_type") != "in_channel",
        )
        if not shown.is_ephemeral:
            team.messages.append(shown)
        act.happenings.put_nowait(("whisper" if shown.is_ephemeral else "message", shown))

    # Socket Mode.

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self._connected.set()
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                answer = json.loads(message.data)
                self.acknowledged[answer["envelope_id"]] = answer.get("payload") or {}
                async with self._news:
                    self._news.notify_all()
        return socket

    async def push(self, kind: str, payload: Json, *, retry: int = 0) -> str:
        """Sends an envelope through the newest connection and gives its id."""
        await asyncio.wait_for(self._connected.wait(), 5)
        envelope = f"e{next(self._numbers)}"
        body = {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True}
        await self._sockets[-1].send_json({**body, "retry_attempt": retry} if retry else body)
        return envelope

    async def acknowledgement(self, envelope: str) -> Json:
        """Waits for the app's answer to an envelope."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: envelope in self.acknowledged)
        return self.acknowledged[envelope]

    async def push_raw(self, text: str) -> None:
        await asyncio.wait_for(self._connected.wait(), 5)
        await self._sockets[-1].send_str(text)

    async def hang_up(self) -> None:
        """Closes the newest connection, as Slack does every few hours."""
        self._connected.clear()
        await self._sockets[-1].send_json({"type": "disconnect", "reason": "refresh_requested"})

    async def connected(self) -> None:
        await asyncio.wait_for(self._connected.wait(), 10)


async def _arguments(request: web.Request) -> Json:
    body = await request.text()
    given = json.loads(body or "{}") if request.content_type == "application/json" else parse_qsl(body)
    return {**request.query, **dict(given)}


def _page(name: str, entries: list[Json], arguments: Json, most: int) -> Json:
    start = int(arguments.get("cursor") or 0)
    end = start + min(int(arguments.get("limit", most)), most)
    cursor = str(end) if end < len(entries) else ""
    return {name: entries[start:end], "response_metadata": {"next_cursor": cursor}}
