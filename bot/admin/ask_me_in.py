"""Where a person with accounts on several platforms is asked: what they can choose, and the field to choose it in."""

from collections.abc import Mapping, Sequence

from bot.admin.desk import CommandDesk
from bot.admin.store import AdminWork
from bot.chat.forms import ChoiceField, FormValues, Option
from bot.chat.ids import Platform
from bot.chat.words import Words
from bot.people.changes import change
from bot.people.model import Person

PLACE = "place"
USUAL = "usual"

Ways = Mapping[Platform, str]
"""The platforms on which somebody can be reached, in the order of preference, with what people call them."""


def ways_to(tx: AdminWork, person: Person, desk: CommandDesk) -> Ways:
    """Where somebody has an account now, of the platforms that are switched on."""
    reached = {each.ref.workspace.platform for each in tx.people.accounts_of(person.id) if each.is_active}
    return {each: desk.names[each] for each in desk.platforms if each in reached and each in desk.names}


def place_field(words: Words, person: Person, ways: Ways) -> Sequence[ChoiceField]:
    """The field to choose in; none for who has no choice."""
    if len(ways) < len(("here", "there")):
        return ()
    usual = words.say("Where I usually write: {place}", place=words.say(next(iter(ways.values()))))
    places = (Option(value=platform, label=words.say(name)) for platform, name in ways.items())
    return (
        ChoiceField(
            name=PLACE,
            label=words.say("Ask me in"),
            options=(Option(value=USUAL, label=usual), *places),
            selected=person.asked_on if person.asked_on in ways else USUAL,
            hint=words.say("I write to you in one place only. What I have planned already still comes where it would."),
        ),
    )


def place_problem(words: Words, ways: Ways, values: FormValues) -> Mapping[str, str]:
    """What is wrong with the choice, if there was one."""
    if values.get(PLACE, USUAL) in {USUAL, *ways}:
        return {}
    return {PLACE: words.say("Please choose one of the places.")}


def keep_place(tx: AdminWork, person: Person, values: FormValues) -> None:
    """Keeps the choice; who was not asked, keeps what they chose before."""
    if PLACE in values:
        chosen = str(values[PLACE])
        change(tx.people, person.id, asked_on=None if chosen == USUAL else Platform(chosen))
