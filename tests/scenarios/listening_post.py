"""A station of the story's organisation: customer voice comes in by webhook, and is read in a channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import aiohttp

from bot.station.intake.sources import webhook_secret
from bot.station.model import Interaction, Posting, Source, SourceMode, StationId
from storage.unit_of_work import UnitOfWork
from tests.scenarios.driver import Seen
from tests.scenarios.web_driver import WebDriver
from tests.scenarios.world import World

CALLS = Source(key="calls", name="Calls", parser="json", mode=SourceMode.REVIEW)
REVIEWS = Source(key="reviews", name="Reviews", parser="json", mode=SourceMode.AUTOMATIC, is_consent_covered=True)

BOX = "The box never came, and nobody told me. I waited at home for three days and it was late again."
CALL: Mapping[str, Any] = {
    "kind": "call",
    "external_id": "call-1",
    "happened_at": "2026-11-23T07:30:00Z",
    "language": "en",
    "product": "Garden box",
    "consent": "given",
    "turns": [
        {"speaker": "agent", "text": "Good morning, how can I help you?", "starts_at_seconds": 0},
        {"speaker": "customer", "text": BOX, "starts_at_seconds": 4, "ends_at_seconds": 24},
        {"speaker": "agent", "text": "I am sorry to hear that.", "starts_at_seconds": 25},
    ],
}


@dataclass(frozen=True, kw_only=True)
class ListeningPost:
    """A station that takes everything, and the channel in which the story reads it."""

    world: World
    channel: str
    station_id: StationId

    async def send(self, source: Source, *records: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a source's webhook answers to records."""
        return await self._post(f"/intake/{source.key}", source, {"interactions": list(records)})

    async def withdraw(self, source: Source, external_id: str) -> Mapping[str, Any]:
        """What a source's webhook answers when a customer takes their words back."""
        return await self._post(f"/intake/{source.key}/withdraw", source, {"external_id": external_id})

    async def messages(self) -> Sequence[Seen]:
        return await self.world.chat.channel_messages(self.channel)

    async def latest(self) -> Seen:
        return (await self.messages())[-1]

    async def press(self, name: str, seen: Seen, label: str) -> Seen:
        """Presses a button of a message in the channel."""
        return await self.world.chat.press_in(self.world.accounts[name], self.channel, seen, label)

    async def say(self, name: str, command: str) -> Seen:
        """Gives a command in the channel."""
        return await self.world.chat.command_in(self.world.accounts[name], self.channel, command)

    async def interaction(self, source: Source, external_id: str) -> Interaction:
        found = await self.world.cellar.database.read(lambda tx: tx.interactions.find(source.key, external_id))
        assert found is not None
        return found

    async def postings(self, source: Source, external_id: str) -> Sequence[Posting]:
        """Where an interaction was or is to be read."""
        interaction = await self.interaction(source, external_id)
        return await self.world.cellar.database.read(
            lambda tx: tx.postings.of_snippets({each.id for each in tx.snippets.of_interaction(interaction.id)})
        )

    async def _post(self, path: str, source: Source, body: object) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bearer {webhook_secret(self.world.cellar.keys, source)}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(self.world.url + path, json=body) as response,
        ):
            assert response.status == 200, await response.text()
            return cast("Mapping[str, Any]", await response.json())


async def open_post(world: World) -> ListeningPost:
    """Dora makes a station that takes everything and lets it post in the story's channel, on Monday morning."""
    await world.until("2026-11-23T08:30")
    for source in (CALLS, REVIEWS):
        await world.cellar.database.write(partial(_keep, source=source))
    opened = await world.command("Dora", "station add Everything")
    await world.submit("Dora", opened)
    (station,) = await world.cellar.database.read(lambda tx: tx.stations.all())
    post = ListeningPost(world=world, channel=_channel(world, station.id), station_id=station.id)
    said = await post.say("Dora", "station post everything")
    assert "posts in" in said.text, said
    return post


def _keep(tx: UnitOfWork, *, source: Source) -> None:
    tx.sources.save(source)


def _channel(world: World, station_id: StationId) -> str:
    """The channel of the story's chat; on the page a station brings its own."""
    if isinstance(world.chat, WebDriver):
        world.chat.channel, world.chat.reader = station_id, world.accounts["Ana"]
    return world.chat.channel
