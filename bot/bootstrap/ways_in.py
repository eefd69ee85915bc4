"""The webhook for customer voice, put together: what it is handed, and what to mount."""

from collections.abc import Iterator

from adapters.http.server import Mount
from adapters.intake.webhook import Webhook
from bot.bootstrap.intake_desk import CoreIntakeDesk
from bot.clock.clock import Clock
from bot.station.intake.hear import Ear
from storage.database import Database
from storage.key_directory import KeyDirectory


def ways_in(database: Database, keys: KeyDirectory, clock: Clock, ear: Ear | None) -> Iterator[Mount]:
    """The webhook, where this installation can listen to what it brings."""
    if ear is None:
        return
    desk = CoreIntakeDesk(transactions=database, keys=keys, clock=clock, ear=ear)
    webhook = Webhook(desk=desk, clock=clock)

    async def stop() -> None:
        await webhook.stop()
        await desk.stop()

    yield Mount(routes=webhook.routes(), stop=stop)
