"""Which snippets a station takes."""

from collections.abc import Collection

from bot.insight.language import primary_language
from bot.station.model import Rule, Voice


def fits(rule: Rule, voice: Voice) -> bool:
    """Whether a snippet fits every part of the rule that is given.

    Products and sites are compared whatever their case, languages whatever their region.
    """
    snippet, meeting = voice.snippet, voice.interaction
    return (
        (meeting.is_urgent or not rule.is_urgent_only)
        and _is_one_of(meeting.source, rule.sources)
        and _is_one_of(meeting.kind, rule.kinds)
        and _is_one_of(snippet.stage, rule.stages)
        and _is_one_of(snippet.mood, rule.moods)
        and _is_one_of(snippet.cue, rule.cues)
        and _is_one_of(meeting.product.strip().casefold(), _folded(rule.products))
        and _is_one_of(meeting.site.strip().casefold(), _folded(rule.sites))
        and _is_one_of(primary_language(meeting.language), tuple(map(primary_language, rule.languages)))
        and _is_one_of(snippet.theme, rule.subjects)
    )


def _is_one_of(value: str | None, taken: Collection[str]) -> bool:
    return not taken or value in taken


def _folded(names: Collection[str]) -> tuple[str, ...]:
    return tuple(name.strip().casefold() for name in names)
