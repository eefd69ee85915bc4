"""Stories on Slack: acts go to a running Voxloop as the signed requests that Slack sends, over real HTTP."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_blocks import Json
from tests.fakes.slack_client import Done, SlackClient, escape, readable, unescape
from tests.fakes.slack_world import BOT, Posted, View
from tests.scenarios.driver import Seen, is_labelled

PATIENCE_SECONDS = 2.0
"""How long to wait for what an act brings, before taking it that it brings nothing."""


class SlackDriver:
    """One workspace of the local far end, in front of a Voxloop that listens at `base_url`.

    `session` is the caller's, to be closed after the driver was used.
    """

    platform = "slack"
    channel = "C0VOICE"

    def __init__(
        self,
        *,
        base_url: str,
        signing_secret: str,
        fake: FakeSlack,
        team: str,
        session: aiohttp.ClientSession,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._client = SlackClient(
            fake=fake, session=session, base_url=base_url.rstrip("/"), signing_secret=signing_secret, team=team
        )
        self._team = fake.teams[team]
        self._patience = patience_seconds
        fake.add_channel(team, self.channel, "customer-voice")

    async def inbox(self, account: str) -> Sequence[Seen]:
        channel = self._team.channels.get(account, f"D{account}")
        mine = [each for each in self._team.messages if each.channel == channel and not each.is_ephemeral]
        return [_message(each) for each in mine]

    async def press(self, account: str, seen: Seen, label: str) -> Seen:
        on = seen.handle
        assert isinstance(on, Posted | View | dict), "only messages, forms and the Home tab have buttons"
        if isinstance(on, dict):
            self._forget_home(account)
        label = next((each for each in seen.buttons if is_labelled(each, label)), label)
        done = await self._client.press(account, on, label)
        return await self._outcome(done, home=account if isinstance(on, dict) else "")

    async def submit(self, account: str, form: Seen, values: Mapping[str, str]) -> Seen:
        assert isinstance(form.handle, View), "only an open form can be sent"
        done = await self._client.submit(account, form.handle, values)
        if not form.handle.is_open:
            return Seen(kind="nothing")
        return await self._outcome(done)

    async def command(self, account: str, text: str) -> Seen:
        return await self._outcome(await self._client.command(account, text, channel=f"D{account}"))

    async def home(self, account: str) -> Seen:
        self._forget_home(account)
        reply = await self._client.event({"type": "app_home_opened", "user": account, "tab": "home"})
        assert reply.status == 200, f"Voxloop answered {reply.status}"
        view = await asyncio.wait_for(self._team.published[account].get(), self._patience)
        return _home(view)

    async def make_channel(self, name: str, *, shared_outside: bool = False) -> str:
        channel = f"C0{name.upper()}"
        self._client.fake.add_channel(self._team.id, channel, name, is_ext_shared=shared_outside)
        return channel

    async def channel_messages(self, channel: str) -> Sequence[Seen]:
        ours = (each for each in self._team.messages if each.user == BOT and not each.is_ephemeral)
        return [_message(each) for each in ours if each.channel == channel]

    async def press_in(self, account: str, channel: str, seen: Seen, label: str) -> Seen:
        self._standing(seen, channel)
        return await self.press(account, seen, label)

    async def command_in(self, account: str, channel: str, text: str) -> Seen:
        return await self._outcome(await self._client.command(account, text, channel=channel))

    async def react(self, account: str, channel: str, seen: Seen, emoji: str, *, added: bool = True) -> None:
        on = self._standing(seen, channel)
        reply = await self._client.react(account, on, emoji, added=added)
        assert reply is None or reply.status == 200, f"Voxloop answered {reply.status}"

    async def comment(self, account: str, channel: str, seen: Seen, text: str) -> str:
        written = await self._client.write(account, channel, text, below=self._standing(seen, channel))
        return written.ts

    async def edit_comment(self, account: str, channel: str, seen: Seen, comment: str, text: str) -> None:
        await self._client.rewrite(self._written(account, comment, self._standing(seen, channel)), text)

    async def delete_comment(self, account: str, channel: str, seen: Seen, comment: str) -> None:
        await self._client.unwrite(self._written(account, comment, self._standing(seen, channel)))

    async def share(self, account: str, text: str) -> Seen:
        stamp = self._client.fake.stamp()
        shared = Posted(channel=self.channel, ts=stamp, text=escape(text), blocks=[], user="U0SOMEBODY")
        return await self._outcome(await self._client.choose(account, "share_voice", shared))

    def _standing(self, seen: Seen, channel: str) -> Posted:
        assert isinstance(seen.handle, Posted), "only messages stand in channels"
        assert seen.handle.channel == channel, "the message stands elsewhere"
        return seen.handle

    def _written(self, account: str, comment: str, below: Posted) -> Posted:
        mine = (each for each in self._team.messages if each.user == account and each.thread_ts == below.ts)
        return next(each for each in mine if each.ts == comment)

    async def _outcome(self, done: Done, *, home: str = "") -> Seen:
        assert done.reply.status == 200, f"Voxloop answered {done.reply.status}"
        waiting = [asyncio.ensure_future(done.act.happenings.get())]
        if home:
            waiting.append(asyncio.ensure_future(self._republished(home)))
        finished, unfinished = await asyncio.wait(waiting, timeout=self._patience, return_when=asyncio.FIRST_COMPLETED)
        for task in unfinished:
            task.cancel()
        assert not self._client.fake.complaints, f"Slack refused what was shown: {self._client.fake.complaints}"
        return _seen(*finished.pop().result(), done) if finished else Seen(kind="nothing")

    async def _republished(self, account: str) -> tuple[str, Any]:
        return "home", await self._team.published[account].get()

    def _forget_home(self, account: str) -> None:
        while not self._team.published[account].empty():
            self._team.published[account].get_nowait()


def _seen(kind: str, what: Any, done: Done) -> Seen:  # noqa: ANN401 - a view, a message or the problems of a form
    match kind:
        case "view":
            return _form(what)
        case "errors":
            assert done.view is not None
            return _form(done.view, problems=tuple(what.values()))
        case "home":
            return _home(what)
        case "whisper":
            return Seen(kind="whisper", text=_text(what), buttons=_buttons(what.blocks), handle=what)
        case _:
            return _message(what)


def _message(posted: Posted) -> Seen:
    return Seen(kind="message", text=_text(posted), buttons=_buttons(posted.blocks), handle=posted)


def _home(view: Json) -> Seen:
    return Seen(kind="message", text=readable(view["blocks"]), buttons=_buttons(view["blocks"]), handle=view)


def _form(view: View, problems: tuple[str, ...] = ()) -> Seen:
    blocks = view.content["blocks"]
    fields = tuple(block["block_id"] for block in blocks if block["type"] == "input")
    title = unescape(view.content["title"]["text"])
    text = "\n".join((title, *problems, readable(blocks)))
    return Seen(kind="form", text=text, buttons=_buttons(blocks), fields=fields, handle=view)


def _text(posted: Posted) -> str:
    return readable(posted.blocks) or unescape(posted.text)


def _buttons(blocks: list[Json]) -> tuple[str, ...]:
    elements = [each for block in blocks for each in block.get("elements", ())]
    return tuple(unescape(each["text"]["text"]) for each in elements if each.get("type") == "button")
