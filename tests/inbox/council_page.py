"""The table of docs/works-council.md; as a program (`python -m tests.inbox.council_page`), writes it anew."""

import re

from bot.bootstrap.what_is_stored import stored_as_markdown
from bot.config import Settings
from tests.project.repository import ROOT

PAGE = ROOT / "docs" / "works-council.md"
BETWEEN = re.compile(r"(<!-- stored: begin -->\n).*?(<!-- stored: end -->)", re.DOTALL)


def with_table(page: str) -> str:
    """The page with the table as the code has it, for an installation that was not configured."""
    table = stored_as_markdown(Settings().keep_voice_days)
    return BETWEEN.sub(lambda found: f"{found[1]}\n{table}\n{found[2]}", page)


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
