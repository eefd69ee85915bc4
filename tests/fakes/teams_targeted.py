"""How the local far end takes messages that one person in a channel sees, as strictly as Microsoft documents it.

https://learn.microsoft.com/microsoftteams/platform/agents-in-teams/targeted-messages
"""

from aiohttp import web

from tests.fakes.teams_cards import Json
from tests.fakes.teams_world import Posted, Team, Tenant, error

FLAG = "isTargetedActivity"
ENTITY = "targetedMessageInfo"


def is_targeted(request: web.Request) -> bool:
    return request.query.get(FLAG) == "true"


def refuse_to_tell(tenant: Tenant, team: Team, channel: str, root: str, body: Json) -> web.Response | None:
    """Why a message to one person does not go out; `root` is the first message of the thread that it shall stand in."""
    user = (body.get("recipient") or {}).get("id")
    if user not in team.members:
        return error(400, "BadArgument")
    standing = tenant.find(root) if root else None
    if root and (standing is None or standing.only_for or standing.conversation != f"{channel};messageid={root}"):
        return error(404, "ActivityNotFoundInConversation")
    return next(filter(None, (_refuse_entity(tenant, channel, user, each) for each in body.get("entities", ()))), None)


def refuse_to_change(tenant: Tenant, posted: Posted, request: web.Request, body: Json) -> web.Response | None:
    """Why a message is not changed: nobody can make a private one public, nor a public one private."""
    if bool(posted.only_for) != is_targeted(request):
        return error(404, "ActivityNotFoundInConversation")
    if posted.only_for and tenant.is_expired(posted.hour):
        return error(404, "ActivityNotFoundInConversation")
    return error(400, "BadArgument") if "recipient" in body else None


def bare(body: Json) -> Json:
    """The message itself, without whom it is for and what it answers."""
    return {name: value for name, value in body.items() if name not in {"recipient", "entities"}}


def answered(body: Json) -> str:
    """The request that a message answers."""
    return next((str(each["messageId"]) for each in body.get("entities", ()) if each["type"] == ENTITY), "")


def _refuse_entity(tenant: Tenant, channel: str, user: str, entity: Json) -> web.Response | None:
    asked = tenant.asked.get(str(entity.get("messageId")))
    if entity.get("type") != ENTITY or asked is None or (asked.channel, asked.user) != (channel, user):
        return error(400, "INVALID_TARGETED_MESSAGE_ID")
    return error(404, "TARGETED_MESSAGE_EXPIRED_OR_DELETED") if tenant.is_expired(asked.hour) else None
