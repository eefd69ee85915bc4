"""How customer voice looks wherever it is shown: whose words, where they come from, and when they were said."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.chat.blocks import Excerpt, ExcerptLine
from bot.chat.intake import InteractionKind, Speaker
from bot.chat.words import Words, phrase
from bot.insight.stages import STAGES
from bot.insight.taxonomy import SUBJECTS
from bot.station.model import Interaction, Snippet, Voice

KINDS: Mapping[InteractionKind, str] = MappingProxyType(
    {
        InteractionKind.CALL: phrase("Phone call"),
        InteractionKind.TICKET: phrase("Ticket"),
        InteractionKind.CHAT: phrase("Chat"),
        InteractionKind.REVIEW: phrase("Review"),
        InteractionKind.SURVEY: phrase("Survey"),
    }
)
"""What a meeting with a customer is called, as marked phrases."""

SPEAKERS: Mapping[Speaker, str] = MappingProxyType(
    {Speaker.CUSTOMER: phrase("Customer"), Speaker.AGENT: phrase("We"), Speaker.UNKNOWN: phrase("Somebody")}
)
"""Whose words they are, as marked phrases."""

SECONDS_IN_MINUTE = 60


def excerpt_of(words: Words, voice: Voice) -> Excerpt:
    """A snippet as it is read."""
    snippet = voice.snippet
    lines = (
        ExcerptLine(
            speaker=words.say(SPEAKERS[line.speaker]), text=line.text, is_customer=line.speaker is not Speaker.AGENT
        )
        for line in snippet.lines
    )
    url = voice.interaction.url
    return Excerpt(
        lines=tuple(lines),
        origin=origin_of(words, voice.interaction),
        span=_span(snippet),
        url=url,
        url_label=_url_label(words, voice.interaction) if url else "",
    )


def origin_of(words: Words, interaction: Interaction) -> str:
    """One line on where it comes from: the kind of meeting, the product, the site and the day."""
    day = words.day(interaction.happened_at.date())
    parts = (words.say(KINDS[interaction.kind]), interaction.product, interaction.site, day)
    return " · ".join(filter(None, parts))


def subject_name(words: Words, key: str | None) -> str:
    """A theme or friction as people read it; empty where there is none or the taxonomy does not know it."""
    known = SUBJECTS.get(key or "")
    return words.say(known.name) if known else ""


def stage_name(words: Words, key: str | None) -> str:
    """A stage of the journey as people read it; empty where there is none or it is not known."""
    known = STAGES.get(key or "")
    return words.say(known.name) if known else ""


def _span(snippet: Snippet) -> str:
    if snippet.starts_at_seconds is None or snippet.ends_at_seconds is None:
        return ""
    return f"{_minutes(snippet.starts_at_seconds)}-{_minutes(snippet.ends_at_seconds)}"


def _minutes(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // SECONDS_IN_MINUTE:02}:{whole % SECONDS_IN_MINUTE:02}"


def _url_label(words: Words, interaction: Interaction) -> str:
    if interaction.kind is InteractionKind.CALL:
        return words.say("Back to the recording")
    return words.say("Back to where it was said")
