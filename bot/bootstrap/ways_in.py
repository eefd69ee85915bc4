"""The ways in and out that are no chat: the webhook, clips that are listened to, and digests as pages."""

from collections.abc import Iterator

from adapters.audio.routes import clip_routes
from adapters.http.server import Mount
from adapters.intake.webhook import Webhook
from adapters.web.digest_page import digest_routes
from adapters.web.paper import can_make_paper, make_paper
from bot.bootstrap.digests import page_behind
from bot.bootstrap.intake_desk import CoreIntakeDesk
from bot.chat.blocks import Message
from bot.chat.words import Words
from bot.clock.clock import Clock
from bot.digest.desk import DigestDesk
from bot.station.desk import StationDesk
from bot.station.posting.listen import clip_of
from storage.database import Database


def ways_in(database: Database, clock: Clock, desk: StationDesk, digest: DigestDesk) -> Iterator[Mount]:
    """What to mount: the webhook only where this installation can listen to what it brings."""

    async def clip(link: str) -> tuple[str, bytes] | None:
        return await database.read(lambda tx: clip_of(tx, desk.clip_links, link, clock.now()))

    async def page(link: str) -> tuple[Message, Words] | None:
        return await database.read(lambda tx: page_behind(tx, digest, link, clock.now()))

    yield Mount(routes=clip_routes(clip))
    yield Mount(routes=digest_routes(page, make_paper if can_make_paper() else None))
    if desk.ear is not None:
        intake = CoreIntakeDesk(transactions=database, keys=desk.keys, clock=clock, ear=desk.ear)
        webhook = Webhook(desk=intake, clock=clock)

        async def stop() -> None:
            await webhook.stop()
            await intake.stop()

        yield Mount(routes=webhook.routes(), stop=stop)
