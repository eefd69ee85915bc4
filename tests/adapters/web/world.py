"""A page with a small made-up core behind it, served for real on 127.0.0.1."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from adapters.http.server import Mount, Server, build_application
from adapters.web.adapter import WebAdapter, build_web
from adapters.web.demo import DemoPerson, Step
from adapters.web.front_desk import WebProfile
from adapters.web.gallery import GalleryEntry
from adapters.web.install import PURPOSE
from adapters.web.refs import account_ref
from bot.chat.actions import ActionRef
from bot.chat.blocks import (
    Button,
    Buttons,
    ButtonStyle,
    Choice,
    ChoiceList,
    Divider,
    Fact,
    Facts,
    Heading,
    Message,
    Note,
    OpenQuestion,
    Paragraph,
    Progress,
    RatingScale,
    Table,
)
from bot.chat.effects import Ask, Effect, Nothing, Post, Refuse, Replace, Whisper
from bot.chat.events import ButtonPressed, CommandGiven, Event, FormSubmitted, HomeOpened, MessageTyped
from bot.chat.forms import ChoiceField, DateField, FieldValue, Form, Option, TextField
from bot.chat.ids import AccountRef, DeliveryId, MessageRef, Place, direct
from bot.clock.clock import MovableClock
from tests.adapters.web.voices import CARDS, REVIEW, voice
from tests.fakes.web_stores import MemoryChannels, MemoryMailbox, MemoryTokens

KEY = b"k" * 32
START_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

SCALE = RatingScale(
    question="How well could you serve customers this week?",
    points=tuple(Choice(label=str(n), action=ActionRef("rate", (str(n),))) for n in range(1, 6)),
    low="Not at all",
    high="Very well",
)
CHECK_IN = Message(
    summary="One question for today",
    blocks=(
        Paragraph("Good morning, Ada! One question today."),
        SCALE,
        Buttons(
            (
                Button(label="Catch up", action=ActionRef("catch")),
                Button(label="My answers", action=ActionRef("mine")),
                Button(label="Not today", action=ActionRef("nothing")),
            )
        ),
        Note("Only shown in groups of five or more. You can change your answer until Saturday, 12:00 UTC."),
    ),
)
EVERYTHING = Message(
    summary="Every kind of block",
    blocks=(
        Heading("Your week at Bramble & Finch"),
        Paragraph("This is how customers found us last week.\nThank you for telling us what got in the way."),
        Facts((Fact(name="Team", value="Front desk, Riverside"), Fact(name="Check-ins", value="4 of 5 days"))),
        Progress(label="Setting up", done=3, total=8),
        Divider(),
        RatingScale(
            question="Would you recommend us as a place to work?",
            points=tuple(Choice(label=str(n), action=ActionRef("rate", (str(n),))) for n in range(11)),
            low="Not at all likely",
            high="Extremely likely",
        ),
        ChoiceList(
            question="What got in the way of serving customers?",
            choices=tuple(
                Choice(label=label, action=ActionRef("pick", (label,)))
                for label in ("Slow tools", "Too few of us", "Unclear rules", "Nothing")
            ),
        ),
        OpenQuestion(question="What should we stop doing?", button=Choice(label="Write", action=ActionRef("write"))),
        Table(
            columns=("Site", "Promise kept", "Change", "What people said most"),
            rows=(
                ("Riverside", "4.0 to 4.5", "up", "Queues at noon"),
                ("Old Mill", "3.5 to 4.0", "same", "Card reader is slow"),
            ),
        ),
        Buttons(
            (
                Button(label="Open the guide", url="https://voxloop.example.com/guide", style=ButtonStyle.PRIMARY),
                Button(label="Exchange", action=ActionRef("replace")),
                Button(label="Delete all", action=ActionRef("post"), style=ButtonStyle.DANGER),
            )
        ),
    ),
)
HOME = Message(
    summary="Home",
    blocks=(
        Heading("Hello, Ada"),
        Paragraph("Your check-ins arrive at 10:00 on working days."),
        Buttons((Button(label="Change the hour", action=ActionRef("hour")),)),
    ),
)
LANGUAGES = tuple(Option(value=value, label=label) for value, label in (("en", "English"), ("pl", "polski")))
HOURS = tuple(Option(value=str(n), label=f"{n}:00") for n in range(24))


def answer_form(score: str | None) -> Form:
    return Form(
        title="Thank you, it is kept",
        parts=(
            Paragraph("How well could you serve customers this week?"),
            ChoiceField(
                name="score",
                label="Your answer",
                options=tuple(Option(value=str(n), label=str(n)) for n in range(1, 6)),
                selected=score,
            ),
            TextField(
                name="comment",
                label="What made it so?",
                is_long=True,
                is_required=False,
                hint="Leave out names. Your leader sees comments only from groups.",
            ),
            Buttons((Button(label="Delete my answer", action=ActionRef("delete"), style=ButtonStyle.DANGER),)),
        ),
        close_label="Close",
        submit=ActionRef("save"),
        submit_label="Save",
    )


SETTINGS = Form(
    title="When should we write?",
    parts=(
        ChoiceField(name="hour", label="Hour", options=HOURS, selected="10"),
        ChoiceField(name="language", label="Language", options=LANGUAGES, is_required=False),
        DateField(name="until", label="Pause until", selected=date(2026, 12, 24), is_required=False),
        TextField(name="nickname", label="What should we call you?", value="Ada", hint="As you like."),
    ),
    close_label="Cancel",
    submit=ActionRef("settle"),
    submit_label="Save",
)


def said(text: str) -> Message:
    return Message(summary=text, blocks=(Paragraph(text),))


@dataclass
class Core:
    """Remembers what it heard and answers by the action's verb."""

    heard: list[Event] = field(default_factory=list)
    error: Exception | None = None
    effect_of: Mapping[type[Event], Effect] = field(default_factory=dict)

    async def __call__(self, event: Event) -> Effect:
        if self.error is not None:
            raise self.error
        self.heard.append(event)
        if type(event) in self.effect_of:
            return self.effect_of[type(event)]
        match event:
            case ButtonPressed(action=action):
                return self._pressed(action)
            case FormSubmitted(values=values):
                return _submitted(values)
            case CommandGiven(text="review"):
                return Ask(REVIEW)
            case CommandGiven(text=text):
                return Whisper(said(f"You asked for: {text}")) if text != "post" else Post(said("Posted for you"))
            case MessageTyped():
                return Whisper(said("What is typed here is not kept."))
            case HomeOpened():
                return Post(HOME)
            case _:
                return Nothing()

    def _pressed(self, action: ActionRef) -> Effect:
        match action.verb:
            case "rate":
                return Ask(answer_form(action.args[0]))
            case "catch" | "mine" | "write":
                return Ask(answer_form(None))
            case "hour":
                return Ask(SETTINGS)
            case "hear":
                return Replace(voice(hearing=1))
            case "fix":
                return Ask(REVIEW)
            case "replace":
                return Replace(said("Exchanged"))
            case "post":
                return Post(said("Posted"))
            case "delete":
                return Whisper(said("Deleted"))
            case _:
                return Nothing()


def _submitted(values: Mapping[str, FieldValue]) -> Effect:
    if values.get("comment") == "bad":
        return Refuse({"comment": "Please leave out names."})
    return Whisper(said("Saved. You can change it until Saturday."))


ADA = account_ref("ada")
PEOPLE = (
    DemoPerson(account=ADA, name="Ada Lindqvist", role="employee", team="Front desk"),
    DemoPerson(account=account_ref("bo"), name="Bo Marchetti", role="leader", team="Kitchen"),
    DemoPerson(account=account_ref("cy"), name="Cy Okafor", role="admin", team="Office"),
)
MODERATORS = frozenset(each.account for each in PEOPLE if each.role == "admin")


@dataclass
class Controls:
    """Fills `adapters.web.demo.DemoControls`."""

    clock: MovableClock
    became: list[AccountRef] = field(default_factory=list)

    def people(self) -> Sequence[DemoPerson]:
        return PEOPLE

    async def become(self, account: AccountRef) -> None:
        self.became.append(account)

    def now(self) -> datetime:
        return self.clock.now()

    async def move(self, step: Step) -> None:
        self.clock.move({"hour": timedelta(hours=1), "workday": timedelta(days=1), "week": timedelta(weeks=1)}[step])


async def find_profile(account: AccountRef) -> WebProfile | None:
    names = {person.account: person.name for person in PEOPLE}
    if account not in names:
        return None
    return WebProfile(name=names[account], time_zone="Europe/Stockholm", may_moderate=account in MODERATORS)


QUOTED: tuple[dict[str, object], ...] = (
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "Customer", "style": {"bold": True}}]},
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "I have told this three times"}]},
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "link", "url": "https://calls.example.com/4711", "text": "Back to the recording"}
                ],
            },
        ],
    },
)


def gallery() -> Sequence[GalleryEntry]:
    blocks: list[dict[str, object]] = [
        {"type": "header", "text": {"type": "plain_text", "text": "Your week"}},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Bold* and _leaning_ &amp; `code`"}},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": {"type": "plain_text", "text": "1"}, "style": "primary"},
                {"type": "button", "text": {"type": "plain_text", "text": "2"}},
            ],
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Only you see this"}]},
    ]
    view: dict[str, object] = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Thank you"},
        "submit": {"type": "plain_text", "text": "Save"},
        "blocks": blocks,
    }
    return (
        GalleryEntry(name="Every block", shown=EVERYTHING, renderings={"Slack": blocks}),
        GalleryEntry(name="Check-in", shown=CHECK_IN, renderings={"Slack": blocks}),
        GalleryEntry(name="A voice", shown=voice(hearing=3), renderings={"Slack": QUOTED}),
        GalleryEntry(name="Answer form", shown=answer_form("3"), renderings={"Slack": view}),
    )


@dataclass
class World:
    """Everything behind the page, to look at and to change."""

    core: Core
    mailbox: MemoryMailbox
    tokens: MemoryTokens
    clock: MovableClock
    controls: Controls
    channels: MemoryChannels
    web: WebAdapter
    url: str = ""

    async def token_for(self, account: str) -> str:
        token = secrets.token_urlsafe(32)
        await self.tokens.issue(PURPOSE, token, account, self.clock.now() + timedelta(hours=1))
        return token

    async def post(self, message: Message, account: AccountRef = ADA, delivery: str = "") -> MessageRef:
        return await self.tell(direct(account), message, delivery)

    async def tell(self, place: Place, message: Message, delivery: str = "") -> MessageRef:
        return await self.web.platform.send(place, message, DeliveryId(delivery or secrets.token_urlsafe(32)))


@asynccontextmanager
async def open_world(
    *, is_demo: bool = False, has_gallery: bool = False, has_channels: bool = True, poll_seconds: float = 0.05
) -> AsyncIterator[World]:
    """A page served on a free port of 127.0.0.1."""
    clock = MovableClock(START_AT)
    core, mailbox, tokens, controls = Core(), MemoryMailbox(), MemoryTokens(), Controls(clock)
    channels = MemoryChannels(*CARDS) if has_channels else MemoryChannels()
    web = build_web(
        handle=core,
        mailbox=mailbox,
        tokens=tokens,
        clock=clock,
        cookie_key=KEY,
        organisation="Bramble & Finch",
        is_secure=False,
        profile=find_profile,
        demo=controls if is_demo else None,
        gallery=gallery if has_gallery else None,
        guide=channels,
        poll_seconds=poll_seconds,
    )
    app = build_application([Mount(routes=web.routes, start=web.start, drain=web.stop)], error_page=web.error_page)
    async with Server(app, host="127.0.0.1", port=0) as server:
        url = f"http://127.0.0.1:{server.port}"
        yield World(
            core=core,
            mailbox=mailbox,
            tokens=tokens,
            clock=clock,
            controls=controls,
            channels=channels,
            web=web,
            url=url,
        )
