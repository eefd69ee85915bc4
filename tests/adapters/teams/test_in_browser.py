"""Every card is drawn in full by Microsoft's own renderer in a real browser.

It comes from npm and is not kept here: `make npm`. With `SCREENSHOT=<file>` a picture of all cards is left behind to be
looked at. Charts are Teams' own: here their fallback is drawn.
"""

import os

import pytest
from playwright.async_api import async_playwright

from bot.chat.words import LANGUAGES
from tests.adapters.teams.every_card import every_card, npm_package
from tests.browser.conftest import FLAGS, find_chromium
from tests.fakes.teams_client import actions_of, inputs_of

RENDERER = npm_package("adaptivecards") / "dist" / "adaptivecards.min.js"

DRAW = """(cards) => cards.map(card => {
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig({ actions: { maxActions: 6 } });
  const context = new AdaptiveCards.SerializationContext();
  drawn.parse(card, context);
  const events = [];
  for (let i = 0; i < context.eventCount; i++) events.push(context.getEventAt(i).message);
  for (const event of drawn.validateProperties().validationEvents) events.push(event.message);
  const frame = document.createElement("div");
  frame.style = "break-inside: avoid; background: white; margin: 0 0 12px; padding: 8px; border: 1px solid #ccc";
  frame.appendChild(drawn.render());
  document.body.appendChild(frame);
  return {
    events,
    buttons: [...frame.querySelectorAll("button")].map(each => each.textContent),
    fields: frame.querySelectorAll("input:not([type=radio]), textarea, select").length
      + new Set([...frame.querySelectorAll("input[type=radio]")].map(each => each.name)).size,
  };
})"""
PAGE = '<meta charset="utf-8"><body style="font: 14px sans-serif; background: #eee; column-width: 420px"></body>'


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="no Chromium: set CHROMIUM or install one")
@pytest.mark.skipif(not RENDERER.exists(), reason="the npm package adaptivecards is not there: run `make npm`")
async def test_every_card_is_drawn_in_full() -> None:
    cards = [card for language in LANGUAGES for card in every_card(language)]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        page = await browser.new_page(viewport={"width": 1800, "height": 1200})
        await page.set_content(PAGE)
        await page.add_script_tag(content=RENDERER.read_text("utf-8"))
        drawn = await page.evaluate(DRAW, cards)
        if "SCREENSHOT" in os.environ:
            await page.screenshot(path=os.environ["SCREENSHOT"], full_page=True)
        await browser.close()
    for card, seen in zip(cards, drawn, strict=True):
        assert [event for event in seen["events"] if "Chart." not in event] == []
        assert seen["buttons"] == [each["title"] for each in actions_of(card)]
        assert seen["fields"] == len(inputs_of(card))
