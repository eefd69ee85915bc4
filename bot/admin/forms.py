"""The windows of admins: pasting people, handing out a way in, and agreeing to send."""

from bot.admin.sign_in_links import CODE_MINUTES, LINK_HOURS, SignInLink
from bot.chat.actions import ActionRef
from bot.chat.blocks import Fact, Facts, Note, Paragraph
from bot.chat.forms import ChoiceField, Form, FormPart, Option, TextField
from bot.chat.words import Words
from bot.people.report import ImportReport

LINES = "lines"
CARE = "care"
STRICT = "strict"
LENIENT = "lenient"

MAX_PASTED_CHARACTERS = 3000
MAX_PROBLEMS = 20
"""How many problems of an import are told; who has more, has them in common."""

EXAMPLE_LINES = "name,email,team,site,language,time_zone"


def import_form(words: Words, *, pasted: str = "") -> Form:
    """Asks for lines of a people file."""
    options = (
        Option(value=LENIENT, label=words.say("Take the good lines")),
        Option(value=STRICT, label=words.say("Take nothing at all")),
    )
    return Form(
        title=words.say("Import people"),
        parts=(
            Paragraph(words.say("Paste lines of a CSV file. The first line names the columns, for example:")),
            Paragraph(EXAMPLE_LINES),
            TextField(
                name=LINES,
                label=words.say("Lines"),
                value=pasted,
                max_characters=MAX_PASTED_CHARACTERS,
                is_long=True,
                hint=words.say("Nobody leaves because they are missing here."),
            ),
            ChoiceField(name=CARE, label=words.say("When a line is wrong"), options=options, selected=LENIENT),
            Note(words.say("For more than fits here, whoever runs Voxloop has “voxloop import people FILE”.")),
        ),
        submit=ActionRef("admin.import"),
        submit_label=words.say("Import"),
        close_label=words.say("Cancel"),
    )


def import_report_form(words: Words, report: ImportReport) -> Form:
    """Says what came of an import."""
    counts = (
        Fact(name=words.say("Added"), value=str(report.added)),
        Fact(name=words.say("Changed"), value=str(report.changed)),
        Fact(name=words.say("Unchanged"), value=str(report.unchanged)),
    )
    problems: tuple[FormPart, ...] = (Paragraph(problems_of(words, report)),) if report.problems else ()
    return Form(
        title=words.say("Import people"),
        parts=(Paragraph(words.say("The people are imported.")), Facts(counts), *problems),
        close_label=words.say("Close"),
    )


def problems_of(words: Words, report: ImportReport) -> str:
    """What was wrong, a line for each problem."""
    told = [
        words.say("Line {line}: {reason}", line=each.line, reason=each.said(words)) if each.line else each.said(words)
        for each in report.problems[:MAX_PROBLEMS]
    ]
    rest = len(report.problems) - MAX_PROBLEMS
    more = [words.count("… and {n} problem more", "… and {n} problems more", rest)] if rest > 0 else []
    return "\n".join((*told, *more))


def sign_in_form(words: Words, name: str, link: SignInLink) -> Form:
    """Shows a way in, to be handed to the person whose it is."""
    code = f"{link.code[:4]}-{link.code[4:]}"
    return Form(
        title=words.say("Sign-in link"),
        parts=(
            Paragraph(
                words.say("Hand this to {name}, and to nobody else. Whoever has it can sign in once.", name=name)
            ),
            Paragraph(link.url),
            Facts(
                (
                    Fact(name=words.say("The link works for"), value=words.count("{n} hour", "{n} hours", LINK_HOURS)),
                    Fact(name=words.say("Or this code, on {page}", page=link.page), value=code),
                    Fact(
                        name=words.say("The code works for"),
                        value=words.count("{n} minute", "{n} minutes", CODE_MINUTES),
                    ),
                )
            ),
            Note(
                words.say(
                    "Answers given before are never shown to a new sign-in, so this link cannot be used to read them."
                )
            ),
        ),
        close_label=words.say("Close"),
    )


def forecast_form(words: Words, *, people: int, minutes: int | None, later: int) -> Form:
    """Asks whether today's check-ins shall go out now, and says what that means."""
    who = words.count("{n} person gets today's check-in now.", "{n} people get today's check-in now.", people)
    long = "" if minutes is None else words.count("It takes about {n} minute.", "It takes about {n} minutes.", minutes)
    kept = words.count(
        "{n} more keeps its time, because of quiet hours or an hour of their own.",
        "{n} more keep their time, because of quiet hours or an hour of their own.",
        later,
    )
    return Form(
        title=words.say("Send now"),
        parts=(
            Paragraph(" ".join(filter(None, (who, long)))),
            *((Note(kept),) if later else ()),
            Note(words.say("Messages that were sent cannot be taken back.")),
        ),
        submit=ActionRef("admin.now"),
        submit_label=words.say("Send now"),
        close_label=words.say("Cancel"),
    )
