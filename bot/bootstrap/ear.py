"""How this installation listens to customers: which languages, and by which methods."""

from importlib.util import find_spec

from bot.chat.words import LANGUAGES
from bot.config import Settings
from bot.doctor import CannotRunError
from bot.insight.language import detect_language
from bot.insight.listener import KeywordListener
from bot.insight.sentiment import installed_scorer
from bot.station.intake.hear import Ear
from bot.station.redaction.redact import redact

NEEDED = ("phonenumbers", "py3langid")
"""What redaction and telling languages cannot do without; the extra `insight` brings it."""


def can_listen() -> bool:
    """Whether all is installed that listening needs."""
    return all(find_spec(module) is not None for module in NEEDED)


def ear_of(settings: Settings) -> Ear | None:
    """How to listen; `None` where the extra `insight` is not installed."""
    if not can_listen():
        return None
    return Ear(spoken=LANGUAGES, usual=settings.language, listener=KeywordListener(), scorer=installed_scorer())


def warm_up(ear: Ear) -> None:
    """Loads what the first text would otherwise wait for, a second or two, while others wait behind it."""
    text = "Thank you, that was a lovely visit. Call me on +48 601 000 000."
    for language in ear.spoken:
        redact(text, language)
    ear.scorer.score(text, "en")
    detect_language(text, ear.spoken, ear.usual)


def needed_ear(settings: Settings) -> Ear:
    """How to listen, where nothing can be done without.

    Raises:
        CannotRunError: the extra `insight` is not installed.
    """
    ear = ear_of(settings)
    if ear is None:
        raise CannotRunError(
            "Customer voice needs the extra 'insight'; install it with: pip install 'voxloop[insight]'"
        )
    return ear
