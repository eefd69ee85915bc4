"""Answers what comes in: it goes to the core, and is answered only when what it changed is durable.

Both ways in, HTTP and Socket Mode, end in one listener that answers everything itself, before or without bolt's own
machinery. So no request waits for bolt's ten-millisecond poll for an acknowledgement, none asks Slack who we are, none
falls through to a 404 that Slack would retry, and nothing is acknowledged before it is kept.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import assert_never, cast, get_args

from adapters.http.background import Background
from adapters.slack.credentials import Credentials
from adapters.slack.limits import Json
from adapters.slack.origins import Act
from adapters.slack.parse import parse
from adapters.slack.parsed import Body, Challenge, Heard, Ignored, MalformedError, Outdated
from adapters.slack.perform import Performer, Plan, plan_effect, plan_late_effect, plan_wait
from bot.chat.blocks import Message, Paragraph
from bot.chat.effects import Effect, Nothing, Whisper
from bot.chat.errors import BusyError, SendError, UnavailableError
from bot.chat.events import DirectoryChanged, EventHandler, WorkspaceLeft
from bot.chat.words import phrase, words_for

log = logging.getLogger(__name__)

ACT_SECONDS = 2.5
"""Slack waits three seconds for the answer to an act: https://docs.slack.dev/interactivity/handling-user-interaction"""

OUTDATED = phrase("This button is from an earlier version of Voxloop. Type /voice to see what you can do now.")
NOT_HERE = phrase("Voxloop is not set up for this workspace. Please ask the people who run it.")
NOT_KEPT = phrase("That could not be saved just now. Please try again in a minute.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request is answered with: a status of HTTP and perhaps a body, to be sent as JSON."""

    status: int = 200
    body: Json | None = None


class Listener:
    """Answers every request."""

    def __init__(
        self,
        *,
        handle: EventHandler,
        performer: Performer,
        credentials: Credentials,
        background: Background,
        language: str,
    ) -> None:
        self._handle = handle
        self._performer = performer
        self._credentials = credentials
        self._background = background
        self._words = words_for(language)

    async def answer(self, body: Body) -> Answer:
        """Answers one request. Never raises: whoever called would log the request with the traceback."""
        try:
            return await self._answer(body)
        except MalformedError:
            log.warning("slack.malformed")
            return Answer(status=400)
        except (BusyError, UnavailableError) as error:
            log.warning("slack.not_kept", extra={"error": type(error).__name__})
            return Answer(status=503)
        except Exception as error:  # noqa: BLE001 - the traceback could carry what a person wrote
            log.error("slack.failed", extra={"error": type(error).__name__})  # noqa: TRY400 - as above
            return Answer(status=500)

    async def _answer(self, body: Body) -> Answer:
        parsed = parse(body)
        match parsed:
            case Heard():
                return self._response(await self._heard(parsed))
            case Outdated(origin=origin):
                return self._response(plan_effect(self._whisper(OUTDATED), origin))
            case Challenge(text=text):
                return Answer(body={"challenge": text})
            case Ignored(kind=kind):
                # In busy channels most of what Slack sends is nothing to us.
                log.log(logging.DEBUG if kind == "message" else logging.INFO, "slack.ignored", extra={"kind": kind})
                return Answer()
        assert_never(parsed)

    async def _heard(self, heard: Heard) -> Plan:
        if not isinstance(heard.origin, get_args(Act)):
            return await self._told(heard)
        return await self._acted(heard, cast("Act", heard.origin))

    async def _told(self, heard: Heard) -> Plan:
        """Events have no deadline of ours: when it takes too long, Slack sends the same event again."""
        effect = await self._effect_of(heard)
        if isinstance(heard.event, WorkspaceLeft):
            self._credentials.forget(heard.event.workspace)
        return plan_effect(effect, heard.origin)

    async def _effect_of(self, heard: Heard) -> Effect:
        """What the core says; it hears nothing of workspaces in which Voxloop is not installed.

        Slack signs what comes from any workspace that clicked "Allow", before we said whether it may. A change in the
        directory does not make its workspace known: an organisation hears of people from outside as well.
        """
        workspace = heard.origin.workspace
        if heard.organisation and not isinstance(heard.event, DirectoryChanged):
            await self._credentials.share(workspace, heard.organisation)
        if isinstance(heard.event, WorkspaceLeft) or await self._credentials.is_installed(workspace):
            return await self._handle(heard.event)
        log.warning("slack.not_installed_here", extra={"event": type(heard.event).__name__})
        return self._whisper(NOT_HERE) if isinstance(heard.origin, get_args(Act)) else Nothing()

    async def _acted(self, heard: Heard, origin: Act) -> Plan:
        work = asyncio.ensure_future(self._effect_of(heard))
        await asyncio.wait({work}, timeout=ACT_SECONDS)
        if work.done():
            return plan_effect(work.result(), origin)
        log.warning("slack.slow", extra={"event": type(heard.event).__name__})
        self._background.start(self._finish(work, origin))
        return plan_wait(origin)

    async def _finish(self, work: asyncio.Future[Effect], origin: Act) -> None:
        try:
            plan = plan_late_effect(await work, origin)
        except Exception as error:  # noqa: BLE001 - the traceback could carry what a person wrote
            log.error("slack.failed_late", extra={"error": type(error).__name__})  # noqa: TRY400 - as above
            plan = plan_late_effect(self._whisper(NOT_KEPT), origin)
        await self._carry_out(plan)

    def _response(self, plan: Plan) -> Answer:
        if plan.call:
            self._background.start(self._carry_out(plan))
        return Answer(body=plan.body)

    async def _carry_out(self, plan: Plan) -> None:
        if plan.call is None:
            return
        try:
            await self._performer.carry_out(plan.call)
        except SendError as error:
            log.warning("slack.effect_lost", extra={"call": type(plan.call).__name__, "code": error.code})
        except Exception as error:  # noqa: BLE001 - the traceback could carry what a person wrote
            log.error("slack.effect_failed", extra={"error": type(error).__name__})  # noqa: TRY400 - as above

    def _whisper(self, english: str) -> Whisper:
        text = self._words.say(english)
        return Whisper(Message(summary=text, blocks=(Paragraph(text),)))
