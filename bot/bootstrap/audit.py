"""Auditing an installation: its ledger is held against the release rule, and nothing is changed."""

from collections.abc import Sequence
from functools import partial

from bot.bootstrap.house import open_cellar
from bot.config import Settings
from bot.privacy.destroy_keys import WINDOW_KEYS
from bot.privacy.release.audit import Checked, Remains
from bot.privacy.release.audit import audit as hold_against_rule
from storage.unit_of_work import UnitOfWork


async def audit(settings: Settings) -> Sequence[Checked]:
    """Reads the ledger, and looks whether anything is left from which published windows could be formed again.

    Raises:
        CannotRunError: the database is not migrated, or the keys are not those of the database.
        UnavailableError: the database cannot be reached.
    """
    cellar = await open_cellar(settings)
    try:
        living = {name.removeprefix(WINDOW_KEYS) for name in cellar.keys.names(WINDOW_KEYS)}
        return await cellar.database.read(partial(_audit, living=living))
    finally:
        await cellar.database.close()


def _audit(tx: UnitOfWork, *, living: set[str]) -> Sequence[Checked]:
    return hold_against_rule(tx.ledger, Remains(windows=living | set(tx.accumulators.groups())))
