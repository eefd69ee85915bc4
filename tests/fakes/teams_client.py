"""Teams as people use it: turns what they write, press and fill in into the activities that the connector sends."""

import html
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_cards import Json, check_card, walk
from tests.fakes.teams_world import Asked, KeyPair, Posted, Tenant, sign

EXECUTE, SUBMIT, OPEN_URL = "Action.Execute", "Action.Submit", "Action.OpenUrl"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the bot answered."""

    status: int
    text: str

    @property
    def body(self) -> Json:
        return dict(json.loads(self.text)) if self.text else {}


@dataclass(kw_only=True)
class Window:
    """A dialog that is open, or (`on` is set) a card that was shown in the place of a message's."""

    title: str
    card: Json
    on: Posted | None = None
    is_open: bool = True


class ClientError(AssertionError):
    """A person could not do that: their client would not let them."""


@dataclass(kw_only=True)
class TeamsClient:
    """Sends what the connector sends, for one tenant and to one bot."""

    fake: FakeTeams
    session: aiohttp.ClientSession
    base_url: str
    tenant: Tenant
    locale: str = "en-GB"
    key: KeyPair | None = None
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def token(self, **claims: Any) -> str:  # noqa: ANN401 - claims are of several types
        said = {"aud": self.tenant.app, "serviceurl": self.fake.service_url, **claims}
        return sign(self.key or self.fake.keys[0], said)

    async def deliver(self, activity: Json, *, token: str | None = None) -> Reply:
        """Sends an activity, with a genuine token unless told otherwise."""
        return await self.deliver_bytes(json.dumps(activity).encode(), token=token)

    async def deliver_bytes(self, body: bytes, *, token: str | None = None) -> Reply:
        given = self.token() if token is None else token
        headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {given}"} if given else {})}
        async with self.session.post(f"{self.base_url}/teams/messages", data=body, headers=headers) as answer:
            return Reply(status=answer.status, text=await answer.text())

    def activity(self, kind: str, user: str, *, conversation: str = "", **more: object) -> Json:
        """An activity of somebody in their chat with the bot, or in a channel."""
        is_personal = not conversation
        data: Json = {"tenant": {"id": self.tenant.id}}
        if not is_personal:
            channel = conversation.partition(";")[0]
            teams = (each.id for each in self.tenant.teams.values() if channel in each.channels)
            data |= {"channel": {"id": channel}, "team": {"id": next(teams, channel)}}
        place = {"id": conversation or f"a:{user}", "tenantId": self.tenant.id}
        return {
            "type": kind,
            "id": f"f:{next(self.numbers)}",
            "timestamp": datetime.now(UTC).isoformat(),
            "channelId": "msteams",
            "serviceUrl": self.fake.service_url,
            "from": {"id": user, "name": user.title(), "aadObjectId": f"aad-{user}"},
            "conversation": {**place, "conversationType": "personal" if is_personal else "channel"},
            "recipient": {"id": f"28:{self.tenant.app}", "name": "Voxloop"},
            "channelData": data,
            "locale": self.locale,
            **more,
        }

    async def type(self, user: str, text: str, *, activity_id: str = "") -> Reply:
        activity = self.activity("message", user, text=text, textFormat="plain")
        return await self.deliver({**activity, **({"id": activity_id} if activity_id else {})})

    async def mention(self, user: str, conversation: str, text: str) -> Reply:
        """Names the bot in a channel."""
        name = "<at>Voxloop</at>"
        mention = {"type": "mention", "text": name, "mentioned": {"id": f"28:{self.tenant.app}", "name": "Voxloop"}}
        activity = self.activity("message", user, conversation=conversation, text=f"{name} {text}", entities=[mention])
        return await self.deliver(activity)

    async def ask_alone(
        self, user: str, channel: str, text: str, *, root: str = "", kind: str = "message", names_thread: bool = False
    ) -> Reply:
        """Chooses a command behind the slash in a channel, or writes `/Voxloop …`; nobody else sees it.

        It stands in the channel by itself, or in the thread of `root`, which newer versions of Teams name beside the
        channel (`names_thread`). A request can be changed and deleted (`kind`).
        """
        activity = self.activity(kind, user, conversation=channel, text=text, textFormat="plain")
        activity["recipient"]["isTargeted"] = True
        if names_thread:
            activity["channelData"]["thread"] = {"id": root}
        else:
            activity["conversation"]["id"] = f"{channel};messageid={root or activity['id']}"
        self.tenant.asked[activity["id"]] = Asked(user=user, channel=channel, hour=self.tenant.hour)
        return await self.deliver(activity)

    async def install(self, user: str, *, team: str = "", action: str = "add") -> Reply:
        """An administrator (a policy, a team's owner) adds or removes the app."""
        activity = self.activity("installationUpdate", user, conversation=team, action=action)
        return await self.deliver(activity)

    async def react(
        self, user: str, posted: Posted, *, added: tuple[str, ...] = (), removed: tuple[str, ...] = ()
    ) -> Reply:
        changes = {
            "reactionsAdded": [{"type": each} for each in added],
            "reactionsRemoved": [{"type": each} for each in removed],
        }
        conversation = "" if posted.conversation.startswith("a:") else posted.conversation
        kept = {name: each for name, each in changes.items() if each}
        activity = self.activity("messageReaction", user, conversation=conversation, replyToId=posted.id, **kept)
        return await self.deliver(activity)

    async def comment(
        self, user: str, posted: Posted, comment: str, text: str | None, *, kind: str = "message"
    ) -> Reply:
        """Something below a posting is written, changed (`messageUpdate`) or deleted (`messageDelete`)."""
        activity = self.activity(kind, user, conversation=posted.conversation, replyToId=posted.id)
        said = {"text": f"<p>{html.escape(text)}</p>", "textFormat": "xml"} if text is not None else {}
        return await self.deliver({**activity, **said, "id": comment})

    async def share(self, user: str, text: str, *, command: str = "share_voice") -> Reply:
        """Chooses an entry of the app in the menu of somebody's message."""
        payload = {
            "id": "1",
            "body": {"contentType": "html", "content": f"<p>{html.escape(text)}</p>"},
            "linkToMessage": "https://teams.example.com/1",
        }
        value = {"commandId": command, "commandContext": "message", "messagePayload": payload}
        return await self.invoke(user, "composeExtension/fetchTask", value)

    async def invoke(self, user: str, name: str, value: Json, *, on: Posted | None = None, event: str = "") -> Reply:
        conversation = on.conversation if on and not on.conversation.startswith("a:") else ""
        more = {"replyToId": on.id} if on else {}
        activity = self.activity("invoke", user, conversation=conversation, name=name, value=value, **more)
        return await self.deliver({**activity, **({"id": event} if event else {})})

    async def press(self, user: str, on: Posted | Window, action: Json, *, values: Json | None = None) -> Reply:
        """Presses a button of a message, of a dialog or of a card that stands in a message's place."""
        given = {} if action.get("associatedInputs") == "none" else (values or {})
        data = {**action["data"], **given}
        if isinstance(on, Window) and on.on is None:
            return await self.invoke(user, "task/submit", {"data": data, "context": {"theme": "default"}})
        message = on if isinstance(on, Posted) else on.on
        if message is not None and message.only_for not in {"", user}:
            raise ClientError("nobody else sees this message")
        if action["type"] == EXECUTE:
            pressed = {"type": EXECUTE, "verb": action.get("verb"), "title": action["title"], "data": data}
            value = {"action": pressed, "trigger": "manual"}
            return await self.invoke(user, "adaptiveCard/action", value, on=message)
        if action["data"].get("msteams", {}).get("type") != "task/fetch":
            raise ClientError("a press on this button would send a message")
        return await self.invoke(user, "task/fetch", {"data": {**data, "type": "task/fetch"}}, on=message)


def card_of(on: Posted | Window) -> Json:
    card = on.card if isinstance(on, Window) else on.activity["attachments"][0]["content"]
    return dict(card)


def actions_of(card: Json) -> list[Json]:
    """All buttons, in reading order; those of the card itself come last."""
    shown = [card["body"], card.get("actions", [])]
    return [each for each in walk(shown) if str(each["type"]).startswith("Action.")]


def own_data(action: Json) -> Json:
    return dict((action.get("data") or {}).get("voxloop") or {})


def is_of_window(action: Json) -> bool:
    """Whether a button belongs to the form as a whole, like the buttons of a window's frame."""
    return own_data(action).get("act") in {"submit", "close"}


def inputs_of(card: Json) -> list[Json]:
    return [each for each in walk(card["body"]) if str(each["type"]).startswith("Input.")]


def filled(card: Json, values: Mapping[str, str]) -> Json:
    """What a client would send: it keeps what was there, and refuses what is missing or does not fit."""
    sent: Json = {}
    for each in inputs_of(card):
        value = values.get(each["id"], each.get("value"))
        if each.get("isRequired") and not value:
            raise ClientError(f"{each['id']} has to be filled in")
        if each["type"] == "Input.ChoiceSet" and value and value not in {one["value"] for one in each["choices"]}:
            raise ClientError(f"{value} cannot be chosen")
        if each["type"] == "Input.Text" and len(value or "") > each["maxLength"]:
            raise ClientError(f"{each['id']} does not take that much")
        if value:
            sent[each["id"]] = value
    if strange := set(values) - {each["id"] for each in inputs_of(card)}:
        raise ClientError(f"there is nothing like {strange}")
    return sent


def opened(task: Json) -> Window | None:
    """The dialog that an answer opens; `None` when it closes it."""
    if not task:
        return None
    value = task["task"]["value"]
    card = value["card"]["content"]
    check_card(card, is_dialog=True)
    return Window(title=value["title"], card=card)


def readable(card: Json) -> str:
    """All that can be read in a card, buttons aside."""
    return "\n".join(line for line in map(_line, walk(card["body"])) if line)


def _line(element: Json) -> str:
    match element:
        case {"type": "TextBlock", "text": text}:
            return str(text)
        case {"type": "RichTextBlock", "inlines": runs}:
            return "".join(run["text"] for run in runs)
        case {"type": "Input.ChoiceSet", "label": label, "choices": choices}:
            return "\n".join([str(label), *(str(each["title"]) for each in choices)])
        case {"type": "Chart.HorizontalBar", "title": title, "data": bars}:
            return "\n".join([str(title), *(f"{bar['x']} {bar['y']}" for bar in bars)])
        case {"type": "Chart.Line", "title": title, "data": lines}:
            return "\n".join([str(title), *(str(line["legend"]) for line in lines)])
        case {"type": str(kind), "label": label} if kind.startswith("Input."):
            return "\n".join(filter(None, (str(label), str(element.get("value", "")))))
        case _:
            return ""
