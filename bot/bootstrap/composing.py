"""Which room composes which delivery: those of the station its own, the pulse the rest."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.blocks import Message
from bot.outbox.model import Delivery, Skip
from bot.pulse.compose import compose as compose_pulse
from bot.pulse.model import PulseRules
from bot.station.posting.compose import compose as compose_station
from bot.station.posting.deliveries import PREFIX
from storage.unit_of_work import UnitOfWork


def compose(
    tx: UnitOfWork, deliveries: Sequence[Delivery], rules: PulseRules, organisation: str, now: datetime
) -> Sequence[Message | Skip]:
    """The message for each delivery, in their order, or why it is not sent any more."""
    station = [each for each in deliveries if each.kind.startswith(PREFIX)]
    pulse = [each for each in deliveries if not each.kind.startswith(PREFIX)]
    composed = dict(zip((each.id for each in station), compose_station(tx, station, organisation, now), strict=True))
    composed |= zip((each.id for each in pulse), compose_pulse(tx, pulse, rules, organisation, now), strict=True)
    return [composed[each.id] for each in deliveries]
