"""Who becomes the first admin of an installation that has none yet."""

from bot.chat.ids import AccountRef
from bot.people.model import Person
from bot.people.roles import add_admin, admins
from storage.unit_of_work import UnitOfWork


def make_first_admin(tx: UnitOfWork, *, account: AccountRef) -> None:
    """Makes the person behind an account an admin, unless there is one: then admins say who else becomes one."""
    if admins(tx.people):
        return
    person = tx.people.by_account(account) or _in_shared_workspaces(tx, account)
    if person is not None and person.is_active:
        add_admin(tx.people, person.id)


def _in_shared_workspaces(tx: UnitOfWork, account: AccountRef) -> Person | None:
    """Who has an account of this id on the platform: in an organisation it is the same in all its workspaces.

    Nobody when several people have one, for then it is not sure whose it is.
    """
    platform = account.workspace.platform
    same = (each for each in tx.people.accounts() if each.ref.external_id == account.external_id)
    owners = {each.person_id for each in same if each.is_active and each.ref.workspace.platform == platform}
    return tx.people.get(owners.pop()) if len(owners) == 1 else None
