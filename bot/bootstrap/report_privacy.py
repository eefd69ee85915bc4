"""`voxloop report privacy`: a record of processing and a sheet for works councils, from what really runs here."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bot.bootstrap.adapters_on import slack_is_on, teams_is_on
from bot.bootstrap.house import open_cellar
from bot.bootstrap.what_is_stored import stored_as_markdown
from bot.clock.weeks import Week
from bot.config import Settings
from bot.inbox.model import FEWEST_ASKED, FEWEST_TOGETHER, KEPT_DAYS
from bot.privacy.destroy_keys import WINDOW_KEYS
from bot.privacy.release.audit import Checked, Remains, audit
from bot.privacy.release.threshold import FLOOR, effective_k
from bot.privacy.store import Destruction
from bot.pulse.model import PulseRules
from bot.pulse.rules import configured_rules, current_rules
from bot.station.model import Source
from storage.unit_of_work import UnitOfWork

DESTRUCTIONS_SHOWN = 60

KEY_KINDS = (
    ("week:", "answers of a week"),
    ("window:", "sums of answers"),
    ("comments:", "waiting comments"),
    ("threads:", "words without a name"),
)
"""What keys seal, by how their names begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What is true of one installation at this moment."""

    settings: Settings
    now: datetime
    rules: PulseRules
    k: int
    people: int
    sources: Sequence[Source]
    stations: Sequence[str]
    living_keys: Sequence[str]
    destructions: Sequence[Destruction]
    checked: Sequence[Checked]


async def report_privacy(settings: Settings) -> str:
    """The report, as Markdown. It holds no answer, and no name but the organisation's.

    Raises:
        CannotRunError: the database is not migrated, or the keys are not those of the database.
        UnavailableError: the database cannot be reached.
    """
    cellar = await open_cellar(settings)
    try:
        names = tuple(cellar.keys.names())
        look = partial(_running, settings=settings, keys=names, now=datetime.now(UTC))
        return as_markdown(await cellar.database.read(look))
    finally:
        await cellar.database.close()


def as_markdown(running: Running) -> str:
    """What the report says."""
    sections = (_title, _processing, _asking, _release_rule, _listening, _storage, _keys, _council)
    return "\n".join(line for section in sections for line in section(running)) + "\n"


def _running(tx: UnitOfWork, *, settings: Settings, keys: Sequence[str], now: datetime) -> Running:
    windows = {name.removeprefix(WINDOW_KEYS) for name in keys if name.startswith(WINDOW_KEYS)}
    return Running(
        settings=settings,
        now=now,
        rules=current_rules(configured_rules(settings), tx.organisation),
        k=effective_k(tx.ledger, Week.of(now.date()).block),
        people=tx.people.count(),
        sources=tx.sources.all(),
        stations=[_station(tx, each.name, str(each.id)) for each in tx.stations.all()],
        living_keys=keys,
        destructions=tx.destructions.latest(DESTRUCTIONS_SHOWN),
        checked=audit(tx.ledger, Remains(windows=windows | set(tx.accumulators.groups()))),
    )


def _station(tx: UnitOfWork, name: str, station_id: str) -> str:
    places = sum(each.station_id == station_id for each in tx.stations.places())
    return f"{_plain(name)}: posts in {places} {'channel' if places == 1 else 'channels'}"


def _title(running: Running) -> Iterator[str]:
    yield f"# Privacy report of {_plain(running.settings.organisation)}"
    yield ""
    yield f"Made from the running configuration on {running.now:%Y-%m-%d}, {running.people} active people."
    yield "It is no legal advice; whoever is responsible completes it with what Voxloop cannot know."
    yield ""


def _processing(running: Running) -> Iterator[str]:
    platforms = ", ".join(_platforms(running.settings))
    yield "## Record of processing activities (GDPR, Art. 30)"
    yield ""
    yield "| | |"
    yield "| --- | --- |"
    yield f"| Controller | {_plain(running.settings.organisation)} (add: contact, data protection officer) |"
    yield "| Purposes | hearing employees in groups; letting employees hear customers; telling leaders of both |"
    yield "| People concerned | employees; customers whose words are taken in |"
    yield "| Categories of data | see “What is stored where”; no special categories are asked for |"
    yield f"| Recipients | leaders and admins: published results of groups; the operator of each chat: {platforms} |"
    yield "| Processors | whoever runs the server, the database and the chats (add them) |"
    yield "| Third countries | none by Voxloop itself; see the contracts of the chats (add them) |"
    yield "| Time limits | see “What is stored where”, and “Keys” for proof |"
    yield "| Security | sealed answers, keys apart from the database, destroyed on schedule; no content in logs |"
    yield "| Automated decisions | none about any person |"
    yield ""


def _asking(running: Running) -> Iterator[str]:
    rules, settings = running.rules, running.settings
    quiet = rules.quiet_hours
    yield "## How employees are asked"
    yield ""
    yield f"- {rules.check_ins_a_week} check-ins a week at {rules.check_in_hour}:00 where people live" + (
        ", paused at the moment." if rules.is_paused else "."
    )
    yield f"- No message is started from {quiet.from_hour}:00 to {quiet.until_hour}:00."
    yield f"- A last call once a week, the same for everybody: {_on(is_on=rules.has_last_call)}."
    yield f"- Counting how comments sound, in groups only: {_on(is_on=settings.employee_sentiment)}."
    yield "- Taking part is voluntary; nobody is reminded for not having answered; there is no list of who did."
    yield f"- Leaders may ask units of {FEWEST_ASKED} people or more an open question; answers come out without a name,"
    yield f"  {FEWEST_TOGETHER} or more at once, and are gone after {KEPT_DAYS} days at most."
    yield ""


def _release_rule(running: Running) -> Iterator[str]:
    broken = [each.rule for each in running.checked if not each.is_kept]
    yield "## What is published of employees"
    yield ""
    yield f"- Only groups of {running.k} people or more. This can be raised, and never falls below {FLOOR}."
    yield "- Rounded to bands, each figure once, never computed again; no filters by age, sex or other traits."
    yield f"- The ledger was held against {len(running.checked)} rules (`voxloop audit`): " + (
        f"BROKEN: {'; '.join(broken)}." if broken else "all are kept."
    )
    yield ""


def _listening(running: Running) -> Iterator[str]:
    yield "## Where customer voice comes from"
    yield ""
    if running.sources:
        yield "| source | what becomes of its snippets | consent |"
        yield "| --- | --- | --- |"
        yield from (f"| {_plain(each.name)} | {_mode(each)} | {_consent(each)} |" for each in running.sources)
    else:
        yield "No source is connected."
    yield ""
    yield from (f"- Station {each}." for each in running.stations)
    yield f"- Customer voice is redacted before it is kept, and kept for {running.settings.keep_voice_days} days."
    yield "- What a customer takes back is deleted here and in every message (`voxloop withdraw voice`)."
    yield ""


def _storage(running: Running) -> Iterator[str]:
    yield "## What is stored where"
    yield ""
    yield stored_as_markdown(running.settings.keep_voice_days)


def _keys(running: Running) -> Iterator[str]:
    living = Counter(_key_kind(name) for name in running.living_keys)
    yield "## Keys"
    yield ""
    yield "Keys lie apart from the database and its backups. When one is destroyed, nothing that it sealed can be read"
    yield "any more, in no copy."
    yield ""
    yield from (f"- Living keys for {kind}: {living[kind]}." for _, kind in KEY_KINDS)
    yield ""
    if not running.destructions:
        yield "None was destroyed yet."
    else:
        yield f"The latest that were destroyed, {DESTRUCTIONS_SHOWN} at most:"
        yield ""
        yield "| key | sealed | why | destroyed |"
        yield "| --- | --- | --- | --- |"
        yield from (_destroyed(each) for each in running.destructions)
    yield ""


def _council(running: Running) -> Iterator[str]:
    yield "## Sheet for the works council"
    yield ""
    yield f"1. Nobody, admins included, sees what a person answered, or whether. Groups below {running.k} stay hidden."
    yield "2. Nothing here rates, ranks or compares single employees, and no figure is formed for one."
    yield "3. Voices, faces and other biometrics of employees are not analysed, and no emotion is inferred from them."
    yield "   How a comment below a customer's words sounds is noted from its text, as public as the comment."
    yield "4. Reactions, promises and faults with a name are public acts. Their authors can delete them, and they are"
    yield "   never joined with answers."
    yield "5. The owner of the chat can see that the bot wrote to somebody, and no answer."
    yield "6. Whoever holds the running server and its live keys could open what is not yet destroyed: answers of"
    yield "   12 weeks at most."
    yield "7. `voxloop audit` shows at any time that what was published keeps the rule. Anybody may ask for its output."
    yield ""
    yield "docs/works-council.md explains each point and what a works agreement may settle."


def _platforms(settings: Settings) -> Iterator[str]:
    if slack_is_on(settings):
        yield "Slack"
    if teams_is_on(settings):
        yield "Microsoft Teams"
    yield "Voxloop's own page"


def _on(*, is_on: bool) -> str:
    return "on" if is_on else "off"


def _mode(source: Source) -> str:
    match source.mode.value:
        case "review":
            return "somebody looks at each first"
        case "automatic":
            return "those without doubts go on"
        case _:
            return "nothing is taken"


def _consent(source: Source) -> str:
    if not source.is_consent_covered:
        return "each record has to say so itself"
    regions = ", ".join(map(_plain, source.covered_regions))
    return f"the organisation states that customers agreed before{f', in {regions}' if regions else ''}"


def _key_kind(name: str) -> str:
    return next((kind for prefix, kind in KEY_KINDS if name.startswith(prefix)), "other things")


def _destroyed(line: Destruction) -> str:
    return f"| `{line.key_name}` | {_key_kind(line.key_name)} | {line.reason} | {line.destroyed_at:%Y-%m-%d} |"


def _plain(text: str) -> str:
    """A text that was typed, so that it cannot be mistaken for markup."""
    return text.replace("|", "/").replace("\n", " ").replace("<", "(").replace(">", ")")
