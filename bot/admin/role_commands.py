"""The commands about who is an admin and who leads a team."""

from bot.admin.find_people import person_with, team_named
from bot.admin.grammar import BadArgumentError, Call
from bot.admin.messages import admin_list, notice
from bot.admin.store import AdminWork
from bot.chat.effects import Effect, Whisper
from bot.people.model import Person, Role, Team
from bot.people.roles import LastAdminError, add_admin, admins, appoint_leader, remove_admin


async def make_admin(call: Call, email: str) -> Effect:
    def change(tx: AdminWork) -> Person:
        return add_admin(tx.people, person_with(tx, call.words, email).id)

    person = await call.write(change)
    return Whisper(notice(call.words.say("{name} is an admin now.", name=person.name)))


async def unmake_admin(call: Call, email: str) -> Effect:
    def change(tx: AdminWork) -> Person:
        person = person_with(tx, call.words, email)
        if person.role is not Role.ADMIN:
            raise BadArgumentError(call.words.say("{name} is no admin.", name=person.name))
        return remove_admin(tx.people, person.id)

    try:
        person = await call.write(change)
    except LastAdminError:
        text = call.words.say("This is the last admin; name another one first, or there would be none left.")
        return Whisper(notice(text))
    return Whisper(notice(call.words.say("{name} is no admin any more.", name=person.name)))


async def list_admins(call: Call) -> Effect:
    names = await call.read(lambda tx: [each.name for each in admins(tx.people)])
    return Whisper(admin_list(call.words, names))


async def set_leader(call: Call, email: str, team_name: str) -> Effect:
    def change(tx: AdminWork) -> tuple[Person, Team]:
        person = person_with(tx, call.words, email)
        return person, appoint_leader(tx.people, team_named(tx, call.words, team_name).id, person.id)

    person, team = await call.write(change)
    text = call.words.say(
        "{name} leads {team} now. Their own answers count in the unit above it from the next four-week block.",
        name=person.name,
        team=team.name,
    )
    return Whisper(notice(text))
