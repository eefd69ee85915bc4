"""The words in the code and the catalogues in `bot/locale`; as a program (`make words`), brings the latter up to date.

A catalogue is kept so that changes are easy to read: sorted by the English text, without dates or places.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import escape, read_po
from jinja2 import Environment, nodes

from bot.chat.words import CATALOGUES, LANGUAGES
from tests.project.repository import ROOT, files, modules

TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
SAYING = {"say": 1, "phrase": 1, "count": 2}
"""The functions that take English words, and how many texts each takes."""


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One text in the code; `many` is its plural where it has one."""

    one: str
    many: str = ""

    @property
    def key(self) -> str | tuple[str, str]:
        """As Babel's catalogues name it."""
        return (self.one, self.many) if self.many else self.one


def said_in_the_code() -> frozenset[Said]:
    """Every text that people may read."""
    python = (said for path in modules("bot", "adapters") for said in _said_in_python(path))
    templates = (path for path in files() if path.suffix in {".html", ".jinja", ".j2"} and "adapters" in path.parts)
    return frozenset(python) | {said for path in templates for said in _said_in_template(path)}


def computed_in_the_code() -> Iterator[str]:
    """Where words are put together before they are said, so that no catalogue can hold them."""
    for path in modules("bot", "adapters"):
        for call in _calls(path):
            texts = call.args[: SAYING[_name(call)]]
            if len(texts) == SAYING[_name(call)] and any(isinstance(text, ast.JoinedStr | ast.BinOp) for text in texts):
                yield f"{path.relative_to(ROOT)}:{call.lineno}"


@cache
def catalogue(language: str) -> Catalog:
    """What is translated into a language."""
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def names_in(text: str) -> frozenset[str]:
    """The `{names}` that a text has filled in."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def translations(old: Catalog, said: Said) -> tuple[str, ...]:
    """The translation, or one for each plural form of the language; empty texts where there is none."""
    forms = old.num_plurals if said.many else 1
    found = old.get(said.one)
    if found is None or found.id != said.key or not found.string:
        return ("",) * forms
    return (found.string,) if isinstance(found.string, str) else tuple(found.string)


def render(old: Catalog, texts: Iterable[Said]) -> str:
    """The catalogue in the form in which it is kept, with the texts of today; what nobody says any more is left out."""
    header = (
        f"Language: {old.locale_identifier}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {old.plural_forms}",
    )
    head = "\n".join(['msgid ""', 'msgstr ""', *(f"{escape(line + chr(10))}" for line in header)])
    return "\n\n".join([head, *(_entry(old, said) for said in sorted(texts))]) + "\n"


def update() -> None:
    """Writes every catalogue anew and says how much is left to translate."""
    texts = said_in_the_code()
    for language in TRANSLATED:
        old = catalogue(language)
        (CATALOGUES / f"{language}.po").write_text(render(old, texts), "utf-8")
        missing = sum(not any(translations(old, said)) for said in texts)
        print(f"{language}: {len(texts)} texts, {missing} to translate")


def _entry(old: Catalog, said: Said) -> str:
    found = old.get(said.one)
    flag = ["#, fuzzy"] if found is not None and found.fuzzy else []
    if not said.many:
        [translation] = translations(old, said)
        return "\n".join([*flag, f"msgid {escape(said.one)}", f"msgstr {escape(translation)}"])
    plurals = (f"msgstr[{n}] {escape(form)}" for n, form in enumerate(translations(old, said)))
    return "\n".join([*flag, f"msgid {escape(said.one)}", f"msgid_plural {escape(said.many)}", *plurals])


def _said_in_python(path: Path) -> Iterator[Said]:
    for call in _calls(path):
        texts = [text.value for text in call.args[: SAYING[_name(call)]] if isinstance(text, ast.Constant)]
        yield from _said(_name(call), texts)


def _said_in_template(path: Path) -> Iterator[Said]:
    for call in Environment(autoescape=True).parse(path.read_text("utf-8")).find_all(nodes.Call):
        name = getattr(call.node, "attr", "") or getattr(call.node, "name", "")
        yield from _said(name, [text.value for text in call.args if isinstance(text, nodes.Const)])


def _said(name: str, texts: Sequence[object]) -> Iterator[Said]:
    words = [text for text in texts if isinstance(text, str)]
    if name in SAYING and len(words) == SAYING[name]:
        yield Said(*words)


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and _name(node) in SAYING:
            yield node


def _name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


if __name__ == "__main__":
    update()
