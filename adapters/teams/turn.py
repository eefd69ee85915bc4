"""Takes an activity as a turn of the Bot Framework SDK, which decides what kind of happening it is.

The SDK's own adapter cannot be used: it answers invokes with 500, fetches a token in every turn and blocks while it
does. What it does well stays: a turn with its context, the middleware around it, and the handler that tells the kinds
of activities apart. Its successor has the same three, so that this module is what a change of the SDK touches.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, NoReturn

from botbuilder.core import ActivityHandler, BotAdapter, TurnContext
from botbuilder.schema import Activity, InvokeResponse

from adapters.teams.body import Body
from adapters.teams.limits import Json
from adapters.teams.parse import (
    parse_execute,
    parse_fetch,
    parse_message,
    parse_shortcut,
    parse_submit,
    strict,
)
from adapters.teams.parse_changes import (
    parse_conversation_update,
    parse_installation,
    parse_message_change,
    parse_message_deletion,
    parse_reactions,
)
from adapters.teams.parsed import Parsed, ignored

BODY: Final = "voxloop.body"
ANSWER: Final = "voxloop.answer"

Parse = Callable[[Body], Parsed]
Take = Callable[[Parsed, str], Awaitable[Json | None]]
"""Does what was parsed means and gives the body of the answer; the text is the connector's address."""

INVOKES: Final[Mapping[str, Parse]] = {
    "adaptiveCard/action": parse_execute,
    "composeExtension/fetchTask": parse_shortcut,
    "composeExtension/submitAction": parse_submit,
    "task/fetch": parse_fetch,
    "task/submit": parse_submit,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request is answered with: a status of HTTP and perhaps a body, to be sent as JSON."""

    status: int = 200
    body: Json | None = None


class Turns(BotAdapter):  # type: ignore[misc] # the SDK ships no types
    """One turn per activity. The core's answers never leave through a turn, so it has nothing to send."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._bot = _Bot(take)

    async def process(self, body: Body) -> Answer:
        """Handles an activity, already verified.

        Raises:
            MalformedError: it has not the shape that Microsoft documents.
        """
        turn = TurnContext(self, _activity(body))
        turn.turn_state[BODY] = body
        await self.run_pipeline(turn, self._bot.on_turn)
        response = turn.turn_state.get(ANSWER)
        return Answer(status=int(response.status), body=response.body) if response else Answer()

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> NoReturn:
        raise NotImplementedError("messages go out through TeamsPlatform")

    async def update_activity(self, context: TurnContext, activity: Activity) -> NoReturn:
        raise NotImplementedError("messages are changed through TeamsPlatform")

    async def delete_activity(self, context: TurnContext, reference: object) -> NoReturn:
        raise NotImplementedError("messages are deleted through TeamsPlatform")


class _Bot(ActivityHandler):  # type: ignore[misc] # the SDK ships no types
    """Tells the kinds of activities apart: the base class calls one of these for each."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take = take

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await self._told(turn_context, parse_message)

    async def on_message_update_activity(self, turn_context: TurnContext) -> None:
        await self._told(turn_context, parse_message_change)

    async def on_message_delete_activity(self, turn_context: TurnContext) -> None:
        await self._told(turn_context, parse_message_deletion)

    async def on_message_reaction_activity(self, turn_context: TurnContext) -> None:
        await self._told(turn_context, parse_reactions)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        await self._told(turn_context, parse_conversation_update)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await self._told(turn_context, parse_installation)

    async def on_unrecognized_activity_type(self, turn_context: TurnContext) -> None:
        await self._told(turn_context, lambda _: ignored("other"))

    async def on_invoke_activity(self, turn_context: TurnContext) -> None:
        """Somebody waits. The answer stays a plain object: the SDK would turn it into its own types and fail."""
        parse = INVOKES.get(turn_context.activity.name)
        if parse is None:
            turn_context.turn_state[ANSWER] = InvokeResponse(status=HTTPStatus.NOT_IMPLEMENTED)
            return
        body = await self._told(turn_context, parse)
        turn_context.turn_state[ANSWER] = InvokeResponse(status=HTTPStatus.OK, body=body)

    async def _told(self, turn: TurnContext, parse: Parse) -> Json | None:
        body = turn.turn_state[BODY]
        return await self._take(strict(parse, body), turn.activity.service_url)


def _activity(body: Body) -> Activity:
    """What the handler looks at. The SDK's own deserialising takes ten times as long, and reads what nobody needs."""
    return Activity(
        type=str(body.get("type") or ""),
        id=body.get("id"),
        name=str(body.get("name") or ""),
        channel_id=body.get("channelId"),
        service_url=str(body.get("serviceUrl") or ""),
    )
