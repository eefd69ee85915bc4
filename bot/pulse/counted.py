"""Who counts towards k: people who have been here for a block, so that nobody can be hemmed in by new accounts."""

from collections.abc import Collection

from bot.clock.weeks import Block
from bot.people.model import PersonId
from bot.privacy.release.ledger import LedgerReader
from bot.privacy.windows import Window
from bot.pulse.store import PulseWork


def counted_people(tx: PulseWork, block: Block, people: Collection[PersonId]) -> Collection[PersonId]:
    """Those of `people` who count towards k in a block: they were on the roster of the block before.

    All count in the first block of an organisation, so that results begin with it. Where nobody was asked in the block
    before, those count who were known when it began.
    """
    before = Block(block.ordinal - 1)
    if tx.pulse.has_roster(before):
        return tx.pulse.roster_entries(before, people).keys()
    if not _has_past(tx.ledger, block):
        return people
    return {each.id for each in tx.people.many(people).values() if each.joined_on <= before.starts_on}


def _has_past(ledger: LedgerReader, block: Block) -> bool:
    """Whether anything was published of earlier blocks."""
    return any(Window.parse(each.window).last < block.first_week for each in ledger.releases())
