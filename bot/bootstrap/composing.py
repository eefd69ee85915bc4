"""Which room composes which delivery: those of the station and of the digest their own, the pulse the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.blocks import Message
from bot.digest.compose import PREFIX as DIGEST_PREFIX
from bot.digest.compose import DigestRules
from bot.digest.compose import compose as compose_digests
from bot.outbox.model import Delivery, Skip
from bot.pulse.compose import compose as compose_pulse
from bot.pulse.model import PulseRules
from bot.pulse.rules import current_rules
from bot.station.posting.compose import compose as compose_station
from bot.station.posting.deliveries import PREFIX
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What composing goes by, room by room."""

    pulse: PulseRules
    digest: DigestRules
    organisation: str


def rules_of(tx: UnitOfWork, digest: DigestRules, organisation: str, configured: PulseRules) -> Rules:
    """The rules as they are now; `configured` are those of the pulse before admins changed them.

    Those of the `digest` are the same each time: they keep what takes long to work out.
    """
    return Rules(pulse=current_rules(configured, tx.organisation), digest=digest, organisation=organisation)


def compose(tx: UnitOfWork, deliveries: Sequence[Delivery], rules: Rules, now: datetime) -> Sequence[Message | Skip]:
    """The message for each delivery, in their order, or why it is not sent any more."""
    station = [each for each in deliveries if each.kind.startswith(PREFIX)]
    digests = [each for each in deliveries if each.kind.startswith(DIGEST_PREFIX)]
    pulse = [each for each in deliveries if not each.kind.startswith((PREFIX, DIGEST_PREFIX))]
    made = (
        *zip(station, compose_station(tx, station, rules.organisation, now), strict=True),
        *zip(digests, compose_digests(tx, digests, rules.digest, now), strict=True),
        *zip(pulse, compose_pulse(tx, pulse, rules.pulse, rules.organisation, now), strict=True),
    )
    composed = {delivery.id: message for delivery, message in made}
    return [composed[each.id] for each in deliveries]
