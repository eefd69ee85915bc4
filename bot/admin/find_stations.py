"""Finding which station or source is meant by what somebody typed, with the nearest names where nothing fits."""

from collections.abc import Mapping

from bot.admin.arguments import shown
from bot.admin.grammar import BadArgumentError
from bot.admin.messages import listed
from bot.admin.nearest import nearest
from bot.admin.store import AdminWork
from bot.chat.words import Words
from bot.station.intake.sources import all_sources
from bot.station.model import Source, Station


def station_named(tx: AdminWork, words: Words, typed: str) -> Station:
    """The station of this name or key.

    Raises:
        BadArgumentError: there is none; the text names the nearest.
    """
    found = {name: each for each in tx.stations.all() for name in (each.key.casefold(), _folded(each.name))}
    if _folded(typed) in found:
        return found[_folded(typed)]
    if not found:
        raise BadArgumentError(words.say("There is no station yet. An admin makes one with “station add NAME”."))
    missing = words.say("There is no station “{typed}”.", typed=shown(typed))
    near = _nearest(typed, {name: each.name for name, each in found.items()})
    raise BadArgumentError(f"{missing} {_did_you_mean(words, near)}")


def source_named(tx: AdminWork, words: Words, typed: str) -> Source:
    """The source of this name or key.

    Raises:
        BadArgumentError: there is none; the text names the nearest.
    """
    found = {name: each for each in all_sources(tx) for name in (each.key, _folded(each.name))}
    if _folded(typed) in found:
        return found[_folded(typed)]
    missing = words.say("There is no source “{typed}”.", typed=shown(typed))
    near = _nearest(typed, {name: each.key for name, each in found.items()})
    raise BadArgumentError(f"{missing} {_did_you_mean(words, near)}")


def _folded(typed: str) -> str:
    return " ".join(typed.split()).casefold()


def _nearest(typed: str, names: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(names[each] for each in nearest(_folded(typed), names)))


def _did_you_mean(words: Words, names: list[str]) -> str:
    return words.say("Did you mean {names}?", names=listed(words, [f"“{each}”" for each in names]))
