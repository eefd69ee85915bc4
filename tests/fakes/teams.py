"""The far end of Teams: a local server that plays the Bot Connector, Entra's tokens and the connector's public keys."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import jwt
from aiohttp import web
from cryptography import x509

from tests.fakes.teams_cards import CardError, Json, check_activity
from tests.fakes.teams_targeted import answered, bare, is_targeted, refuse_to_change, refuse_to_tell
from tests.fakes.teams_world import (
    ISSUER,
    SCOPE,
    Call,
    Faults,
    KeyPair,
    Posted,
    Team,
    Tenant,
    bearer,
    error,
    fail,
    page_of,
    usual_key,
)

ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class FakeTeams:
    """Faults are asked for with `faults.add`, and happen to the next calls of a name."""

    def __init__(self, *, key: KeyPair | None = None) -> None:
        self.tenants: dict[str, Tenant] = {}
        self.secrets: dict[str, str] = {}
        self.certificates: dict[str, str] = {}
        self.keys = [key or usual_key()]
        self.faults = Faults()
        self.calls: list[Call] = []
        self.fetched = Counter[str]()
        self.complaints: list[str] = []
        self.token_seconds = 3600
        self.page_size = 500
        self.identity_header = ""
        self.service_path = "/connector/"
        self.base_url = ""
        self.released = asyncio.Event()
        self._tokens: dict[str, str] = {}
        self._numbers = itertools.count(1)

    # What there is.

    def add_tenant(self, tenant: str, *, app: str, secret: str = "") -> Tenant:
        self.tenants[tenant] = Tenant(id=tenant, app=app)
        self.secrets[app] = secret
        return self.tenants[tenant]

    def add_user(self, tenant: str, user: str, name: str, **more: str) -> None:
        member = {"id": user, "name": name, "aadObjectId": f"aad-{user}", "tenantId": tenant, "userRole": "user"}
        self.tenants[tenant].users[user] = {**member, **more}

    def add_team(self, tenant: str, team: str, members: list[str]) -> Team:
        made = Team(id=team, members=members, channels={team: {"id": team, "name": None, "type": "standard"}})
        self.tenants[tenant].teams[team] = made
        return made

    @property
    def service_url(self) -> str:
        return f"{self.base_url}{self.service_path}"

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        app = web.Application()
        app.add_routes(self._routes())
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}"
        try:
            yield self.base_url
        finally:
            self.released.set()
            await runner.cleanup()

    def _routes(self) -> list[web.RouteDef]:
        connector = "/{place:connector[^/]*}/v3"
        activities = f"{connector}/conversations/{{conversation}}/activities"
        return [
            web.get("/openid", self._openid),
            web.get("/keys", self._keys),
            web.post("/login/{tenant}/oauth2/v2.0/token", self._login),
            web.get("/identity", self._identity),
            web.post(f"{connector}/conversations", self._create),
            web.post(activities, self._post),
            web.post(f"{activities}/{{activity}}", self._post),
            web.put(f"{activities}/{{activity}}", self._update),
            web.delete(f"{activities}/{{activity}}", self._delete),
            web.get(f"{connector}/conversations/{{conversation}}/pagedmembers", self._members),
            web.get(f"{connector}/conversations/{{conversation}}/members/{{user}}", self._member),
            web.get(f"{connector}/teams/{{team}}/conversations", self._channels),
        ]

    # Keys and tokens.

    async def _openid(self, request: web.Request) -> web.StreamResponse:
        self.fetched["openid"] += 1
        if fault := self.faults.take("openid"):
            return await fail(fault, request, self.released)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.base_url}/keys"})

    async def _keys(self, _: web.Request) -> web.StreamResponse:
        self.fetched["keys"] += 1
        return web.json_response({"keys": [each.public() for each in self.keys]})

    async def _login(self, request: web.Request) -> web.StreamResponse:
        self.fetched["token"] += 1
        if fault := self.faults.take("token"):
            return await fail(fault, request, self.released)
        form = {key: str(value) for key, value in (await request.post()).items()}
        tenant = self.tenants.get(request.match_info["tenant"])
        known = tenant is not None and form.get("client_id") == tenant.app and form.get("scope") == SCOPE
        if not known or form.get("grant_type") != "client_credentials":
            return web.json_response({"error": "unauthorized_client"}, status=400)
        if not self._is_proven(form, str(request.url)):
            return web.json_response({"error": "invalid_client"}, status=401)
        return self._token(form["client_id"])

    async def _identity(self, request: web.Request) -> web.StreamResponse:
        self.fetched["token"] += 1
        right = request.query.get("resource") == ISSUER and request.headers.get("X-IDENTITY-HEADER")
        if right != self.identity_header or not self.identity_header:
            return web.json_response({"error": "unauthorized_client"}, status=400)
        return self._token(request.query["client_id"])

    def _is_proven(self, form: dict[str, str], url: str) -> bool:
        app = form["client_id"]
        if "client_assertion" not in form:
            return bool(self.secrets.get(app)) and form.get("client_secret") == self.secrets[app]
        certificate = x509.load_pem_x509_certificate(self.certificates[app].encode())
        try:
            claims = jwt.decode(form["client_assertion"], certificate.public_key(), algorithms=["PS256"], audience=url)  # type: ignore[arg-type] # an RSA certificate
        except jwt.PyJWTError:
            return False
        return form.get("client_assertion_type") == ASSERTION and claims["iss"] == claims["sub"] == app

    def _token(self, app: str) -> web.Response:
        token = f"token-{next(self._numbers)}"
        self._tokens[token] = app
        return web.json_response({"token_type": "Bearer", "access_token": token, "expires_in": self.token_seconds})

    def end_tokens(self) -> None:
        self._tokens.clear()

    # The connector.

    async def _create(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        tenant = self._tenant(request, body.get("tenantId"))
        if isinstance(tenant, web.Response):
            return tenant
        self.calls.append(Call(name="create", body=body, tenant=tenant.id))
        if fault := self.faults.take("create"):
            return await fail(fault, request, self.released)
        if body.get("isGroup"):
            return await self._thread(request, tenant, body)
        if len(body.get("members", ())) != 1 or body["bot"]["id"] != f"28:{tenant.app}":
            return error(400, "BadArgument")
        user = body["members"][0]["id"]
        if user not in tenant.users:
            return error(404, "UserNotFound")
        return web.json_response({"id": f"a:{user}"}, status=201)

    async def _thread(self, request: web.Request, tenant: Tenant, body: Json) -> web.StreamResponse:
        channel = body["channelData"]["channel"]["id"]
        if not self._team_of(tenant, channel):
            return error(403, "BotNotInConversationRoster")
        if fault := self.faults.take("post"):
            return await fail(fault, request, self.released)
        posted = self._keep(tenant, channel, body["activity"], "")
        if isinstance(posted, web.Response):
            return posted
        posted.conversation = f"{channel};messageid={posted.id}"
        return web.json_response({"id": posted.conversation, "activityId": posted.id}, status=201)

    async def _post(self, request: web.Request) -> web.StreamResponse:
        tenant, conversation = self._tenant(request), request.match_info["conversation"]
        if isinstance(tenant, web.Response):
            return tenant
        body = await request.json()
        self.calls.append(Call(name="post", body=body, tenant=tenant.id))
        fault = self.faults.take("post")
        if fault and fault != "drop_after":
            return await fail(fault, request, self.released)
        if not self._may_post(tenant, conversation):
            return error(403, "BotNotInConversationRoster")
        below = request.match_info.get("activity", "")
        take = self._tell if is_targeted(request) else self._keep
        posted = take(tenant, conversation, body, below)
        if isinstance(posted, web.Response):
            return posted
        if fault:
            return await fail(fault, request, self.released)
        return web.json_response({"id": posted.id}, status=201)

    def _tell(self, tenant: Tenant, channel: str, body: Json, root: str) -> Posted | web.Response:
        """A message that one member of a channel sees; a personal chat has none, and a thread is named by its root."""
        team = self._team_of(tenant, channel)
        if team is None:
            return error(400, "BadArgument")
        if refusal := refuse_to_tell(tenant, team, channel, root, body):
            return refusal
        posted = self._keep(tenant, channel, bare(body), answered(body), only_for=body["recipient"]["id"])
        if isinstance(posted, Posted):
            posted.conversation = f"{channel};messageid={root or posted.id}"
        return posted

    async def _update(self, request: web.Request) -> web.StreamResponse:
        tenant = self._tenant(request)
        if isinstance(tenant, web.Response):
            return tenant
        body = await request.json()
        self.calls.append(Call(name="update", body=body, tenant=tenant.id))
        if fault := self.faults.take("update"):
            return await fail(fault, request, self.released)
        posted = self._standing(request, tenant)
        if posted is None:
            return error(404, "ActivityNotFoundInConversation")
        if refusal := refuse_to_change(tenant, posted, request, body) or self._refusal(body):
            return refusal
        posted.activity, posted.versions = body, posted.versions + 1
        return web.json_response({"id": posted.id})

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        tenant = self._tenant(request)
        if isinstance(tenant, web.Response):
            return tenant
        self.calls.append(Call(name="delete", body={}, tenant=tenant.id))
        if fault := self.faults.take("delete"):
            return await fail(fault, request, self.released)
        posted = self._standing(request, tenant)
        if posted is None:
            return error(404, "ActivityNotFoundInConversation")
        if refusal := refuse_to_change(tenant, posted, request, {}):
            return refusal
        posted.is_deleted = True
        return web.Response()

    async def _members(self, request: web.Request) -> web.StreamResponse:
        tenant = self._tenant(request)
        if isinstance(tenant, web.Response):
            return tenant
        self.calls.append(Call(name="members", body={}, tenant=tenant.id))
        if fault := self.faults.take("members"):
            return await fail(fault, request, self.released)
        team = tenant.teams.get(request.match_info["conversation"])
        if team is None or not team.is_installed:
            return error(403, "BotNotInConversationRoster")
        size = min(self.page_size, int(request.query.get("pageSize", 50)))
        users, more = page_of(team.members, request.query.get("continuationToken", ""), size)
        page = {"members": [tenant.users[user] for user in users]}
        return web.json_response({**page, "continuationToken": more} if more else page)

    async def _member(self, request: web.Request) -> web.StreamResponse:
        tenant = self._tenant(request)
        if isinstance(tenant, web.Response):
            return tenant
        self.calls.append(Call(name="member", body={}, tenant=tenant.id))
        if fault := self.faults.take("member"):
            return await fail(fault, request, self.released)
        member = tenant.users.get(request.match_info["user"])
        return error(404, "MemberNotFoundInConversation") if member is None else web.json_response(member)

    async def _channels(self, request: web.Request) -> web.StreamResponse:
        tenant = self._tenant(request)
        if isinstance(tenant, web.Response):
            return tenant
        self.calls.append(Call(name="channels", body={}, tenant=tenant.id))
        if fault := self.faults.take("channels"):
            return await fail(fault, request, self.released)
        team = tenant.teams.get(request.match_info["team"])
        if team is None or not team.is_installed:
            return error(403, "BotNotInConversationRoster")
        return web.json_response({"conversations": list(team.channels.values())})

    def _tenant(self, request: web.Request, named: str | None = None) -> Tenant | web.Response:
        """Whose app calls; the connector gives no reason to who has no token."""
        app = self._tokens.get(bearer(request))
        found = next((each for each in self.tenants.values() if each.app == app), None)
        if found is None or (named is not None and named != found.id):
            return error(401, "Unauthorized")
        return found

    def _team_of(self, tenant: Tenant, channel: str) -> Team | None:
        teams = (each for each in tenant.teams.values() if channel in each.channels and each.is_installed)
        return next(teams, None)

    def _may_post(self, tenant: Tenant, conversation: str) -> bool:
        if conversation.startswith("a:"):
            return conversation[2:] not in tenant.without_app
        return self._team_of(tenant, conversation.partition(";")[0]) is not None

    def _keep(
        self, tenant: Tenant, conversation: str, activity: Json, reply_to: str, *, only_for: str = ""
    ) -> Posted | web.Response:
        if refusal := self._refusal(activity):
            return refusal
        number = f"17{next(self._numbers):011}"
        posted = Posted(
            id=number,
            conversation=conversation,
            activity=activity,
            reply_to=reply_to,
            only_for=only_for,
            hour=tenant.hour,
        )
        tenant.messages.append(posted)
        tenant.news.put_nowait(posted)
        return posted

    def _refusal(self, activity: Json) -> web.Response | None:
        try:
            check_activity(activity)
        except CardError as problem:
            self.complaints.append(str(problem))
            return error(400, "BadArgument")
        return None

    def _standing(self, request: web.Request, tenant: Tenant) -> Posted | None:
        posted, named = tenant.find(request.match_info["activity"]), request.match_info["conversation"]
        if posted is None:
            return None
        stands = posted.conversation.partition(";")[0] if posted.only_for else posted.conversation
        return posted if stands == named else None
