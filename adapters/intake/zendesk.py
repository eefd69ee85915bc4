"""Tickets of Zendesk: exports with their comments, webhooks of triggers, and webhooks of ticket events.

https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_comments/,
https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from adapters.intake.encoding import MAX_BYTES
from adapters.intake.fields import DENIED, consent_of, read_labels, read_moment, read_short, read_url
from adapters.intake.generic import attempt
from adapters.intake.json_values import Value, as_list, as_object, as_text, json_values
from adapters.intake.plain_text import mail_text
from adapters.intake.record import finish
from adapters.intake.refusals import UnusableError
from bot.chat.intake import IntakeRecord, InteractionKind, Parsed, RefusedRecord, Speaker, Turn
from bot.chat.words import phrase

EVENT = "zen:event-type:"
ROLES = {"end-user": Speaker.CUSTOMER, "end_user": Speaker.CUSTOMER, "agent": Speaker.AGENT, "admin": Speaker.AGENT}
CHATS = frozenset({"chat", "messaging", "native_messaging", "web_messaging", "whatsapp", "sms"})
CALLS = frozenset({"voice", "phone"})
API_PATH = "/api/v2/tickets/"

NO_TICKET = phrase("There is no Zendesk ticket in it.")
NOT_PUBLIC = phrase("It is an internal note, not public.")

Facts = Mapping[str, object]


def parse_zendesk(document: bytes, *, source: str, max_bytes: int = MAX_BYTES) -> Parsed:
    """Tickets with what was said in public, internal notes left out; or the one comment that a webhook brings.

    A ticket has its own number as id; a comment that comes alone has `<ticket>/<comment>`, since what comes later
    must not replace it. A tag that refuses consent or takes it back does so for the whole ticket, whatever brings it.
    """
    for found in json_values(document, max_bytes=max_bytes):
        match found:
            case RefusedRecord():
                yield found
            case Value():
                yield from _tickets(found, source)


def _tickets(found: Value, source: str) -> Parsed:
    outer = as_object(found.value)
    if as_text(outer.get("type")).startswith(EVENT):
        yield attempt(found.where, partial(_event, outer, source, found.doubts))
        return
    several = outer.get("tickets")
    tickets = as_list(several) if isinstance(several, list) else [outer.get("ticket", outer)]
    for number, ticket in enumerate(map(as_object, tickets)):
        where = f"tickets[{number}]" if isinstance(several, list) else found.where
        yield attempt(where, partial(_ticket, ticket, outer, source, found.doubts))


def _ticket(ticket: Facts, outer: Facts, source: str, doubts: tuple[str, ...]) -> IntakeRecord:
    if _is_denied(ticket):
        return finish(_record(ticket, source, (), []))
    people = _people(ticket, outer)
    turns = [*_comments(ticket, outer, people)]
    if not turns and ticket.get("description"):
        author = as_text(ticket.get("submitter_id")) or as_text(as_object(ticket.get("submitter")).get("id"))
        turns = [_turn(ticket.get("description"), _speaker(author, ticket, people), people.get(author, {}))]
    rating = as_object(ticket.get("satisfaction_rating"))
    if as_text(rating.get("comment")):
        turns.append(Turn(speaker=Speaker.CUSTOMER, text=as_text(rating.get("comment"))))
    if not turns:
        raise UnusableError(NO_TICKET if "id" not in ticket else NOT_PUBLIC)
    record = _record(ticket, source, tuple(turns), [as_text(person.get("name")) for person in people.values()])
    return finish(record, doubts)


def _record(ticket: Facts, source: str, turns: tuple[Turn, ...], names: list[str]) -> IntakeRecord:
    channel = as_text(as_object(ticket.get("via")).get("channel")).casefold()
    rating = as_text(as_object(ticket.get("satisfaction_rating")).get("score"))
    csat = [f"csat:{rating}"] if rating in {"good", "bad"} else []
    tags = read_labels([*as_list(ticket.get("tags")), *csat])
    return IntakeRecord(
        source=source,
        external_id=read_short(ticket.get("id")),
        kind=_kind(channel),
        turns=turns,
        happened_at=read_moment(ticket.get("created_at"), "created_at"),
        subject=read_short(ticket.get("subject")),
        language=read_short(as_object(ticket.get("requester")).get("locale")),
        url=_page(read_url(ticket.get("url"))),
        consent=consent_of(tags),
        known_names=read_labels(list(names)),
        labels=tags,
    )


def _event(outer: Facts, source: str, doubts: tuple[str, ...]) -> IntakeRecord:
    """What a webhook of a ticket event brings: the comment that was added, or the ticket that was opened."""
    ticket, event = as_object(outer.get("detail")), as_object(outer.get("event"))
    comment = as_object(event.get("comment")) or as_object(event.get("message"))
    if not comment or _is_denied(ticket):
        return _ticket(ticket, {}, source, doubts)
    if comment.get("is_public") is False:
        raise UnusableError(NOT_PUBLIC)
    author = as_object(comment.get("author")) or as_object(event.get("actor"))
    turn = _turn(comment.get("body"), _event_speaker(author, ticket), author)
    record = _record({**ticket, "created_at": outer.get("time")}, source, (turn,), [])
    number = f"{record.external_id}/{read_short(comment.get('id')) or read_short(outer.get('id'))}"
    return finish(replace(record, external_id=number), doubts)


def _is_denied(ticket: Facts) -> bool:
    return bool(ticket.get("id")) and consent_of(read_labels(as_list(ticket.get("tags")))) in DENIED


def _event_speaker(author: Facts, ticket: Facts) -> Speaker:
    match author.get("is_staff"):
        case True:
            return Speaker.AGENT
        case False:
            return Speaker.CUSTOMER
        case _:
            said = ROLES.get(as_text(author.get("type")))
            return said or _speaker(as_text(author.get("id")), ticket, {})


def _people(ticket: Facts, outer: Facts) -> dict[str, Facts]:
    """The people that the source describes, by id."""
    inside = [as_object(ticket.get(role)) for role in ("requester", "submitter", "assignee")]
    users = [*map(as_object, as_list(outer.get("users"))), *inside]
    concerned = {as_text(ticket.get(f"{role}_id")) for role in ("requester", "submitter", "assignee")}
    concerned |= {as_text(as_object(each).get("author_id")) for each in _all_comments(ticket, outer)}
    concerned |= {as_text(person.get("id")) for person in inside}
    return {number: person for person in users if (number := as_text(person.get("id"))) and number in concerned}


def _all_comments(ticket: Facts, outer: Facts) -> list[object]:
    return as_list(ticket.get("comments")) or ([] if "tickets" in outer else as_list(outer.get("comments")))


def _comments(ticket: Facts, outer: Facts, people: Mapping[str, Facts]) -> Iterator[Turn]:
    for comment in map(as_object, _all_comments(ticket, outer)):
        if comment.get("public") is False:
            continue
        author = as_object(comment.get("author"))
        number = as_text(comment.get("author_id")) or as_text(author.get("id"))
        body = comment.get("plain_body") or comment.get("html_body") or comment.get("body")
        yield _turn(body, _speaker(number, ticket, people, author), author or people.get(number, {}))


def _speaker(number: str, ticket: Facts, people: Mapping[str, Facts], author: Facts | None = None) -> Speaker:
    """By the role that the source gives; else the requester is the customer and the assignee the agent."""
    role = ROLES.get(as_text((author or people.get(number, {})).get("role"))) or ROLES.get(
        as_text(people.get(number, {}).get("role"))
    )
    if role or not number:
        return role or Speaker.UNKNOWN
    if number == _id_of("requester", ticket):
        return Speaker.CUSTOMER
    return Speaker.AGENT if number == _id_of("assignee", ticket) else Speaker.UNKNOWN


def _id_of(role: str, ticket: Facts) -> str:
    return as_text(ticket.get(f"{role}_id")) or as_text(as_object(ticket.get(role)).get("id"))


def _turn(body: object, speaker: Speaker, person: Facts) -> Turn:
    return Turn(speaker=speaker, name=read_short(person.get("name")), text=mail_text(as_text(body)))


def _kind(channel: str) -> InteractionKind:
    if channel in CHATS:
        return InteractionKind.CHAT
    return InteractionKind.CALL if channel in CALLS else InteractionKind.TICKET


def _page(url: str) -> str:
    """The page that people open, of the address that programs use."""
    return url.replace(API_PATH, "/agent/tickets/").removesuffix(".json") if API_PATH in url else url
