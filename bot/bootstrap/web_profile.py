"""Who a person is on the page."""

from adapters.web.front_desk import WebProfile
from bot.people.model import Person, Role


def web_profile(person: Person | None) -> WebProfile | None:
    """How the page greets somebody and what it lets them do; `None` for who is unknown or left."""
    if person is None or not person.is_active:
        return None
    return WebProfile(
        name=person.name,
        locale=person.locale,
        time_zone=person.time_zone,
        may_moderate=person.role is Role.ADMIN,
    )
