"""The windows behind the weekly message: all figures, customer voice in full, and when the digest comes."""

from collections.abc import Iterator, Sequence

from bot.chat.actions import ActionRef
from bot.chat.blocks import Button, Buttons, Fact, Facts, Heading, Note, Paragraph, Table
from bot.chat.forms import ChoiceField, Form, FormPart, Option
from bot.chat.words import Words, phrase
from bot.digest.charts import friction_ranking, trend_of
from bot.digest.composite import MADE_OF, NAMES
from bot.digest.customer_week import CSAT, NPS, PROMISES
from bot.digest.figures import new_figures, standing_figures
from bot.digest.messages import PROMISE, moved_most
from bot.digest.model import (
    Average,
    CustomerFigures,
    Digest,
    DigestWish,
    LinkClaim,
    SiteIndex,
    StageRow,
)
from bot.digest.noise import middle
from bot.digest.sentences import customers_line, disconnect_text, promise_text
from bot.digest.wording import (
    NOT_SHOWN,
    band_text,
    customer_friction,
    day_and_month,
    measure_name,
    number,
    people_text,
    short_change,
    signed,
    week_span,
)
from bot.privacy.release.model import PublishedCell
from bot.station.excerpts import KINDS, excerpt_of, stage_name

WEEKDAY, HOUR, OFF = "weekday", "hour", "off"
"""Names of fields and values of the settings."""

_DAYS = (
    phrase("Monday"),
    phrase("Tuesday"),
    phrase("Wednesday"),
    phrase("Thursday"),
    phrase("Friday"),
    phrase("Saturday"),
    phrase("Sunday"),
)
HOURS = range(6, 21)


def more_form(words: Words, digest: Digest) -> Form:
    """Everything that a digest knows beside customers' words."""
    return Form(
        title=words.say("Your week in full"),
        parts=(
            Note(week_span(words, digest.week)),
            *_came_out(words, digest),
            *standing_figures(words, digest.standing, digest.unit),
            *_themes(words, digest),
            *_index(words, digest.index),
            *_stages(words, digest.stages),
            *_disconnects(words, digest),
            *_quotes(words, digest),
            *_links(words, digest),
            *_actions(words, digest),
            Buttons(tuple(_pages(words, digest))),
            Note(words.say(PROMISE)),
        ),
        close_label=words.say("Close"),
    )


def customers_form(words: Words, digest: Digest) -> Form:
    """The customers' week in full, with the words that moved people most."""
    customers = digest.customers
    ranking = friction_ranking(words, customers)
    return Form(
        title=words.say("Customer voice"),
        parts=(
            Note(week_span(words, digest.week)),
            Paragraph(customers_line(words, customers)),
            *((Facts(tuple(_customer_facts(words, customers))),) if customers.total else ()),
            *((ranking,) if ranking else ()),
            *(
                (Paragraph(moved_most(words, digest.resonant)), excerpt_of(words, digest.resonant))
                if digest.resonant
                else ()
            ),
            Note(words.say("▲ better and ▼ worse are meant beyond noise, beside the four weeks before.")),
            Buttons((Button(label=words.say("Read customers"), action=ActionRef("station.search-open")),)),
        ),
        close_label=words.say("Close"),
    )


def settings_form(words: Words, wish: DigestWish) -> Form:
    """When the digest comes, or that it does not."""
    days = (
        *(Option(value=str(at), label=words.say(day)) for at, day in enumerate(_DAYS)),
        Option(value=OFF, label=words.say("Never")),
    )
    hours = tuple(Option(value=str(hour), label=f"{hour:02}:00") for hour in HOURS)
    return Form(
        title=words.say("Your digest"),
        parts=(
            ChoiceField(
                name=WEEKDAY,
                label=words.say("It comes on"),
                options=days,
                selected=str(wish.weekday) if wish.is_wanted else OFF,
            ),
            ChoiceField(name=HOUR, label=words.say("At, where you are"), options=hours, selected=str(wish.hour)),
            Note(words.say("You can read it at any time with “digest”.")),
        ),
        submit=ActionRef("digest.settings-save"),
        submit_label=words.say("Save"),
        close_label=words.say("Cancel"),
    )


def page_form(words: Words, url: str, minutes: int, *, has_pdf: bool) -> Form:
    """Where the digest stands as a page, for as long as the address works."""
    pdf = (Button(label=words.say("As a PDF"), url=f"{url}?format=pdf"),) if has_pdf else ()
    return Form(
        title=words.say("As a page"),
        parts=(
            Paragraph(
                words.count(
                    "This address shows your digest for {n} minute, to anybody who has it.",
                    "This address shows your digest for {n} minutes, to anybody who has it.",
                    minutes,
                )
            ),
            Buttons((Button(label=words.say("Open the page"), url=url), *pdf)),
        ),
        close_label=words.say("Close"),
    )


def _came_out(words: Words, digest: Digest) -> Iterator[FormPart]:
    yield Heading(words.say("Your people: new this week"))
    if digest.employee:
        yield new_figures(words, digest.employee, digest.unit)
        trend = trend_of(words, digest.employee, digest.unit)
        if trend is not None:
            yield trend
    else:
        yield Paragraph(words.say("No new figures came out."))
    if digest.hidden:
        yield Paragraph(words.say(NOT_SHOWN))


def _themes(words: Words, digest: Digest) -> Iterator[FormPart]:
    """What people write about; shares of those who wrote and let their words be counted."""
    if digest.themes:
        yield Heading(words.say("Your people: what they write about"))
        most_first = sorted(digest.themes, key=lambda cell: middle(cell) or 0.0, reverse=True)
        yield Facts(tuple(_theme(words, each) for each in most_first))


def _theme(words: Words, cell: PublishedCell) -> Fact:
    day = words.say("as of {day}", day=day_and_month(words, cell.published_on))
    parts = (band_text(words, cell), people_text(words, cell), day)
    return Fact(name=measure_name(words, cell.key.measure), value=" · ".join(filter(None, parts)))


def _index(words: Words, sites: Sequence[SiteIndex]) -> Iterator[FormPart]:
    if sites:
        yield Heading(words.say("The index of each site, from 0 to 100"))
        yield Facts(tuple(_site(words, each) for each in sites))


def _site(words: Words, index: SiteIndex) -> Fact:
    parts = (
        words.say(
            "{part} {value} (weight {weight} %, from {made})",
            part=words.say(NAMES[part.key]),
            value=round(part.value),
            weight=round(100 * part.weight),
            made=", ".join(words.say(MADE_OF[each]) for each in part.made_of.split()),
        )
        for part in index.parts
    )
    name = index.site.title()
    return Fact(name=f"{name}: {round(index.value)}", value="; ".join(parts))


def _stages(words: Words, rows: Sequence[StageRow]) -> Iterator[FormPart]:
    if not rows:
        return
    columns = (words.say("Stage"), words.say("Your people"), words.say("Customers"), words.say("Most in the way"))
    yield Heading(words.say("Where both meet"))
    yield Table(columns=columns, rows=tuple(_stage(words, each) for each in rows))
    yield Note(words.say("! marks a stage that hurts on both sides. Reported faults stand behind a +."))


def _stage(words: Words, row: StageRow) -> tuple[str, ...]:
    low, high = row.employee_share or (None, None)
    share = f"{number(words, low)}-{number(words, high)} %" if row.employee_share else "-"
    return (
        f"{'! ' if row.is_shared else ''}{stage_name(words, row.stage)}",
        f"{share} +{row.flags}" if row.flags else share,
        f"{round(row.customer_share)} %" if row.customer_share is not None else "-",
        customer_friction(words, row.top_friction) if row.top_friction else "-",
    )


def _disconnects(words: Words, digest: Digest) -> Iterator[FormPart]:
    if digest.disconnects:
        yield Heading(words.say("Two different stories"))
        yield from (Paragraph(disconnect_text(words, each)) for each in digest.disconnects)


def _quotes(words: Words, digest: Digest) -> Iterator[FormPart]:
    if digest.quotes:
        yield Heading(words.say("In your people's own words"))
        yield from (Paragraph(words.say("“{text}”", text=each.text)) for each in digest.quotes)


def _links(words: Words, digest: Digest) -> Iterator[FormPart]:
    yield Heading(words.say("Do the two sides move together?"))
    if not digest.has_enough_weeks:
        yield Paragraph(words.say("No claim yet: there are not enough weeks to tell."))
    elif not digest.links:
        yield Paragraph(words.say("No claim yet: nothing stands out from chance."))
    yield from (Paragraph(_link(words, each)) for each in digest.links)


def _link(words: Words, claim: LinkClaim) -> str:
    """What moves together, how surely, and that it is no cause."""
    together = (
        words.say("“{ours}” and customers' {theirs} go up and down together")
        if claim.effect > 0
        else words.say("When “{ours}” goes up, customers' {theirs} goes down")
    ).format(ours=measure_name(words, claim.employee_measure), theirs=_customer_measure(words, claim.customer_measure))
    figures = words.say(
        "correlation {effect}, between {low} and {high} with 95 % certainty; {weeks} weeks at {units} sites",
        effect=number(words, claim.effect),
        low=number(words, claim.low),
        high=number(words, claim.high),
        weeks=claim.weeks,
        units=claim.units,
    )
    later = words.count("customers' side {n} week later", "customers' side {n} weeks later", claim.lag_weeks)
    lag = f", {later}" if claim.lag_weeks else ""
    return words.say("{together}{lag} ({figures}). This is no proof that one causes the other.",
                     together=together, lag=lag, figures=figures)  # fmt: skip


def _customer_measure(words: Words, measure: str) -> str:
    names = {
        NPS: phrase("recommendation"),
        CSAT: phrase("satisfaction"),
        PROMISES: phrase("promises kept"),
        "negative": phrase("unhappiness"),
        "frictions": phrase("obstacles"),
    }
    return words.say(names[measure]) if measure in names else measure


def _actions(words: Words, digest: Digest) -> Iterator[FormPart]:
    if digest.actions:
        yield Heading(words.say("Promised"))
        yield from (Paragraph(promise_text(words, each, digest.week)) for each in digest.actions)
        yield Buttons((Button(label=words.say("My promises"), action=ActionRef("digest.actions")),))


def _pages(words: Words, digest: Digest) -> Iterator[Button]:
    args = (str(digest.week), digest.unit)
    yield Button(label=words.say("As a page"), action=ActionRef("digest.page", args))
    yield Button(label=words.say("When it comes"), action=ActionRef("digest.settings"))


def _customer_facts(words: Words, customers: CustomerFigures) -> Iterator[Fact]:
    kinds = ", ".join(f"{words.say(KINDS[kind])} {count}" for kind, count in customers.interactions.items())
    sources = ", ".join(f"{source} {count}" for source, count in customers.sources.items())
    yield Fact(name=words.say("Heard"), value=kinds)
    yield Fact(name=words.say("From"), value=sources)
    changes = customers.changes
    if customers.nps is not None:
        score = signed(words, customers.nps.value)
        value = f"{score}{short_change(words, changes.get(NPS))}{_reach(words, customers.nps)}"
        yield Fact(name=words.say("Recommendation score"), value=value)
    if customers.csat is not None:
        mean = number(words, customers.csat.value)
        value = f"{mean}{short_change(words, changes.get(CSAT))}{_reach(words, customers.csat)}"
        yield Fact(name=words.say("Satisfaction, 1 to 5"), value=value)
    if customers.promises:
        kept = words.say("{kept} of {told} kept", kept=customers.promises_kept, told=customers.promises)
        yield Fact(name=words.say("Promises"), value=kept + short_change(words, changes.get(PROMISES)))


def _reach(words: Words, average: Average) -> str:
    count = words.count(" · {n} answer", " · {n} answers", average.count)
    if average.low is None or average.high is None:
        return count
    low, high = number(words, average.low), number(words, average.high)
    return words.say(" ({low} to {high} with 95 % certainty)", low=low, high=high) + count
