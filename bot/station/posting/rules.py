"""Which snippets a station takes."""

from collections.abc import Collection
from dataclasses import replace

from bot.insight.language import primary_language
from bot.insight.taxonomy import SUBJECTS, theme_of
from bot.station.model import Rule, Voice


def fits(rule: Rule, voice: Voice) -> bool:
    """Whether a snippet fits every part of the rule that is given; a theme takes its frictions too.

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
        and _is_about(snippet.theme, rule.themes)
    )


def with_frictions(rule: Rule) -> Rule:
    """The rule with the frictions of its themes named one by one, for whoever only compares keys."""
    frictions = (each.key for each in SUBJECTS.values() if each.part_of in rule.themes)
    return replace(rule, themes=tuple(dict.fromkeys((*rule.themes, *frictions))))


def _is_one_of(value: str | None, taken: Collection[str]) -> bool:
    return not taken or value in taken


def _is_about(subject: str | None, taken: Collection[str]) -> bool:
    return not taken or subject in taken or theme_of(subject) in taken


def _folded(names: Collection[str]) -> tuple[str, ...]:
    return tuple(name.strip().casefold() for name in names)
