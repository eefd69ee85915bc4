"""A chart says what it shows: Teams draws no title of one, and begins an axis at nought unless it is told otherwise."""

from adapters.teams.render import render_message
from bot.chat.blocks import Message, RankedItem, Ranking, Trend, TrendPoint
from tests.fakes.teams_cards import Json, check_activity

TREND = Trend(
    title="Trust",
    points=(
        TrendPoint(label="Oct 5", low=2.5, high=3.0, shown="2.5-3"),
        TrendPoint(label="Nov 2", low=3.0, high=3.5, shown="3-3.5"),
    ),
    least=1.0,
    most=5.0,
    says="No change beyond noise.",
    low_name="at least",
    high_name="at most",
)
RANKING = Ranking(title="In the way", items=(RankedItem(label="Late", value=21, shown="21"),))


def body_of(block: Trend | Ranking) -> list[Json]:
    activity = render_message(Message(summary="Said", blocks=(block,)))
    check_activity(activity)
    return list(activity["attachments"][0]["content"]["body"])


def text_of(element: Json) -> str:
    return "".join(run["text"] for run in element["inlines"])


def test_what_a_chart_shows_stands_above_it_once() -> None:
    for block, title in ((TREND, "Trust"), (RANKING, "In the way")):
        heading, chart, *_ = body_of(block)
        assert text_of(heading) == title == chart["title"]
        assert title not in map(text_of, chart["fallback"]["items"])


def test_a_trend_lies_on_its_whole_scale_and_raises_no_alarm() -> None:
    chart = body_of(TREND)[1]
    assert (chart["yMin"], chart["yMax"]) == (1.0, 5.0)
    assert len({line["color"] for line in chart["data"]}) == 2
    assert not any("red" in line["color"].casefold() for line in chart["data"])


def test_a_trend_on_no_scale_leaves_the_axis_to_teams() -> None:
    flat = Trend(title="", points=TREND.points, least=0.0, most=0.0, says="", low_name="least", high_name="most")
    (chart,) = body_of(flat)
    assert "yMin" not in chart
    assert chart["title"]


def test_each_bar_of_a_ranking_says_its_value() -> None:
    assert body_of(RANKING)[1]["displayMode"] == "AbsoluteNoAxis"
