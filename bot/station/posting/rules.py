"""Which snippets a station takes."""

from collections.abc import Collection

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
        and _is_one_of(meeting.product_key, rule.product_keys)
        and _is_one_of(meeting.site_key, rule.site_keys)
        and _is_one_of(meeting.language_key, rule.language_keys)
        and _is_one_of(snippet.theme, rule.subjects)
    )


def _is_one_of(value: str | None, taken: Collection[str]) -> bool:
    return not taken or value in taken
