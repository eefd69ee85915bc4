"""Where commands are taken: all that carrying one out may need, the same for everybody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.admin.store import AdminWork
from bot.chat.ids import Platform, WorkspaceRef
from bot.chat.platform import Pacing
from bot.chat.records import OneTimeTokens
from bot.clock.clock import Clock
from bot.digest.compose import DigestRules
from bot.digest.desk import DigestDesk
from bot.people.model import Defaults
from bot.pulse.model import PulseRules
from bot.station.desk import StationDesk
from bot.transactions import Transactions


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandDesk:
    """What is true for every command.

    `configured` are the rules before admins changed them. `platforms` stand in the order of preference. `web` is the
    workspace of the page for people without a chat seat, `None` when it is switched off. `wake` is called after
    something was planned. `pacing` says how fast each platform takes messages, for forecasts; a platform that is not
    there gets a forecast without minutes. `station` is where acts upon customer voice are taken.
    `names` says what people call each platform that is switched on.
    """

    transactions: Transactions[AdminWork]
    tokens: OneTimeTokens
    clock: Clock
    public_url: str
    organisation: str
    configured: PulseRules
    defaults: Defaults
    platforms: Sequence[Platform]
    web: WorkspaceRef | None
    wake: Callable[[], None]
    station: StationDesk
    names: Mapping[Platform, str] = field(default_factory=dict)
    pacing: Mapping[Platform, Pacing] = field(default_factory=dict)
    digest_rules: DigestRules = field(default_factory=DigestRules)

    @property
    def digest(self) -> DigestDesk:
        """Where acts upon digests are taken."""
        return DigestDesk(
            public_url=self.public_url.rstrip("/"),
            rules=self.digest_rules,
            keys=self.station.keys,
            order=self.platforms,
        )
