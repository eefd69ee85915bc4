"""What the search for links is fed with: published figures of sites, and their customers' figures block by block."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from importlib.util import find_spec

from bot.clock.weeks import WEEKS_IN_BLOCK, Block, Week
from bot.digest.customer_week import CSAT, NEGATIVE, NPS, PROMISES, figures_of
from bot.digest.link import Series, has_enough, links
from bot.digest.model import CustomerFigures, LinkClaim
from bot.digest.noise import middle
from bot.digest.store import DigestWork, Heard
from bot.insight.model import Mood
from bot.people.units import site_path
from bot.privacy.release.model import Family

BLOCKS = 26
"""Two years are looked back upon."""

KEPT = 2

FEWEST = 10
"""Fewer customers of a site in a block give no figure."""

FRICTIONS = "frictions"


Claims = tuple[tuple[LinkClaim, ...], bool]
"""What can be claimed, and whether there is enough to claim anything from."""


@dataclass(frozen=True, slots=True)
class Links:
    """The claims as they stand after each block: worked out when first asked for, and kept for the newest two.

    What is kept is told only as long as the ledger shows the very figures that it was worked out from: not of other
    sites, not before more came out, and not after one was withdrawn.
    """

    _kept: dict[Block, tuple[Series, Claims]] = field(default_factory=dict)

    def by(self, tx: DigestWork, week: Week, sites: Sequence[str]) -> Claims:
        """What can be claimed of some sites by the end of a week; takes seconds after years if it is not kept.

        Without the extra `statistics` nothing is claimed.
        """
        last = week.block if week == week.block.last_week else Block(week.block.ordinal - 1)
        shown = _employee(tx, last, sites)
        kept = self._kept.get(last)
        if kept is not None and kept[0] == shown:
            return kept[1]
        claims = _claims(tx, shown)
        self._kept[last] = (shown, claims)
        for old in sorted(self._kept)[:-KEPT]:
            self._kept.pop(old, None)
        return claims


def _claims(tx: DigestWork, shown: Series) -> Claims:
    employee, customer = {"site": shown}, _customer(tx, shown)
    if not has_enough(employee, customer):
        return (), False
    if find_spec("scipy") is None:
        return (), True
    return links(employee, customer, weeks_in_period=WEEKS_IN_BLOCK), True


def _employee(tx: DigestWork, last: Block, sites: Sequence[str]) -> Series:
    since = Block(last.ordinal - BLOCKS)
    found: dict[str, dict[int, float]] = {}
    for cell in tx.ledger.cells_of(sites, families=(Family.SITE,), since=since.first_week):
        block, value = cell.key.period.last.block, middle(cell)
        if value is not None and since < block <= last:
            found.setdefault(cell.key.unit, {})[block.ordinal] = value
    return found


def _customer(tx: DigestWork, sites: Series) -> dict[str, Series]:
    """Each measure by site and block, read one block after the other."""
    found: dict[str, dict[str, dict[int, float]]] = {}
    blocks = {block for periods in sites.values() for block in periods}
    for ordinal in sorted(blocks):
        block = Block(ordinal)
        heard = tx.customers.between(_start(block), _start(block.next()))
        for site, told in _by_site(heard, sites).items():
            for measure, value in _measures(figures_of(block.last_week, site, told, ())).items():
                found.setdefault(measure, {}).setdefault(site, {})[ordinal] = value
    return dict(found)


def _start(block: Block) -> datetime:
    return datetime.combine(block.starts_on, time(0), tzinfo=UTC)


def _by_site(heard: Sequence[Heard], sites: Series) -> Mapping[str, list[Heard]]:
    found: dict[str, list[Heard]] = {}
    for each in heard:
        for site in site_path(each.site) if each.site else ():
            if site in sites:
                found.setdefault(site, []).append(each)
    return found


def _measures(figures: CustomerFigures) -> dict[str, float]:
    """The figures of a site in a block, each where enough customers stand behind it."""
    told = {
        NPS: (figures.nps.value, figures.nps.count) if figures.nps else (0.0, 0),
        CSAT: (figures.csat.value, figures.csat.count) if figures.csat else (0.0, 0),
        NEGATIVE: (figures.moods.get(Mood.NEGATIVE, 0) / max(1, figures.scored), figures.scored),
        PROMISES: (figures.promises_kept / max(1, figures.promises), figures.promises),
        FRICTIONS: (figures.with_friction / max(1, figures.total), figures.total),
    }
    return {measure: value for measure, (value, count) in told.items() if count >= FEWEST}
