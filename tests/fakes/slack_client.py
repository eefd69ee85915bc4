"""Slack as people use it: turns presses, forms and commands into the signed requests that Slack sends to an app."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_blocks import Json, check_view
from tests.fakes.slack_world import BOT, Act, Posted, View

FORM = "application/x-www-form-urlencoded"


def sign(secret: str, body: bytes, timestamp: str) -> str:
    """The value of `X-Slack-Signature`."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return f"v0={digest}"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the app answered."""

    status: int
    text: str

    @property
    def body(self) -> Json:
        return dict(json.loads(self.text)) if self.text else {}


@dataclass(kw_only=True)
class Done:
    """An act, the app's direct answer to it, and where to wait for the rest."""

    act: Act
    reply: Reply
    view: View | None = None


@dataclass(kw_only=True)
class SlackClient:
    """Sends what Slack sends, for one workspace and to one app."""

    fake: FakeSlack
    session: aiohttp.ClientSession
    base_url: str
    signing_secret: str
    team: str
    is_org_wide: bool = False
    enterprise: str = ""
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def deliver(
        self, body: bytes, kind: str, *, headers: Mapping[str, str] | None = None, secret: str | None = None
    ) -> Reply:
        """Sends a body, correctly signed unless told otherwise."""
        timestamp = str(int(time.time()))
        signature = sign(secret or self.signing_secret, body, timestamp)
        signed = {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature, "Content-Type": kind}
        url = f"{self.base_url}/slack/events"
        async with self.session.post(url, data=body, headers={**signed, **(headers or {})}) as answer:
            return Reply(status=answer.status, text=await answer.text())

    async def send_payload(self, payload: Json) -> Reply:
        return await self.deliver(urlencode({"payload": json.dumps(payload)}).encode(), FORM)

    async def event(self, event: Json, *, event_id: str = "", retry: int = 0) -> Reply:
        """An event of the Events API; a retry carries the same id."""
        headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}
        body = json.dumps(self.event_body(event, event_id)).encode()
        return await self.deliver(body, "application/json", headers=headers)

    def event_body(self, event: Json, event_id: str = "") -> Json:
        authorization = {
            "enterprise_id": self.enterprise or None,
            "team_id": self.team,
            "user_id": BOT,
            "is_bot": True,
            "is_enterprise_install": self.is_org_wide,
        }
        return {
            "token": "deprecated",
            "team_id": self.team,
            "api_app_id": "A1",
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{next(self.numbers)}",
            "event_time": 1700000000,
            "authorizations": [authorization],
        }

    async def press(self, user: str, on: Posted | View | Json, label: str) -> Done:
        """Presses the button with this label on a message, an open modal or the Home tab."""
        act = Act(user=user)
        payload = self.press_payload(user, on, label, act)
        return Done(act=act, reply=await self.send_payload(payload), view=on if isinstance(on, View) else None)

    def press_payload(self, user: str, on: Posted | View | Json, label: str, act: Act) -> Json:
        content = on.content if isinstance(on, View) else on
        blocks = content.blocks if isinstance(content, Posted) else content["blocks"]
        button = find_button(blocks, label)
        action = {**button, "block_id": "b1", "action_ts": "1700000000.1"}
        return {**self._interaction("block_actions", user, act), "actions": [action], **self._where(user, on, act)}

    def _where(self, user: str, on: Posted | View | Json, act: Act) -> Json:
        if isinstance(on, View):
            on.act = act
            return {"container": {"type": "view", "view_id": on.id}, "view": self._view(on, {})}
        if isinstance(on, Posted):
            url = self.fake.response_url(act, self.fake.teams[self.team], on)
            thread = {"thread_ts": on.thread_ts} if on.thread_ts else {}
            container = {"type": "message", "message_ts": on.ts, "channel_id": on.channel}
            return {
                "container": {**container, **thread, "is_ephemeral": on.is_ephemeral},
                "channel": {"id": on.channel, "name": "directmessage"},
                "message": {"ts": on.ts, "text": on.text, "blocks": on.blocks},
                "response_url": url,
            }
        return {"container": {"type": "view"}, "view": {**on, "id": f"VHOME{user}", "team_id": self.team}}

    async def submit(self, user: str, view: View, values: Mapping[str, str]) -> Done:
        """Fills a modal and sends it; fields that are not named keep what they show."""
        act = Act(user=user)
        view.act = act
        state = fill(view.content, values)
        payload = {**self._interaction("view_submission", user, act), "view": self._view(view, state)}
        done = Done(act=act, reply=await self.send_payload({**payload, "response_urls": []}), view=view)
        self._take_answer(view, done)
        return done

    def _take_answer(self, view: View, done: Done) -> None:
        """Does with the modal what the answer says, as Slack would."""
        answer = done.reply.body if done.reply.status == 200 else {}
        match answer.get("response_action"):
            case "update":
                check_view(answer["view"])
                view.content = answer["view"]
                done.act.happenings.put_nowait(("view", view))
            case "errors":
                names = {block.get("block_id") for block in view.content["blocks"] if block["type"] == "input"}
                assert answer["errors"], "Slack refuses errors without any"
                assert set(answer["errors"]) <= names, "Slack refuses errors for unknown blocks"
                done.act.happenings.put_nowait(("errors", answer["errors"]))
            case None | "clear":
                view.is_open = False
            case other:
                raise AssertionError(f"unknown response_action {other}")

    async def command(self, user: str, text: str, *, channel: str = "D1") -> Done:
        """Types `/voice <text>`."""
        act = Act(user=user, channel="" if channel.startswith("D") else channel)
        reply = await self.deliver(urlencode(self.command_body(user, text, act, channel)).encode(), FORM)
        done = Done(act=act, reply=reply)
        if reply.status == 200 and reply.text:
            self.fake.show_response(reply.body, act, None, self.fake.teams[self.team])
        return done

    def command_body(self, user: str, text: str, act: Act, channel: str = "D1") -> dict[str, str]:
        return {
            "token": "deprecated",
            "team_id": self.team,
            "team_domain": "example",
            **({"enterprise_id": self.enterprise} if self.enterprise else {}),
            "is_enterprise_install": "true" if self.is_org_wide else "false",
            "channel_id": channel,
            "channel_name": "directmessage",
            "user_id": user,
            "user_name": "someone",
            "command": "/voice",
            "text": text,
            "api_app_id": "A1",
            "response_url": self.fake.response_url(act, self.fake.teams[self.team]),
            "trigger_id": self.fake.trigger(act),
        }

    async def choose(self, user: str, callback_id: str, on: Posted | None = None) -> Done:
        """Chooses an entry of the app's in the menu of a message, or in the one for the whole workspace."""
        act = Act(user=user)
        payload = self._interaction("message_action" if on else "shortcut", user, act)
        if on is not None:
            message = {"type": "message", "user": on.user, "ts": on.ts, "text": on.text}
            payload |= {
                "channel": {"id": on.channel, "name": "general"},
                "message": {**message, **({"thread_ts": on.thread_ts} if on.thread_ts else {})},
                "message_ts": on.ts,
                "response_url": self.fake.response_url(act, self.fake.teams[self.team], on),
            }
        return Done(act=act, reply=await self.send_payload({**payload, "callback_id": callback_id}))

    async def react(self, user: str, on: Posted, emoji: str, *, added: bool = True) -> Reply | None:
        """Puts an emoji on a message or takes it back; the app is told if it may read reactions."""
        if not self._may("reactions:read"):
            return None
        event = {
            "type": "reaction_added" if added else "reaction_removed",
            "user": user,
            "reaction": emoji,
            "item_user": on.user,
            "item": {"type": "message", "channel": on.channel, "ts": on.ts},
            "event_ts": self.fake.stamp(),
        }
        return await self.event(event)

    async def write(self, user: str, channel: str, text: str, *, below: Posted | None = None) -> Posted:
        """Writes in a channel, or below a message."""
        thread = below.ts if below else None
        stamp, told = self.fake.stamp(), escape(text)
        written = Posted(channel=channel, ts=stamp, text=told, blocks=[], user=user, thread_ts=thread)
        self.fake.teams[self.team].messages.append(written)
        await self.tell_written(channel, self.message_body(written))
        return written

    async def rewrite(self, written: Posted, text: str) -> None:
        """Changes what somebody wrote."""
        earlier = self.message_body(written)
        written.text = escape(text)
        change = {"message": self.message_body(written), "previous_message": earlier}
        await self.tell_written(written.channel, {"subtype": "message_changed", "hidden": True, **change})

    async def unwrite(self, written: Posted) -> None:
        """Deletes what somebody wrote."""
        self.fake.teams[self.team].messages.remove(written)
        gone = {"previous_message": self.message_body(written), "deleted_ts": written.ts}
        await self.tell_written(written.channel, {"subtype": "message_deleted", "hidden": True, **gone})

    def message_body(self, written: Posted) -> Json:
        """A message as events carry it."""
        body: Json = {"type": "message", "user": written.user, "ts": written.ts, "text": written.text}
        if written.thread_ts is None:
            return body
        root = next((each for each in self.fake.teams[self.team].messages if each.ts == written.thread_ts), None)
        return {**body, "thread_ts": written.thread_ts, **({"parent_user_id": root.user} if root else {})}

    async def tell_written(self, channel: str, event: Json) -> Reply | None:
        """Tells of what is written in a channel, if the app is there and may read it."""
        room = self.fake.teams[self.team].rooms[channel]
        if not room.has_bot or not self._may("groups:history" if room.is_private else "channels:history"):
            return None
        told = {"channel": channel, "channel_type": room.kind, "event_ts": self.fake.stamp()}
        return await self.event({"type": "message", "ts": told["event_ts"], **event, **told})

    def _may(self, scope: str) -> bool:
        return any(scope in token.scopes for token in self.fake.tokens.values() if self.team in token.teams)

    def _interaction(self, kind: str, user: str, act: Act) -> Json:
        return {
            "type": kind,
            "user": {"id": user, "username": "someone", "team_id": self.team},
            "api_app_id": "A1",
            "token": "deprecated",
            "trigger_id": self.fake.trigger(act),
            "team": None if self.is_org_wide else {"id": self.team, "domain": "example"},
            "enterprise": {"id": self.enterprise, "name": "Example"} if self.enterprise else None,
            "is_enterprise_install": self.is_org_wide,
        }

    def _view(self, view: View, values: Json) -> Json:
        own = {"id": view.id, "team_id": self.team, "hash": "1.h", "state": {"values": values}}
        return {"private_metadata": "", **view.content, **own}


def find_button(blocks: list[Json], label: str) -> Json:
    """The button that people read as `label`."""
    for block in blocks:
        for element in block.get("elements", ()):
            if element.get("type") == "button" and unescape(element["text"]["text"]) == label:
                return dict(element)
    raise AssertionError(f"no button {label!r}")


def fill(view: Json, values: Mapping[str, str]) -> Json:
    """The `state.values` of a modal after filling it."""
    state: Json = {}
    inputs = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert set(values) <= set(inputs), "there is no such field"
    for name, element in inputs.items():
        state[name] = {element["action_id"]: _filled(element, values.get(name))}
    return state


def _filled(element: Json, value: str | None) -> Json:
    kind = element["type"]
    match kind:
        case "plain_text_input":
            text = element.get("initial_value") if value is None else value
            assert len(text or "") <= element["max_length"], "Slack lets nobody type more"
            return {"type": kind, "value": text or None}
        case "datepicker":
            return {"type": kind, "selected_date": element.get("initial_date") if value is None else value or None}
        case _:
            chosen = [option for option in element["options"] if option["value"] == value]
            assert value is None or chosen, "there is no such option"
            return {"type": kind, "selected_option": chosen[0] if chosen else element.get("initial_option")}


def unescape(text: str) -> str:
    """What people read of an escaped text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """A text that somebody wrote, as Slack tells it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def readable(content: object) -> str:
    """All that can be read in blocks, one line per element."""
    return "\n".join(_lines(content))


def _lines(part: object) -> list[str]:
    if isinstance(part, list):
        return [line for each in part for line in _lines(each)]
    if not isinstance(part, dict):
        return []
    kind = part.get("type")
    if kind in {"rich_text_section", "rich_text_preformatted", "rich_text_quote"}:
        return ["".join(each["text"] for each in part["elements"]).rstrip("\n")]
    if kind in {"plain_text", "mrkdwn"}:
        return [unescape(part["text"])]
    if kind in {"raw_text", "text"}:
        return [str(part["text"])]
    chosen = [str(part[name]) for name in ("initial_value", "initial_date") if name in part]
    names = ("title", "label", "text", "elements", "blocks", "element", "hint", "rows", "options", "initial_option")
    return [line for name in names for line in _lines(part.get(name))] + chosen
