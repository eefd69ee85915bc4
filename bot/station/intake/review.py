"""The review: somebody looks at each voice before others hear it, changes it, lets it through, or rejects it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.chat.effects import Ask, Effect, Refuse
from bot.chat.forms import FormValues
from bot.chat.intake import ConsentState
from bot.people.caller import Caller
from bot.people.model import Role
from bot.station.cutting.model import PassageLine
from bot.station.intake.forms import LINE, MAX_LINE, MAX_SIDES, TAKE_OUT, Reviewed, review_form
from bot.station.intake.sources import all_sources
from bot.station.model import ClipState, SnippetId, SnippetState, Voice
from bot.station.notice_forms import notice_form
from bot.station.redaction.redact import redact
from bot.station.store import StationWork

TAKEN_OUT = "[…]"
"""What stands for words that a person took out."""

REVIEWERS = frozenset({Role.LEADER, Role.ADMIN})

_SHORTEST_TO_TAKE_OUT = 2


def waiting_for_review(tx: StationWork) -> int:
    """How many voices wait for a person to look at them."""
    return tx.snippets.count_in_state(SnippetState.WAITING)


def may_review(caller: Caller) -> bool:
    return caller.person.role in REVIEWERS


def open_review(tx: StationWork, caller: Caller, *, after: SnippetId | None = None, notice: str = "") -> Effect:
    """Opens the oldest voice that waits, or the one after another; who looked at the last one begins anew."""
    if not may_review(caller):
        return _only_reviewers(caller)
    found = tx.snippets.in_state(SnippetState.WAITING, limit=1, after=after)
    if not found and after is not None:
        found = tx.snippets.in_state(SnippetState.WAITING, limit=1)
    if found:
        return show_review(tx, caller, found[0], notice=notice)
    none = caller.words.say("Nothing waits for a look. Well done!")
    return Ask(notice_form(caller.words, f"{notice} {none}".strip()))


def show_review(tx: StationWork, caller: Caller, voice: Voice, *, notice: str = "") -> Effect:
    """Opens one voice that waits."""
    if not may_review(caller):
        return _only_reviewers(caller)
    names = {source.key: source.name for source in all_sources(tx)}
    key = voice.interaction.source
    reviewed = Reviewed(voice=voice, waiting=waiting_for_review(tx), source=names.get(key, key))
    return Ask(review_form(caller.words, reviewed, notice=notice))


def approve(tx: StationWork, caller: Caller, snippet_id: SnippetId, values: FormValues) -> Effect:
    """Lets a voice through, as it was changed in the window, and opens the next.

    What was changed is redacted once more. Somebody else's decision stands, and so does the customer's.
    """
    if not may_review(caller):
        return _only_reviewers(caller)
    voice = tx.snippets.get(snippet_id)
    if voice is None or voice.snippet.state is not SnippetState.WAITING:
        return open_review(tx, caller, after=snippet_id, notice=_decided(caller))
    if voice.interaction.consent is not ConsentState.GIVEN:
        return open_review(tx, caller, after=snippet_id, notice=_without_consent(caller))
    edited = _edited(voice, values)
    if not edited.lines:
        return Refuse({f"{LINE}0": caller.words.say("Nothing would be left. To show nothing of it, reject it.")})
    tx.snippets.save(
        [
            replace(
                voice.snippet,
                lines=edited.lines,
                state=SnippetState.APPROVED,
                reviewed_by=caller.person.id,
                approved_at=caller.now,
            )
        ]
    )
    return open_review(tx, caller, after=snippet_id, notice=_approved(caller, edited))


def reject(tx: StationWork, caller: Caller, snippet_id: SnippetId) -> Effect:
    """Shows a voice to nobody, for good, and opens the next. Somebody else's decision stands."""
    if not may_review(caller):
        return _only_reviewers(caller)
    voice = tx.snippets.get(snippet_id)
    if voice is None or voice.snippet.state is not SnippetState.WAITING:
        return open_review(tx, caller, after=snippet_id, notice=_decided(caller))
    rejected = replace(voice.snippet, state=SnippetState.REJECTED, clip=ClipState.NONE, reviewed_by=caller.person.id)
    tx.snippets.save([rejected])
    tx.snippets.delete_clips([snippet_id])
    return open_review(tx, caller, after=snippet_id, notice=caller.words.say("Rejected: nobody will hear it."))


def approve_clip(tx: StationWork, caller: Caller, snippet_id: SnippetId) -> Effect:
    """Lets the recording of a voice be heard, which nobody can redact: only with the customer's own consent to that."""
    if not may_review(caller):
        return _only_reviewers(caller)
    voice = tx.snippets.get(snippet_id)
    if voice is None or voice.snippet.clip is ClipState.NONE:
        return Ask(notice_form(caller.words, caller.words.say("There is no recording of this (any more).")))
    if not voice.interaction.consent_covers_audio or voice.interaction.consent is not ConsentState.GIVEN:
        refused = caller.words.say(
            "The customer did not agree to their voice being heard, so only the words are shown."
        )
        return Ask(notice_form(caller.words, refused))
    approved = replace(voice, snippet=replace(voice.snippet, clip=ClipState.APPROVED))
    tx.snippets.save([approved.snippet])
    notice = caller.words.say("The recording is approved. It can be heard once the words are approved as well.")
    if voice.snippet.state is SnippetState.WAITING:
        return show_review(tx, caller, approved, notice=notice)
    return Ask(notice_form(caller.words, notice))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edited:
    lines: tuple[PassageLine, ...]
    removed: int


def _edited(voice: Voice, values: FormValues) -> _Edited:
    """The lines as a person changed them; a line that was emptied is gone. Fields that are missing change nothing."""
    words_out = _words_to_take_out(values)
    lines: list[PassageLine] = []
    removed = 0
    for number, line in enumerate(voice.snippet.lines):
        written = _written(values, number, line)
        text = written
        if written != line.text:
            redacted = redact(written, voice.interaction.language)
            removed += len(redacted.removals)
            text = redacted.text
        text = _taken_out(text, words_out)
        if text:
            lines.append(replace(line, text=text))
    return _Edited(lines=tuple(lines), removed=removed)


def _written(values: FormValues, number: int, line: PassageLine) -> str:
    """What somebody made of a line; of one that is longer than its field, the field holds the beginning."""
    name = f"{LINE}{number}"
    if name not in values:
        return line.text
    written = " ".join(str(values[name] or "").split())
    return line.text if written == line.text[:MAX_LINE].rstrip() else written


def _words_to_take_out(values: FormValues) -> Sequence[str]:
    written = str(values.get(TAKE_OUT) or "")[:MAX_SIDES]
    parts = (" ".join(part.split()) for part in re.split(r"[,;\n]", written))
    return sorted({part for part in parts if len(part) >= _SHORTEST_TO_TAKE_OUT}, key=len, reverse=True)


def _taken_out(text: str, words: Sequence[str]) -> str:
    """Without these words, whatever their case, as whole words: also where spaces are wider than written."""
    for each in words:
        pattern = r"\s+".join(map(re.escape, each.split()))
        text = re.sub(rf"(?<!\w){pattern}(?!\w)", TAKEN_OUT, text, flags=re.IGNORECASE)
    return text


def _approved(caller: Caller, edited: _Edited) -> str:
    said = caller.words.say("Approved.")
    if not edited.removed:
        return said
    more = caller.words.count(
        "I took out {n} more thing that looked personal.",
        "I took out {n} more things that looked personal.",
        edited.removed,
    )
    return f"{said} {more}"


def _decided(caller: Caller) -> str:
    return caller.words.say("Somebody has decided about this one already; their decision stands.")


def _without_consent(caller: Caller) -> str:
    return caller.words.say("This customer's consent is missing, so it cannot be approved.")


def _only_reviewers(caller: Caller) -> Effect:
    return Ask(notice_form(caller.words, caller.words.say("Only leaders and admins can do this.")))
