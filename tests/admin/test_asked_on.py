"""Who has accounts on several platforms says where they want to be asked, and is asked there, once."""

from datetime import timedelta

from bot.chat.actions import ActionRef
from bot.chat.effects import Refuse
from bot.chat.forms import ChoiceField
from bot.chat.ids import AccountRef
from bot.chat.words import words_for
from bot.people.model import Account, PersonId
from bot.people.preferences import set_language
from storage.unit_of_work import UnitOfWork
from tests.admin.house import OFFICE, PAGE, WEB, House, form_of, text_of

SAVE = ActionRef("people.save")
KEPT = {"language": "en", "hour": "usual", "until": None}


async def open_page(house: House, name: str, *, is_active: bool = True) -> None:
    ref = AccountRef(workspace=WEB, external_id=f"page-{name}")
    mine = Account(ref=ref, person_id=PersonId(name), is_active=is_active)
    await house.database.write(lambda tx: tx.people.save_accounts([mine]))


async def places(house: House, name: str) -> ChoiceField | None:
    fields = [part for part in form_of(await house.command(name, "settings")).parts if isinstance(part, ChoiceField)]
    return next((each for each in fields if each.name == "place"), None)


async def asked(house: House) -> dict[str, list[str]]:
    """Where the check-ins of a new day go, by person."""
    house.clock.move(timedelta(days=1))
    await house.plan()
    late = house.clock.now() + timedelta(days=2)

    def take(tx: UnitOfWork) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for workspace in (OFFICE, WEB):
            for each in tx.outbox.claim(workspace, now=late, limit=100, lease_until=late, epoch=1):
                found.setdefault(str(each.person_id), []).append(each.place.workspace.platform)
        return found

    return await house.database.write(take)


async def test_who_has_one_account_has_nothing_to_choose(house: House) -> None:
    assert await places(house, "Cy") is None
    await open_page(house, "Cy", is_active=False)
    assert await places(house, "Cy") is None


async def test_who_has_two_chooses_where_they_are_asked(house: House) -> None:
    await open_page(house, "Cy")
    field = await places(house, "Cy")
    assert field is not None
    assert [(each.value, each.label) for each in field.options] == [
        ("usual", "Where I usually write: The chat"),
        ("chat", "The chat"),
        ("page", "The page"),
    ]
    assert field.selected == "usual"
    assert (await asked(house))["Cy"] == ["chat"]

    assert "Saved." in text_of(await house.submit("Cy", SAVE, {**KEPT, "place": "page"}))
    again = await places(house, "Cy")
    assert again is not None
    assert again.selected == "page"
    assert await asked(house) == {"Ada": ["chat"], "Bo": ["chat"], "Cy": ["page"]}

    await house.submit("Cy", SAVE, {**KEPT, "place": "usual"})
    assert (await house.person("Cy")).asked_on is None


async def test_a_place_that_one_is_not_in_is_refused_and_nothing_is_kept(house: House) -> None:
    refused = await house.submit("Cy", SAVE, {**KEPT, "hour": "9", "place": "page"})
    assert refused == Refuse({"place": "Please choose one of the places."})
    cy = await house.person("Cy")
    assert (cy.asked_on, cy.check_in_hour) == (None, None)


async def test_saving_without_the_choice_leaves_it_as_it_was(house: House) -> None:
    await open_page(house, "Cy")
    await house.submit("Cy", SAVE, {**KEPT, "place": "page"})
    await house.submit("Cy", SAVE, KEPT)
    assert (await house.person("Cy")).asked_on == PAGE
    assert "Asked in: page" in text_of(await house.command("Cy", "my data"))


async def test_the_choice_is_offered_in_the_own_language(house: House) -> None:
    await open_page(house, "Cy")
    await house.database.write(lambda tx: set_language(tx.people, PersonId("Cy"), "de"))
    field = await places(house, "Cy")
    assert field is not None
    assert field.label == words_for("de").say("Ask me in")
