"""The page of documentation on commands; as a program (`python -m tests.admin.command_page`), writes it anew."""

from bot.admin.document import commands_as_markdown
from tests.project.repository import ROOT

PAGE = ROOT / "docs" / "commands.md"

if __name__ == "__main__":
    PAGE.write_text(commands_as_markdown(), "utf-8")
