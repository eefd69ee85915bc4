"""Conversations of Intercom: webhooks, and conversations as its API gives them.

https://developers.intercom.com/docs/references/webhooks/webhook-models,
https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/conversation
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from adapters.intake.encoding import MAX_BYTES
from adapters.intake.fields import DENIED, consent_of, read_labels, read_moment, read_score, read_short, read_url
from adapters.intake.generic import attempt
from adapters.intake.json_values import Value, as_list, as_object, as_text, json_values
from adapters.intake.plain_text import mail_text
from adapters.intake.record import finish
from adapters.intake.refusals import UnusableError
from bot.chat.intake import IntakeRecord, InteractionKind, Parsed, RefusedRecord, Speaker, Turn
from bot.chat.words import phrase

SIDES = {
    "user": Speaker.CUSTOMER,
    "lead": Speaker.CUSTOMER,
    "contact": Speaker.CUSTOMER,
    "visitor": Speaker.CUSTOMER,
    "admin": Speaker.AGENT,
    "team": Speaker.AGENT,
    "bot": Speaker.AGENT,
}
NOTES = ("note", "note_and_reopen")
NO_CONVERSATION = phrase("There is no Intercom conversation in it.")

Facts = Mapping[str, object]


def parse_intercom(document: bytes, *, source: str, max_bytes: int = MAX_BYTES) -> Parsed:
    """Conversations without the teammates' internal notes.

    A conversation has its own id. A webhook of a reply brings only the newest part, and has `<conversation>/<part>`,
    since what comes later must not replace it.
    """
    for found in json_values(document, max_bytes=max_bytes):
        match found:
            case RefusedRecord():
                yield found
            case Value():
                yield from _conversations(found, source)


def _conversations(found: Value, source: str) -> Parsed:
    outer = as_object(found.value)
    if "topic" in outer:
        yield attempt(found.where, partial(_notified, outer, source, found.doubts))
        return
    several = outer.get("conversations")
    inside = as_list(several) if isinstance(several, list) else [outer]
    for number, conversation in enumerate(map(as_object, inside)):
        where = f"conversations[{number}]" if isinstance(several, list) else found.where
        yield attempt(where, partial(_whole, conversation, source, found.doubts))


def _notified(outer: Facts, source: str, doubts: tuple[str, ...]) -> IntakeRecord:
    item = as_object(as_object(outer.get("data")).get("item"))
    parts = _parts(item)
    if not as_text(outer.get("topic")).endswith(".replied") or not parts:
        return _whole(item, source, doubts)
    record = _record(item, source, tuple(map(_turn, _said(parts))))
    if record.consent in DENIED:
        # The tag is the conversation's, so it concerns all of it.
        return finish(record, doubts)
    number = f"{record.external_id}/{read_short(parts[-1].get('id'))}"
    happened_at = read_moment(parts[-1].get("created_at"), "created_at") or record.happened_at
    return finish(replace(record, external_id=number, happened_at=happened_at), doubts)


def _whole(conversation: Facts, source: str, doubts: tuple[str, ...]) -> IntakeRecord:
    opening = as_object(conversation.get("source")) or as_object(conversation.get("conversation_message"))
    if not opening and not _parts(conversation):
        raise UnusableError(NO_CONVERSATION)
    turns = [_turn(opening), *map(_turn, _said(_parts(conversation)))]
    remark = as_text(as_object(conversation.get("conversation_rating")).get("remark"))
    if remark:
        turns.append(Turn(speaker=Speaker.CUSTOMER, text=remark))
    return finish(_record(conversation, source, tuple(turns)), doubts)


def _record(conversation: Facts, source: str, turns: tuple[Turn, ...]) -> IntakeRecord:
    opening = as_object(conversation.get("source"))
    tags = as_list(as_object(conversation.get("tags")).get("tags"))
    labels = read_labels([as_object(tag).get("name") for tag in tags])
    rating = as_object(conversation.get("conversation_rating")).get("rating")
    is_mail = as_text(opening.get("type")) == "email"
    return IntakeRecord(
        source=source,
        external_id=read_short(conversation.get("id")),
        kind=InteractionKind.TICKET if is_mail else InteractionKind.CHAT,
        turns=turns,
        happened_at=read_moment(conversation.get("created_at"), "created_at"),
        subject=mail_text(as_text(opening.get("subject"))) or read_short(conversation.get("title")),
        language=read_short(as_object(conversation.get("custom_attributes")).get("language")),
        url=read_url(as_object(conversation.get("links")).get("conversation_web")),
        consent=consent_of(labels),
        known_names=_names(conversation),
        csat=read_score(rating, "rating", 1, 5),
        labels=labels,
    )


def _names(conversation: Facts) -> tuple[str, ...]:
    contacts = as_list(as_object(conversation.get("contacts")).get("contacts"))
    people = [*contacts, conversation.get("user"), conversation.get("assignee")]
    return read_labels([as_object(person).get("name") for person in people])


def _parts(conversation: Facts) -> list[dict[str, object]]:
    if conversation.get("type") == "conversation_part":
        return [dict(conversation)]
    parts = as_object(conversation.get("conversation_parts"))
    return [as_object(part) for part in as_list(parts.get("conversation_parts"))]


def _said(parts: list[dict[str, object]]) -> Iterator[dict[str, object]]:
    return (part for part in parts if part.get("part_type") not in NOTES)


def _turn(part: Facts) -> Turn:
    author = as_object(part.get("author"))
    return Turn(
        speaker=SIDES.get(as_text(author.get("type")), Speaker.UNKNOWN),
        name=read_short(author.get("name")),
        text=mail_text(as_text(part.get("body"))),
    )
