"""The ways in and out for customer voice that are no chat: the webhook, and clips that are listened to."""

from collections.abc import Iterator

from adapters.audio.routes import clip_routes
from adapters.http.server import Mount
from adapters.intake.webhook import Webhook
from bot.bootstrap.intake_desk import CoreIntakeDesk
from bot.clock.clock import Clock
from bot.station.desk import StationDesk
from bot.station.posting.listen import clip_of
from storage.database import Database


def ways_in(database: Database, clock: Clock, desk: StationDesk) -> Iterator[Mount]:
    """What to mount: the webhook only where this installation can listen to what it brings."""

    async def clip(link: str) -> tuple[str, bytes] | None:
        return await database.read(lambda tx: clip_of(tx, desk.clip_links, link, clock.now()))

    yield Mount(routes=clip_routes(clip))
    if desk.ear is not None:
        intake = CoreIntakeDesk(transactions=database, keys=desk.keys, clock=clock, ear=desk.ear)
        webhook = Webhook(desk=intake, clock=clock)

        async def stop() -> None:
            await webhook.stop()
            await intake.stop()

        yield Mount(routes=webhook.routes(), stop=stop)
