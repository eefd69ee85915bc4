"""The commands that bring people in: pasted lines, and a link to the page for who has no chat seat."""

from bot.admin.arguments import without_control_characters
from bot.admin.find_people import person_with
from bot.admin.forms import (
    CARE,
    LINES,
    MAX_PASTED_CHARACTERS,
    STRICT,
    import_form,
    import_report_form,
    problems_of,
    sign_in_form,
)
from bot.admin.grammar import Call
from bot.admin.messages import notice
from bot.admin.sign_in_links import issue_sign_in_link
from bot.chat.effects import Ask, Effect, Refuse, Whisper
from bot.chat.forms import FormValues
from bot.people.import_people import import_people
from bot.people.match_rows import ImportOptions
from bot.people.people_file import read_people_file


async def ask_for_people(call: Call) -> Effect:
    return Ask(import_form(call.words))


async def take_people(call: Call, values: FormValues) -> Effect:
    """Imports pasted lines; when nothing was taken, the form stays open and says why."""
    pasted = without_control_characters(str(values.get(LINES) or ""), keep="\r\n\t")
    if len(pasted) > MAX_PASTED_CHARACTERS:
        return Refuse({LINES: call.words.say("Please paste {limit} characters at most.", limit=MAX_PASTED_CHARACTERS)})
    workspaces = () if call.desk.web is None else (call.desk.web,)
    file = read_people_file(pasted.encode(), workspaces)
    if any(ref.workspace != call.desk.web for row in file.rows for ref in row.accounts):
        text = call.words.say("Accounts of a chat cannot be given to people here; that takes the people file.")
        return Refuse({LINES: text})
    options = ImportOptions(
        defaults=call.desk.defaults,
        today=call.visit.now.date(),
        page=call.desk.web,
        is_strict=values.get(CARE) == STRICT,
        is_part=True,
    )
    report = await call.write(lambda tx: import_people(tx.people, file, options))
    if not report.is_applied:
        return Refuse({LINES: problems_of(call.words, report)})
    return Ask(import_report_form(call.words, report))


async def hand_out_link(call: Call, email: str) -> Effect:
    """Makes a way in for somebody without a chat seat."""
    if call.desk.web is None:
        return Whisper(notice(call.words.say("The page for people without a chat seat is switched off.")))
    person = await call.write(lambda tx: person_with(tx, call.words, email))
    link = await issue_sign_in_link(call.desk, person)
    return Ask(sign_in_form(call.words, person.name, link))
