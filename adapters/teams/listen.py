"""Does what an activity means: it goes to the core, and is answered only when what it changed is durable."""

import asyncio
import logging
from functools import lru_cache
from typing import Final, assert_never, get_args

from adapters.http.background import Background
from adapters.teams.background import logged
from adapters.teams.body import Body
from adapters.teams.install import Installer
from adapters.teams.limits import Json
from adapters.teams.origins import Invoke, Notice, Origin, workspace_of
from adapters.teams.parsed import Arrived, Closed, Departed, Heard, Ignored, Joined, MalformedError, Outdated, Parsed
from adapters.teams.perform import Performer, Plan, closed_plan, plan_effect, plan_notice
from adapters.teams.turn import Answer, Turns
from bot.chat.effects import Effect, Nothing
from bot.chat.errors import BusyError, UnavailableError
from bot.chat.events import EventHandler
from bot.chat.words import Words, phrase, words_for

log = logging.getLogger(__name__)

ACT_SECONDS: Final = 4.0
"""Teams waits five seconds for the answer to an invoke."""

OUTDATED = phrase("This button is from an earlier version of Voxloop. Type help to see what you can do now.")
SLOW = phrase("This takes longer than usual. It goes on without you; look again in a minute.")


class Listener:
    """Answers every activity that was verified."""

    def __init__(
        self,
        *,
        handle: EventHandler,
        installer: Installer,
        performer: Performer,
        background: Background,
        language: str,
        act_seconds: float = ACT_SECONDS,
    ) -> None:
        self._handle = handle
        self._installer = installer
        self._performer = performer
        self._background = background
        self._language = language
        self._act_seconds = act_seconds
        self._turns = Turns(self._take)

    async def answer(self, body: Body) -> Answer:
        """Answers one activity. Never raises: whoever called would log the request with the traceback."""
        try:
            return await self._turns.process(body)
        except (MalformedError, RecursionError):
            log.warning("teams.malformed")
            return Answer(status=400)
        except (BusyError, UnavailableError) as error:
            log.warning("teams.not_kept", extra={"error": type(error).__name__})
            return Answer(status=503)
        except Exception as error:  # noqa: BLE001 - the traceback could carry what a person wrote
            log.error("teams.failed", extra={"error": type(error).__name__})  # noqa: TRY400 - as above
            return Answer(status=500)

    async def _take(self, parsed: Parsed, service_url: str) -> Json | None:
        match parsed:
            case Heard():
                return await self._heard(parsed, service_url)
            case Outdated(origin=origin):
                words = self._words(origin)
                return self._begin(plan_notice(words.say(OUTDATED), origin))
            case Closed():
                return closed_plan().body
            case Arrived():
                await self._installer.arrived(parsed, service_url)
            case Joined():
                await self._installer.joined(parsed, service_url)
            case Departed():
                await self._installer.departed(parsed)
            case Ignored(kind=kind):
                log.info("teams.ignored", extra={"kind": kind})
            case _:
                assert_never(parsed)
        return None

    async def _heard(self, heard: Heard, service_url: str) -> Json | None:
        origin = heard.origin
        await self._installer.welcome(workspace_of(origin), service_url, heard.events[-1].event_id)
        if not isinstance(origin, get_args(Invoke)):
            return self._begin(plan_effect(await self._effect_of(heard), origin, self._words(origin)))
        return await self._acted(heard)

    async def _effect_of(self, heard: Heard) -> Effect:
        """What the core says to the last of the events; several come only where nobody waits for an answer."""
        effect: Effect = Nothing()
        for event in heard.events:
            effect = await self._handle(event)
        return effect

    async def _acted(self, heard: Heard) -> Json | None:
        origin, words = heard.origin, self._words(heard.origin)
        work = asyncio.ensure_future(self._effect_of(heard))
        await asyncio.wait({work}, timeout=self._act_seconds)
        if work.done():
            return self._begin(plan_effect(work.result(), origin, words))
        log.warning("teams.slow", extra={"event": type(heard.events[-1]).__name__})
        self._background.start(self._finish(work, origin, words))
        return self._begin(plan_notice(words.say(SLOW), origin))

    async def _finish(self, work: asyncio.Future[Effect], origin: Origin, words: Words) -> None:
        """What would have stood in the answer is seen when the person looks again; messages still go out."""
        try:
            self._begin(plan_effect(await work, origin, words))
        except Exception as error:  # noqa: BLE001 - the traceback could carry what a person wrote
            log.error("teams.failed_late", extra={"error": type(error).__name__})  # noqa: TRY400 - as above

    def _begin(self, plan: Plan) -> Json | None:
        if plan.call is not None:
            self._background.start(logged(self._performer.carry_out(plan.call)))
        return plan.body

    def _words(self, origin: Origin) -> Words:
        """The words of the person's own Teams, for the few that are the adapter's own."""
        locale = "" if isinstance(origin, Notice) else origin.seat.locale
        return _words(locale or self._language)


@lru_cache(maxsize=64)
def _words(locale: str) -> Words:
    """Remembered: reading a locale's name takes longer than all else of an answer that the adapter does."""
    return words_for(locale)
