"""Sources: where customer voice comes from, what becomes of it, and the secret of each one's webhook."""

import base64
import hmac
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count

from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.people.caller import Caller
from bot.people.model import Role
from bot.privacy.keys import KeyStore
from bot.station.intake.forms import (
    AGENTS,
    CONSENT,
    COVERED,
    CUSTOMERS,
    FORMAT,
    MAX_NAME,
    MODE,
    NAME,
    PARSERS,
    REGIONS,
    secret_form,
    source_form,
    sources_form,
)
from bot.station.model import Source, SourceMode
from bot.station.notice_forms import notice_form
from bot.station.store import StationWork

MANUAL = "manual"
"""The key of the source of what people here add by hand; it is there from the beginning."""

SECRETS_KEY = "intake-secrets"
"""The name of the key that the secrets of webhooks are made of."""

MAX_KEY = 40

_REGION = re.compile(r"[A-Za-z]{2}(?:[-_][A-Za-z0-9]{1,5})?")
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


def find_source(tx: StationWork, written: str) -> Source | None:
    """The source of a key or a name, as somebody wrote it."""
    wanted = written.strip().casefold()
    return next((each for each in all_sources(tx) if wanted in {each.key, each.name.casefold()}), None)


def all_sources(tx: StationWork) -> Sequence[Source]:
    """All sources by key, with the one that is always there."""
    kept = tx.sources.all()
    if any(each.key == MANUAL for each in kept):
        return kept
    return sorted((*kept, _manual()), key=lambda each: each.key)


def manual_source(tx: StationWork) -> Source:
    """The source of what people add by hand."""
    return tx.sources.get(MANUAL) or _manual()


def list_sources(tx: StationWork, caller: Caller) -> Effect:
    """Shows all sources to an admin, with what becomes of each one's voices."""
    if (refused := _refused(caller)) is not None:
        return refused
    return Ask(sources_form(caller.words, all_sources(tx)))


def ask_for_source(tx: StationWork, caller: Caller, key: str = "", *, name: str = "") -> Effect:
    """Opens the window of a source, or of a new one without a key."""
    if (refused := _refused(caller)) is not None:
        return refused
    known = find_source(tx, key) if key else None
    if key and known is None:
        return Ask(notice_form(caller.words, _unknown(caller)))
    return Ask(source_form(caller.words, known, name=name))


def save_source(tx: StationWork, caller: Caller, key: str, values: FormValues) -> Effect:
    """Keeps what was set in the window. A change counts for what comes in from now on."""
    if (refused := _refused(caller)) is not None:
        return refused
    known = find_source(tx, key) if key else None
    if key and known is None:
        return Ask(notice_form(caller.words, _unknown(caller)))
    if problems := _problems(tx, caller, known, values):
        return Refuse(problems)
    name = _text(values, NAME)
    source = _with(known or Source(key=_free_key(tx, name), name=name), values)
    tx.sources.save(source)
    return Ask(sources_form(caller.words, all_sources(tx), notice=_saved(caller, source)))


def show_secret(tx: StationWork, caller: Caller, key: str, keys: KeyStore, public_url: str) -> Effect:
    """Shows an admin where a source's webhook is and the secret that it needs."""
    if (refused := _refused(caller)) is not None:
        return refused
    source = find_source(tx, key)
    if source is None:
        return Ask(notice_form(caller.words, _unknown(caller)))
    return Ask(secret_form(caller.words, source, intake_address(public_url, source), webhook_secret(keys, source)))


def renew_secret(tx: StationWork, caller: Caller, key: str, keys: KeyStore, public_url: str) -> Effect:
    """Gives a source another secret: the old one is refused from now on."""
    source = find_source(tx, key)
    if source is None or _refused(caller) is not None:
        return show_secret(tx, caller, key, keys, public_url)
    tx.sources.save(replace(source, secret_generation=source.secret_generation + 1))
    return show_secret(tx, caller, key, keys, public_url)


def webhook_secret(keys: KeyStore, source: Source) -> str:
    """The secret of a source's webhook. It is made of a key and kept nowhere; each generation has another."""
    made = hmac.digest(keys.get_or_create(SECRETS_KEY), f"{source.key}|{source.secret_generation}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def intake_address(public_url: str, source: Source) -> str:
    """Where a source sends its records."""
    return f"{public_url.rstrip('/')}/intake/{source.key}"


def _manual() -> Source:
    return Source(key=MANUAL, name="Added by hand")


def _refused(caller: Caller) -> Effect | None:
    if caller.person.role is Role.ADMIN:
        return None
    return Ask(notice_form(caller.words, caller.words.say("Only admins can do this.")))


def _unknown(caller: Caller) -> str:
    return caller.words.say("There is no such source (any more).")


def _saved(caller: Caller, source: Source) -> str:
    return caller.words.say("Saved: {name}. It counts for what comes in from now on.", name=source.name)


def _problems(tx: StationWork, caller: Caller, known: Source | None, values: FormValues) -> dict[str, str]:
    words, name = caller.words, _text(values, NAME)
    problems: dict[str, str] = {}
    if not name or len(name) > MAX_NAME:
        problems[NAME] = words.say("Please write a name.")
    other = find_source(tx, name)
    if other is not None and (known is None or other.key != known.key):
        problems[NAME] = words.say("There is a source with this name already.")
    if values.get(MODE) not in {mode.value for mode in SourceMode}:
        problems[MODE] = words.say("Please choose what becomes of its voices.")
    if not all(map(_REGION.fullmatch, _several(values, REGIONS))):
        problems[REGIONS] = words.say("Please write countries by their two letters, such as DE, PL.")
    return problems


def _with(source: Source, values: FormValues) -> Source:
    parser = _text(values, FORMAT)
    return replace(
        source,
        name=_text(values, NAME),
        parser=parser if parser in PARSERS else "",
        mode=SourceMode(_text(values, MODE)),
        is_consent_covered=values.get(CONSENT) == COVERED,
        covered_regions=tuple(region.upper() for region in _several(values, REGIONS)),
        customer_sides=_several(values, CUSTOMERS),
        agent_sides=_several(values, AGENTS),
    )


def _text(values: FormValues, name: str) -> str:
    return " ".join(str(values.get(name) or "").split())


def _several(values: FormValues, name: str) -> tuple[str, ...]:
    parts = (part.strip() for part in re.split(r"[,;\n]", str(values.get(name) or "")))
    return tuple(dict.fromkeys(filter(None, parts)))


def _free_key(tx: StationWork, name: str) -> str:
    """The name as it can stand in an address; with a number where that is taken."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    key = _NOT_IN_KEYS.sub("-", plain).strip("-")[:MAX_KEY] or f"source-{secrets.token_hex(3)}"
    taken = {each.key for each in all_sources(tx)}
    numbered = (f"{key}-{number}" for number in count(2))
    return next(each for each in chain((key,), numbered) if each not in taken)
