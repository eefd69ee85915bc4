"""The endings that names take in Polish and Russian, so that a name is found in whatever case it stands."""

# ruff: noqa: RUF001, RUF002 - letters of other alphabets are the subject here

from collections.abc import Iterator

_MIN_LENGTH = 3
_SOFT_PL = {"k": "c", "g": "dz", "r": "rz", "d": "dzi", "t": "ci", "ł": "l"}
_POLISH = {
    "a": ("a", "y", "i", "ę", "ą", "o", "ie", "e", "u"),
    "o": ("o", "y", "i", "ę", "ą", "ie", "e"),
    "y": ("y", "i", "ego", "emu", "ym", "im", "a", "ej", "ą"),
    "i": ("i", "y", "iego", "iemu", "im", "a", "iej", "ą", "ego", "emu"),
    "": ("", "a", "owi", "em", "iem", "ie", "u", "e", "y", "i", "ów"),
}
_RUSSIAN = {
    "а": ("а", "ы", "и", "е", "у", "ой", "ою", "ей"),
    "я": ("я", "и", "е", "ю", "ей", "ею", "й"),
    "й": ("й", "я", "ю", "ем", "е", "и"),
    "ь": ("ь", "я", "ю", "ем", "и", "ью", "е"),
    "": ("", "а", "у", "ом", "ем", "е", "ым", "ой", "ы"),
}
_RUSSIAN_ADJECTIVE = ("ый", "ий", "ой", "ого", "его", "ому", "ему", "ым", "им", "ом", "ая", "яя", "ую", "юю", "ей")
_VOWELS = frozenset("aeiouyąęóаеёиоуыэюя")


def inflected(name: str, language: str) -> Iterator[str]:
    """The folded name and, in Polish and Russian, the forms it takes. Bounded: a few dozen at most."""
    folded = name.casefold().replace("ё", "е")
    yield folded
    if len(folded) < _MIN_LENGTH:
        return
    match language:
        case "pl":
            yield from _polish(folded)
        case "ru":
            yield from _russian(folded)
        case _:
            return


def _polish(name: str) -> Iterator[str]:
    ending = name[-1] if name[-1] in _POLISH else ""
    stem = name.removesuffix(ending)
    for each in (stem, *_without_fleeting(stem, ending)):
        yield from (each + other for other in _POLISH[ending])
        if each[-1] in _SOFT_PL:
            yield each[:-1] + _SOFT_PL[each[-1]] + "e"


def _russian(name: str) -> Iterator[str]:
    if name.endswith(("ый", "ий", "ая", "яя", "ой")):
        yield from (name[:-2] + other for other in _RUSSIAN_ADJECTIVE)
    ending = name[-1] if name[-1] in _RUSSIAN else ""
    stem = name.removesuffix(ending)
    for each in (stem, *_without_fleeting(stem, ending)):
        yield from (each + other for other in _RUSSIAN[ending])


def _without_fleeting(stem: str, ending: str) -> Iterator[str]:
    """Marek becomes Mark-a, Lipowiec Lipowc-a and Павел Павл-а: a last e or o that falls out before an ending."""
    if ending == "" and stem.endswith("iec"):
        yield stem.removesuffix("iec") + "c"
    if ending == "" and len(stem) > _MIN_LENGTH and stem[-2] in "eеоo" and stem[-1] not in _VOWELS:
        yield stem[:-2] + stem[-1]
