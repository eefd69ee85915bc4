"""What somebody who works here could try at the channels of the page, with a browser that sends what it likes."""

from pathlib import Path

from tests.scenarios.listening_post import REVIEWS, open_post
from tests.scenarios.web_driver import WebDriver
from tests.scenarios.world import open_world

GLAD = "Your driver was so kind, thank you so much, I did not expect such great help at all."
SAD = "The parcel never came, and nobody told me. I waited at home for three days and it was late again."


def review(number: int, text: str) -> dict[str, str]:
    happened_at = f"2026-11-23T07:0{number}:00Z"
    return {"kind": "review", "external_id": f"r-{number}", "text": text, "happened_at": happened_at, "language": "en"}


async def test_nobody_puts_one_customers_words_into_the_message_of_another(sqlite_url: str, tmp_path: Path) -> None:
    async with open_world("web", sqlite_url, tmp_path) as world:
        post = await open_post(world)
        await post.send(REVIEWS, review(1, GLAD), review(2, SAD))
        for _ in range(8):
            await world.pass_minutes(60)
        first, second = await post.messages()
        taken_back = next(each for each in (first, second) if SAD in each.text)
        other = next(each for each in (first, second) if each is not taken_back)

        assert isinstance(world.chat, WebDriver)
        await world.chat.press_as_if_in(world.accounts["Ben"], post.channel, taken_back, other, "Surprised")
        texts = [each.text for each in await post.messages()]
        assert [SAD in text for text in texts].count(True) == 1

        await post.withdraw(REVIEWS, "r-2")
        await world.pass_minutes(1)
        (left,) = await post.messages()
        assert GLAD in left.text
        assert SAD not in left.text
