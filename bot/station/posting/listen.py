"""Listening: a link to a clip that works for a quarter of an hour, and no longer than the customer agrees."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, Message, Paragraph
from bot.chat.effects import Ask, Effect, Whisper
from bot.chat.forms import Form
from bot.chat.intake import ConsentState
from bot.people.caller import Caller
from bot.people.model import Role
from bot.privacy.keys import KeyStore
from bot.privacy.signed_links import BadLinkError, SignedLinks
from bot.station.model import ClipState, SnippetId, SnippetState, Voice
from bot.station.store import StationWork

LINK_KEY = "clip-links"
"""The name of the key that links to clips are signed with."""

LIFE = timedelta(minutes=15)
PATH = "/clips"

_IN_REVIEW, _FOR_ALL = "r", "l"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipLinks:
    """Makes links to clips, and reads them back. Who has a link may listen; it tells nothing about who asked for it."""

    public_url: str
    keys: KeyStore

    def link(self, snippet_id: SnippetId, now: datetime, *, is_review: bool) -> str:
        """A link that works from now on for `LIFE`; one made in a review also opens what is not approved yet."""
        return self._signed.link(snippet_id, _IN_REVIEW if is_review else _FOR_ALL, now=now)

    def read(self, token: str, now: datetime) -> tuple[SnippetId, bool]:
        """The snippet that a link names, and whether it was made in a review.

        Raises:
            BadLinkError: the link is none of ours, or its time is over.
        """
        snippet_id, kind = self._signed.read(token, now)
        return SnippetId(snippet_id), kind == _IN_REVIEW

    @property
    def _signed(self) -> SignedLinks:
        return SignedLinks(address=f"{self.public_url}{PATH}", key_name=LINK_KEY, life=LIFE, keys=self.keys)


def listen(
    tx: StationWork, caller: Caller, snippet_id: SnippetId, links: ClipLinks, *, is_in_form: bool = False
) -> Effect:
    """Gives somebody a link to a clip, if they may hear it."""
    words, voice = caller.words, tx.snippets.get(snippet_id)
    is_review = caller.person.role in {Role.LEADER, Role.ADMIN}
    if voice is None or not may_be_heard(voice, is_review=is_review):
        return _said(words.say("There is no recording of this (any more)."), (), caller, is_in_form=is_in_form)
    is_waiting = voice.snippet.state is SnippetState.WAITING
    url = links.link(snippet_id, caller.now, is_review=is_review and is_waiting)
    buttons = [Button(label=words.say("Listen"), url=url)]
    if is_in_form and is_waiting:
        buttons.append(Button(label=words.say("Back"), action=ActionRef("station.review-open", (snippet_id,))))
    text = words.say("This link works for a quarter of an hour. Please do not record or pass on what you hear.")
    return _said(text, buttons, caller, is_in_form=is_in_form)


def may_be_heard(voice: Voice, *, is_review: bool) -> bool:
    """Whether the voice itself may be heard: with the customer's consent, and once approved but for reviewers."""
    interaction, snippet = voice.interaction, voice.snippet
    if interaction.consent is not ConsentState.GIVEN or not interaction.consent_covers_audio:
        return False
    if snippet.clip is ClipState.APPROVED and snippet.state is SnippetState.APPROVED:
        return True
    is_under_review = snippet.state in {SnippetState.WAITING, SnippetState.APPROVED}
    return is_review and is_under_review and snippet.clip is not ClipState.NONE


def keep_clip(tx: StationWork, snippet_id: SnippetId, media_type: str, content: bytes) -> None:
    """Keeps a clip that a person has yet to approve, unless the snippet or its consent is gone by now."""
    voice = tx.snippets.get(snippet_id)
    if voice is None or voice.snippet.state not in {SnippetState.WAITING, SnippetState.APPROVED}:
        return
    if voice.snippet.clip is ClipState.NONE and voice.interaction.consent_covers_audio:
        tx.snippets.put_clip(snippet_id, media_type, content)
        tx.snippets.save([replace(voice.snippet, clip=ClipState.WAITING)])


def clip_of(tx: StationWork, links: ClipLinks, token: str, now: datetime) -> tuple[str, bytes] | None:
    """The media type and content behind a link; `None` where it may not (or no longer) be heard."""
    try:
        snippet_id, is_review = links.read(token, now)
    except BadLinkError:
        return None
    voice = tx.snippets.get(snippet_id)
    if voice is None or not may_be_heard(voice, is_review=is_review):
        return None
    return tx.snippets.clip(snippet_id)


def _said(text: str, buttons: Sequence[Button], caller: Caller, *, is_in_form: bool) -> Effect:
    parts = (Paragraph(text), *((Buttons(tuple(buttons)),) if buttons else ()))
    if is_in_form:
        return Ask(Form(title=caller.words.say("Listen"), parts=parts, close_label=caller.words.say("Close")))
    return Whisper(Message(summary=text, blocks=parts))
