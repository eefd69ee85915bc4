"""Exporting a digest as a file: the same that its reader gets, for those who print or keep it."""

from bot.bootstrap.digests import digest_rules
from bot.bootstrap.house import open_cellar
from bot.chat.blocks import Message
from bot.chat.words import Words, words_for
from bot.clock.weeks import Week
from bot.config import Settings
from bot.digest.compile_digest import Reading, reading_about, reading_about_company
from bot.digest.compose import DigestRules, Press
from bot.digest.page import digest_page
from bot.doctor import CannotRunError
from bot.people.model import COMPANY
from storage.unit_of_work import UnitOfWork

PDF = "pdf"


async def export_digest(settings: Settings, *, unit: str, week: Week, form: str) -> bytes:
    """The digest about a unit (its name, its path, or `company`), as a page or a PDF in the organisation's language.

    Raises:
        CannotRunError: no unit or several are called so, the extra `pdf` is missing, the database is not migrated, or
            the keys are not those of the database.
        UnavailableError: the database cannot be reached.
    """
    from adapters.web.digest_page import whole_page  # noqa: PLC0415 - draws in templates, which only a page needs
    from adapters.web.paper import can_make_paper, make_paper  # noqa: PLC0415 - as above

    if form == PDF and not can_make_paper():
        raise CannotRunError("A PDF needs the extra 'pdf'; install it with: pip install 'voxloop[pdf]'")
    words, rules = words_for(settings.language), digest_rules(settings)
    cellar = await open_cellar(settings)
    try:
        message = await cellar.database.read(lambda tx: _page(tx, rules, words, unit, week))
    finally:
        await cellar.database.close()
    return make_paper(message, words) if form == PDF else whole_page(message, words).encode()


def _page(tx: UnitOfWork, rules: DigestRules, words: Words, unit: str, week: Week) -> Message:
    return digest_page(words, Press(tx=tx, rules=rules).digest(_reading(tx, unit), week), "")


def _reading(tx: UnitOfWork, unit: str) -> Reading:
    teams = tx.people.teams()
    if unit.casefold() == COMPANY:
        return reading_about_company(teams)
    named = [each for each in teams.values() if unit.casefold() in {each.key.casefold(), each.name.casefold()}]
    if len(named) != 1:
        known = ", ".join(sorted(each.key for each in teams.values())) or "none"
        raise CannotRunError(f"{len(named)} units are called {unit!r}. Name one of these, or 'company': {known}")
    return reading_about(named[0], teams)
