"""`voxloop sign-in-link`: the first way in for whoever has no chat seat, and for the first admin."""

from bot.admin.sign_in_links import issue_sign_in_link
from bot.bootstrap.house import House, open_cellar
from bot.clock.clock import SystemClock
from bot.config import Settings
from bot.doctor import CannotRunError


async def sign_in_link(settings: Settings, email: str) -> str:
    """A link that signs the person with this address in on the page, once.

    Raises:
        CannotRunError: nobody has this address, or the database is not migrated.
        UnavailableError: the database cannot be reached.
    """
    cellar = await open_cellar(settings)
    house = House(settings, cellar, SystemClock())
    try:
        person = await cellar.database.read(lambda tx: tx.people.by_email(email))
        if person is None or not person.is_active:
            raise CannotRunError(
                f"Nobody here has the address {email}. Import people first: voxloop import people FILE"
            )
        return (await issue_sign_in_link(house.command_desk(), person)).url
    finally:
        await house.close()
