"""Adding by hand: somebody shares what a customer told them, and it goes the same way as all that comes in."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.chat.intake import ConsentState, IntakeRecord, InteractionKind, Speaker, Turn
from bot.people.caller import Caller
from bot.station.intake.forms import (
    AGREED,
    CONSENT,
    KIND,
    LINK,
    MAX_FACT,
    MAX_VOICE,
    NOT_KNOWN,
    PRODUCT,
    SITE,
    TEXT,
    voice_form,
    voice_taken_form,
)
from bot.station.intake.hear import Ear, Hearing, hear
from bot.station.intake.receive import Receipt, Taken, receive
from bot.station.intake.review import may_review, show_review
from bot.station.intake.sources import MANUAL, manual_source
from bot.station.model import SnippetState, Source, Voice
from bot.station.notice_forms import notice_form
from bot.station.redaction.redact import names_said, redact
from bot.station.store import StationWork

_URL = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_ID_CHARACTERS = 12


def ask_for_voice(caller: Caller, text: str = "", url: str = "") -> Effect:
    """Opens the window; what stands in it already is kept only if it is sent in."""
    return Ask(voice_form(caller.words, text, url))


def take_voice(tx: StationWork, caller: Caller, values: FormValues, ear: Ear, digest_key: bytes) -> Effect:
    """Takes what somebody shares, redacted, and shows what others would read of it.

    It waits for a look; who may look gets it to look at right away. Without the customer's consent it is held. The same
    words are taken once: shared again with consent, they are let go on.
    """
    if problems := _problems(caller, values):
        return Refuse(problems)
    source = _kept(tx)
    receipt = _received(tx, source, caller, values, ear, digest_key)
    if receipt.taken is Taken.REFUSED:
        return Ask(notice_form(caller.words, caller.words.say(receipt.reason)))
    return _answer(tx, caller, receipt)


def _kept(tx: StationWork) -> Source:
    source = manual_source(tx)
    if tx.sources.get(MANUAL) is None:
        tx.sources.save(source)
    return source


def _received(
    tx: StationWork, source: Source, caller: Caller, values: FormValues, ear: Ear, digest_key: bytes
) -> Receipt:
    record = _record(values)
    hearing = _without_people(record, hear(record, ear, digest_key, is_chosen=True))
    # Of the words alone, so that the same words are the same voice, whatever else is told of them.
    named = replace(hearing, external_id=hearing.words_digest.hex()[:_ID_CHARACTERS])
    return receive(tx, source, _as_known(tx, named), caller.now)


def _without_people(record: IntakeRecord, hearing: Hearing) -> Hearing:
    """Product and site are typed by a person here, and read beside the words: nobody is named in them either."""
    names = names_said(record.turns, hearing.language)
    product = redact(hearing.product, hearing.language, known_names=names).text
    return replace(hearing, product=product, site=redact(hearing.site, hearing.language, known_names=names).text)


def _as_known(tx: StationWork, hearing: Hearing) -> Hearing:
    """What is told of a voice that somebody shared before: only whether its customer agreed.

    The rest was looked at with the words, so whoever can type the same words cannot change it behind the reviewer.
    """
    known = tx.interactions.find(MANUAL, hearing.external_id)
    if known is None or known.consent is ConsentState.WITHDRAWN:
        return hearing
    return replace(hearing, kind=known.kind, product=known.product, site=known.site, url=known.url)


def _record(values: FormValues) -> IntakeRecord:
    return IntakeRecord(
        source=MANUAL,
        external_id="",
        kind=InteractionKind(str(values.get(KIND))),
        turns=(Turn(speaker=Speaker.CUSTOMER, text=_text(values, TEXT)),),
        product=_text(values, PRODUCT)[:MAX_FACT],
        site=_text(values, SITE)[:MAX_FACT],
        url=_text(values, LINK),
        consent=ConsentState.GIVEN if values.get(CONSENT) == AGREED else ConsentState.UNKNOWN,
    )


def _answer(tx: StationWork, caller: Caller, receipt: Receipt) -> Effect:
    voices = _voices(tx, receipt)
    waiting = [each for each in voices if each.snippet.state is SnippetState.WAITING]
    if waiting and may_review(caller):
        notice = caller.words.say("Thank you. This is what others would read:")
        return show_review(tx, caller, waiting[0], notice=notice)
    return Ask(voice_taken_form(caller.words, voices, external_id=receipt.external_id))


def _voices(tx: StationWork, receipt: Receipt) -> Sequence[Voice]:
    found = tx.snippets.many([each.id for each in receipt.snippets])
    return [found[each.id] for each in receipt.snippets]


def _problems(caller: Caller, values: FormValues) -> dict[str, str]:
    words = caller.words
    problems: dict[str, str] = {}
    if not any(sign.isalpha() for sign in _text(values, TEXT)) or len(_text(values, TEXT)) > MAX_VOICE:
        problems[TEXT] = words.say("Please write what the customer said, in a few sentences.")
    if values.get(CONSENT) not in {AGREED, NOT_KNOWN}:
        problems[CONSENT] = words.say("Please say whether the customer agreed.")
    if values.get(KIND) not in {kind.value for kind in InteractionKind}:
        problems[KIND] = words.say("Please choose where it was said.")
    if _text(values, LINK) and not _URL.fullmatch(_text(values, LINK)):
        problems[LINK] = words.say("Please write a full address that begins with https://, or leave it empty.")
    return problems


def _text(values: FormValues, name: str) -> str:
    return str(values.get(name) or "").strip()
