"""What employees' comments are about: themes by keywords, and how they sound only where that is switched on."""

from dataclasses import dataclass

from bot.insight.listener import KeywordListener
from bot.insight.model import Mood, Scorer
from bot.insight.taxonomy import SUBJECTS, theme_of
from bot.pulse.model import Answer, Consent

SOUNDS_UNHAPPY = "mood-negative"
"""What a comment is counted as that sounds unhappy, where that is scored at all."""

THEMES = tuple(subject.key for subject in SUBJECTS.values() if subject.part_of is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """How comments are listened to; `scorer` says how they sound, and is `None` where nobody asks."""

    scorer: Scorer | None = None

    @property
    def subjects(self) -> tuple[str, ...]:
        """All that a comment can be counted as."""
        return (*THEMES, SOUNDS_UNHAPPY) if self.scorer else THEMES

    def subjects_of(self, text: str, language: str) -> frozenset[str]:
        """What a text counts as; a friction counts as the theme that it is part of."""
        listener = KeywordListener()
        heard = {each.key for each in listener.themes(text, language)}
        heard |= {each.theme for each in listener.cues(text, language) if each.theme}
        themes = {theme for each in heard if (theme := theme_of(each))}
        is_unhappy = self.scorer is not None and self.scorer.score(text, language).mood is Mood.NEGATIVE
        return frozenset(themes & set(THEMES)) | ({SOUNDS_UNHAPPY} if is_unhappy else set())


def counts_as_theme(answer: Answer) -> bool:
    """Whether a comment is counted by its themes: where its author lets its theme be counted and no more.

    Words that may be quoted are not counted as well. Who reads a team's quotes would else subtract them from the
    shares, and be left with what the others wrote about.
    """
    return bool(answer.comment) and answer.consent is Consent.THEME
