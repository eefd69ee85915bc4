"""Listening by keywords: what a text is about, and the signs in it that make it worth hearing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.insight.model import Cue, CueKind, Theme
from bot.insight.taxonomy import SUBJECTS
from bot.insight.vocabulary import Found, Sign, Token, Vocabulary, tokens_of, vocabulary_of

NEGATION_REACH = 3
"""So many words before praise may turn it round; one fewer elsewhere, where a negation is often a second trouble."""

_ENDS = frozenset(".;!?…")
_Signs = list[tuple[Found, Sign | None]]


class KeywordListener:
    """Listens in the languages that have a vocabulary; hears nothing in others."""

    def themes(self, text: str, language: str) -> Sequence[Theme]:
        """The themes of a text, the one with most evidence first."""
        words = vocabulary_of(language)
        if words is None:
            return ()
        tokens = tokens_of(text)
        return _themes(text, tokens, words.find(tokens))

    def cues(self, text: str, language: str) -> Sequence[Cue]:
        """The signs in a text in its order; a friction without a name of its own is of the text's first theme."""
        words = vocabulary_of(language)
        if words is None:
            return ()
        tokens = tokens_of(text)
        found = list(words.find(tokens))
        signs = _redeemed([(item, _turned(item, tokens, words)) for item in _widest(found)], tokens)
        if not any(sign for _, sign in signs):
            return ()
        themes = _themes(text, tokens, found)
        theme = themes[0].key if themes else None
        return tuple(_cue(text, tokens, item, sign, theme) for item, sign in signs if sign)


def _cue(text: str, tokens: Sequence[Token], item: Found, sign: Sign, theme: str | None) -> Cue:
    kind = sign.kind or CueKind.FRICTION
    about = (sign.subject or theme) if kind is CueKind.FRICTION else None
    return Cue(kind=kind, theme=about, words=_words(text, tokens, item), strength=sign.strength)


def _themes(text: str, tokens: Sequence[Token], found: Iterable[Found]) -> tuple[Theme, ...]:
    evidence: dict[str, list[str]] = {}
    for item in found:
        if item.sign.kind is None and item.sign.subject:
            evidence.setdefault(item.sign.subject, []).append(_words(text, tokens, item))
    ranked = sorted(evidence.items(), key=lambda theme: -len(theme[1]))
    return tuple(Theme(key=key, stage=SUBJECTS[key].stage, evidence=tuple(words)) for key, words in ranked)


def _words(text: str, tokens: Sequence[Token], item: Found) -> str:
    return text[tokens[item.first].start : tokens[item.last - 1].end]


def _widest(found: Iterable[Found]) -> list[Found]:
    """The cues without those that lie within a wider one, or within an equal one that came before."""
    kept: list[Found] = []
    for item in sorted((item for item in found if item.sign.kind), key=_precedence):
        if not kept or item.last > kept[-1].last:
            kept.append(item)
    return kept


def _precedence(item: Found) -> tuple[int, int, float]:
    return item.first, -item.last, -item.sign.strength


def _turned(item: Found, tokens: Sequence[Token], words: Vocabulary) -> Sign | None:
    """The sign as a negation before it leaves it: praise and kept promises turn round, other signs vanish."""
    kind = item.sign.kind
    reach = NEGATION_REACH if kind in {CueKind.PRAISE, CueKind.PROMISE_KEPT} else NEGATION_REACH - 1
    if not _is_negated(item.first, reach, tokens, words):
        return item.sign
    match kind:
        case CueKind.PRAISE:
            return replace(item.sign, kind=CueKind.FRICTION)
        case CueKind.PROMISE_KEPT:
            return replace(item.sign, kind=CueKind.PROMISE_BROKEN)
        case CueKind.PROMISE_BROKEN:
            return item.sign
        case _:
            return None


def _redeemed(signs: _Signs, tokens: Sequence[Token]) -> _Signs:
    """The signs without a promise that the same sentence goes on to tell as kept: "you promised to call and did"."""
    kept = [item.first for item, sign in signs if sign and sign.kind is CueKind.PROMISE_KEPT]

    def is_redeemed(item: Found, sign: Sign | None) -> bool:
        told = (token.word for token in tokens[item.last : next((at for at in kept if at >= item.last), item.last)])
        is_later = any(at >= item.last for at in kept)
        return sign is not None and sign.kind is CueKind.PROMISE_BROKEN and is_later and not _ENDS.intersection(told)

    return [(item, sign) for item, sign in signs if not is_redeemed(item, sign)]


def _is_negated(first: int, reach: int, tokens: Sequence[Token], words: Vocabulary) -> bool:
    for token in reversed(tokens[max(0, first - reach) : first]):
        if token.word in words.breaks or not token.word[0].isalnum():
            return False
        if token.word in words.negations:
            return True
    return False
