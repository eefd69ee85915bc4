"""The gallery's entries: every message and form there is, as each platform shows it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec

from adapters.teams.limits import MESSAGE_BYTES
from adapters.teams.render import render_card
from adapters.teams.render_form import Surface
from adapters.teams.render_form import render_form as render_teams_form
from adapters.web.gallery import GalleryEntry, Rendering
from bot.admin.examples import EXAMPLES as ADMIN_EXAMPLES
from bot.chat.blocks import Message
from bot.chat.forms import Form
from bot.chat.words import Words, words_for
from bot.digest.examples import EXAMPLES as DIGEST_EXAMPLES
from bot.inbox.examples import EXAMPLES as INBOX_EXAMPLES
from bot.pulse.examples import EXAMPLES as PULSE_EXAMPLES
from bot.station.browse.examples import EXAMPLES as BROWSE_EXAMPLES
from bot.station.intake.examples import EXAMPLES as INTAKE_EXAMPLES
from bot.station.posting.examples import EXAMPLES as POSTING_EXAMPLES
from bot.station.reactions.examples import EXAMPLES as REACTIONS_EXAMPLES

Example = Callable[[Words], Message | Form]


def examples() -> Mapping[str, Example]:
    """One example of everything that the bot says, by name."""
    return {
        **PULSE_EXAMPLES,
        **ADMIN_EXAMPLES,
        **POSTING_EXAMPLES,
        **REACTIONS_EXAMPLES,
        **INTAKE_EXAMPLES,
        **BROWSE_EXAMPLES,
        **INBOX_EXAMPLES,
        **DIGEST_EXAMPLES,
    }


def gallery() -> Sequence[GalleryEntry]:
    words = words_for("en")
    shown = ((name, example(words)) for name, example in examples().items())
    return [GalleryEntry(name=name, shown=each, renderings=dict(_renderings(each))) for name, each in shown]


def _renderings(shown: Message | Form) -> Iterator[tuple[str, Rendering]]:
    if find_spec("slack_bolt") is not None:
        yield "slack", _as_slack(shown)
    yield "teams", _as_teams(shown)


def _as_slack(shown: Message | Form) -> Rendering:
    from adapters.slack.render import render_form, render_message  # noqa: PLC0415 - an optional extra

    return render_form(shown) if isinstance(shown, Form) else render_message(shown)


def _as_teams(shown: Message | Form) -> Rendering:
    """The card; a form is shown in a dialog, which has its title."""
    if isinstance(shown, Form):
        return {**render_teams_form(shown, Surface.DIALOG), "title": shown.title}
    return render_card(shown.blocks, MESSAGE_BYTES)
