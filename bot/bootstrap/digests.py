"""How this installation makes digests, and plans them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.web.paper import can_make_paper
from bot.chat.blocks import Message
from bot.chat.ids import Platform
from bot.chat.platform import ChatPlatform
from bot.chat.words import Words, words_for
from bot.config import Settings
from bot.digest.compose import DigestRules
from bot.digest.desk import DigestDesk
from bot.digest.measure_outcome import keep_outcomes, measured
from bot.digest.page import digest_page
from bot.digest.plan_digests import due_digests, due_scoreboards
from bot.digest.read_digest import digest_of
from bot.digest.remind import plan_reminders
from bot.digest.scoreboard_places import fit_places
from bot.digest.store import DigestWork
from bot.privacy.signed_links import BadLinkError
from bot.work.jobs import Job
from storage.database import Database

log = logging.getLogger(__name__)

HOUR = 3600


@dataclass(frozen=True, slots=True)
class DigestChores:
    """What has to be done from time to time for digests. `platforms` stand by preference."""

    transactions: Database
    platforms: Mapping[Platform, ChatPlatform]
    zone: str

    def jobs(self) -> tuple[Job, ...]:
        """How often each is done."""
        return (
            Job(name="plan-digests", every_seconds=HOUR, run=self.plan),
            Job(name="remind", every_seconds=HOUR, run=self.remind),
            Job(name="measure-outcomes", every_seconds=6 * HOUR, run=self.measure),
        )

    @property
    def order(self) -> Sequence[Platform]:
        """The platforms by preference."""
        return tuple(self.platforms)

    async def plan(self, now: datetime) -> None:
        """Plans the digests that are due within hours, and the scoreboards of channels that may get one."""
        due = await self.transactions.read(lambda tx: due_digests(tx, now, self.order))
        boards = await self.transactions.read(lambda tx: due_scoreboards(tx, now, self.zone))
        fit = await fit_places(self.platforms, [each.place for each in boards])
        wanted = [*due, *(each for each in boards if each.place in fit)]
        planned = await self.transactions.write(lambda tx: tx.outbox.plan(wanted)) if wanted else 0
        if planned:
            log.info("digest.planned", extra={"count": planned})

    async def remind(self, now: datetime) -> None:
        """Plans the reminders of promises that are due within hours."""
        planned = await self.transactions.write(lambda tx: plan_reminders(tx, now, self.order))
        if planned:
            log.info("digest.reminders_planned", extra={"count": planned})

    async def measure(self, now: datetime) -> None:
        """Measures what came of promises; customers are read without keeping anybody waiting who answers."""
        outcomes = await self.transactions.read(lambda tx: measured(tx, now))
        if outcomes:
            kept = await self.transactions.write(lambda tx: keep_outcomes(tx, outcomes, now, self.order))
            log.info("digest.outcomes_measured", extra={"count": kept})


def digest_rules(settings: Settings) -> DigestRules:
    """How digests are made here."""
    weights = {part: float(weight) for part, weight in settings.index_weights}
    return DigestRules(weights=weights, locale=settings.language, has_pdf=can_make_paper())


def page_behind(tx: DigestWork, desk: DigestDesk, link: str, now: datetime) -> tuple[Message, Words] | None:
    """The page behind a link, in its reader's language; `None` where it may not (or no longer) be read."""
    try:
        person_id, week, unit = desk.page_links.read(link, now)
    except BadLinkError:
        return None
    person = tx.people.get(person_id)
    if person is None or not person.is_active:
        return None
    digest = digest_of(tx, person, str(week), unit, desk, now)
    words = words_for(person.locale)
    return None if digest is None else (digest_page(words, digest, person.first_name), words)
