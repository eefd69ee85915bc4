"""Stories on Teams: acts go to a running Voxloop as the signed activities that the connector sends, over real HTTP."""

import asyncio
from collections.abc import Mapping, Sequence

import aiohttp

from tests.fakes.teams import FakeTeams
from tests.fakes.teams_cards import CARD, Json, check_card
from tests.fakes.teams_client import (
    OPEN_URL,
    Reply,
    TeamsClient,
    Window,
    actions_of,
    card_of,
    filled,
    inputs_of,
    is_of_window,
    opened,
    own_data,
    readable,
)
from tests.fakes.teams_world import Posted, Tenant
from tests.scenarios.driver import Seen, is_labelled

PATIENCE_SECONDS = 2.0
"""How long to wait for what an act brings, before taking it that it brings nothing."""

TOAST = "application/vnd.microsoft.activity.message"


class TeamsDriver:
    """One tenant of the local far end, in front of a Voxloop that listens at `base_url`.

    What answers something typed is a reply to it. A reply in the personal chat is what the core calls a whisper, so it
    is given back by the act and is not part of the inbox. Commands in channels are private requests (`asks_alone`), or
    name the bot for everybody to read. `session` is the caller's.
    """

    platform = "teams"

    def __init__(
        self,
        *,
        base_url: str,
        fake: FakeTeams,
        tenant: Tenant,
        session: aiohttp.ClientSession,
        channel: str = "",
        patience_seconds: float = PATIENCE_SECONDS,
        asks_alone: bool = True,
    ) -> None:
        self.client = TeamsClient(fake=fake, session=session, base_url=base_url.rstrip("/"), tenant=tenant)
        self.channel = channel
        self._fake = fake
        self._tenant = tenant
        self._patience = patience_seconds
        self._asks_alone = asks_alone
        self._comments = 0

    async def inbox(self, account: str) -> Sequence[Seen]:
        mine = (each for each in self._standing(f"a:{account}") if not each.reply_to)
        return [_message(each) for each in mine]

    async def press(self, account: str, seen: Seen, label: str) -> Seen:
        on = seen.handle
        assert isinstance(on, Posted | Window), "only messages and forms have buttons"
        return await self._pressed(account, on, _find(on, label), {})

    async def submit(self, account: str, form: Seen, values: Mapping[str, str]) -> Seen:
        window = form.handle
        assert isinstance(window, Window), "only an open form can be sent"
        action = next(each for each in actions_of(window.card) if own_data(each).get("act") == "submit")
        return await self._pressed(account, window, action, filled(window.card, values))

    async def command(self, account: str, text: str) -> Seen:
        self._forget_news()
        reply = await self.client.type(account, f"/voice {text}")
        return await self._said(account, reply)

    async def home(self, account: str) -> Seen:
        self._forget_news()
        reply = await self.client.type(account, "home")
        return await self._said(account, reply, is_home=True)

    async def make_channel(self, name: str, *, shared_outside: bool = False) -> str:
        team = next(iter(self._tenant.teams.values()))
        channel = f"19:{name}@thread.tacv2"
        kind = "shared" if shared_outside else "standard"
        team.channels[channel] = {"id": channel, "name": name, "type": kind}
        return channel

    async def channel_messages(self, channel: str) -> Sequence[Seen]:
        return [_message(each) for each in self._standing(channel) if not each.only_for]

    async def press_in(self, account: str, channel: str, seen: Seen, label: str) -> Seen:
        return await self.press(account, seen, label)

    async def command_in(self, account: str, channel: str, text: str) -> Seen:
        self._forget_news()
        ask = self.client.ask_alone if self._asks_alone else self.client.mention
        return await self._said(account, await ask(account, channel, text), channel=channel)

    def seen_in(self, account: str, channel: str) -> Sequence[Seen]:
        """All that one person finds in a channel, with what they alone see."""
        return [_message(each) for each in self._tenant.seen_in(channel, account)]

    async def react(self, account: str, channel: str, seen: Seen, emoji: str, *, added: bool = True) -> None:
        assert isinstance(seen.handle, Posted)
        given = {"added": (emoji,)} if added else {"removed": (emoji,)}
        reply = await self.client.react(account, seen.handle, **given)
        assert reply.status == 200, f"Voxloop answered {reply.status}"

    async def comment(self, account: str, channel: str, seen: Seen, text: str) -> str:
        self._comments += 1
        comment = f"18{self._comments:011}"
        await self._comment(account, seen, comment, text, "message")
        return comment

    async def edit_comment(self, account: str, channel: str, seen: Seen, comment: str, text: str) -> None:
        await self._comment(account, seen, comment, text, "messageUpdate")

    async def delete_comment(self, account: str, channel: str, seen: Seen, comment: str) -> None:
        await self._comment(account, seen, comment, None, "messageDelete")

    async def share(self, account: str, text: str) -> Seen:
        return _window(_fetched(await self.client.share(account, text)))

    async def _comment(self, account: str, seen: Seen, comment: str, text: str | None, kind: str) -> None:
        assert isinstance(seen.handle, Posted)
        reply = await self.client.comment(account, seen.handle, comment, text, kind=kind)
        assert reply.status == 200, f"Voxloop answered {reply.status}"

    async def _pressed(self, account: str, on: Posted | Window, action: Json, values: Json) -> Seen:
        self._forget_news()
        versions = on.versions if isinstance(on, Posted) else 0
        reply = await self.client.press(account, on, action, values=values)
        if reply.body.get("statusCode"):
            return await self._card_answer(reply, on, versions)
        if "value" in reply.body.get("task", {}) and reply.body["task"]["type"] == "message":
            return await self._after_dialog(on, versions, reply.body["task"]["value"])
        window = _fetched(reply)
        if window is None:
            return await self._news() or Seen(kind="nothing")
        self._complain()
        return _window(window)

    async def _card_answer(self, reply: Reply, on: Posted | Window, versions: int) -> Seen:
        """What answered an Action.Execute: a notice above the card, or another card in its place."""
        assert reply.status == 200, f"Voxloop answered {reply.status}"
        message = on if isinstance(on, Posted) else on.on
        if reply.body["type"] == TOAST:
            return await self._after_dialog(on, versions, reply.body["value"])
        assert reply.body["type"] == CARD, "neither a card nor a notice"
        card = reply.body["value"]
        check_card(card, is_dialog=False)
        if await self._was_exchanged(on, versions):
            assert isinstance(on, Posted)
            return _message(on)
        return _window(Window(title="", card=card, on=message))

    async def _after_dialog(self, on: Posted | Window, versions: int, text: str) -> Seen:
        if text != "✓":
            return Seen(kind="whisper", text=text)
        if isinstance(on, Posted) and await self._was_exchanged(on, versions):
            return _message(on)
        return await self._news() or Seen(kind="nothing")

    async def _was_exchanged(self, on: Posted | Window, versions: int) -> bool:
        """Whether the pressed message is exchanged, now or in a moment."""
        if isinstance(on, Posted):
            for _ in range(10):
                if on.versions > versions:
                    return True
                await asyncio.sleep(0.01)
        return False

    async def _said(self, account: str, reply: Reply, *, channel: str = "", is_home: bool = False) -> Seen:
        """What answers something typed; where that is a button for a window, the person presses it.

        A private request in a `channel` that is answered in the personal chat is told so in the channel.
        """
        assert reply.status == 200, f"Voxloop answered {reply.status}"
        posted = await self._newest()
        if channel and self._asks_alone and posted is not None and not posted.only_for:
            hint = await self._newest()
            assert hint is not None
            assert hint.only_for == account, "nobody told the person where the answer is"
        self._complain()
        if posted is None:
            return Seen(kind="nothing")
        opener = next((each for each in actions_of(card_of(posted)) if own_data(each).get("act") == "command"), None)
        if opener is not None:
            return await self._pressed(account, posted, opener, {})
        is_whisper = bool(posted.reply_to or posted.only_for or (channel and posted.conversation == f"a:{account}"))
        return _message(posted, is_whisper=is_whisper and not is_home)

    async def _news(self) -> Seen | None:
        posted = await self._newest()
        self._complain()
        return None if posted is None else _message(posted)

    async def _newest(self) -> Posted | None:
        try:
            return await asyncio.wait_for(self._tenant.news.get(), self._patience)
        except TimeoutError:
            return None

    def _forget_news(self) -> None:
        while not self._tenant.news.empty():
            self._tenant.news.get_nowait()

    def _complain(self) -> None:
        assert not self._fake.complaints, f"Teams refused what was shown: {self._fake.complaints}"

    def _standing(self, conversation: str) -> list[Posted]:
        here = (each for each in self._tenant.messages if each.conversation.partition(";")[0] == conversation)
        return [each for each in here if not each.is_deleted]


def _fetched(reply: Reply) -> Window | None:
    assert reply.status == 200, f"Voxloop answered {reply.status}"
    return opened(reply.body)


def _find(on: Posted | Window, label: str) -> Json:
    return next(each for each in actions_of(card_of(on)) if is_labelled(each["title"], label))


def _message(posted: Posted, *, is_whisper: bool = False) -> Seen:
    card = card_of(posted)
    kind = "whisper" if is_whisper else "message"
    return Seen(kind=kind, text=readable(card), buttons=_buttons(card), handle=posted)  # type: ignore[arg-type] # one of the two


def _window(window: Window | None) -> Seen:
    assert window is not None, "no window opened"
    fields = tuple(each["id"] for each in inputs_of(window.card))
    text = "\n".join(filter(None, (window.title, readable(window.card))))
    return Seen(kind="form", text=text, buttons=_buttons(window.card), fields=fields, handle=window)


def _buttons(card: Json) -> tuple[str, ...]:
    shown = (each for each in actions_of(card) if each["type"] == OPEN_URL or not is_of_window(each))
    return tuple(each["title"] for each in shown)
