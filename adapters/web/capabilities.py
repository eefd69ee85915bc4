"""What the page in the browser can do."""

from typing import Final

from adapters.web.refs import WEB
from bot.chat.platform import Capabilities, FormStyle, Pacing

CAPABILITIES: Final = Capabilities(
    platform=WEB,
    form_style=FormStyle.WINDOW,
    pacing=Pacing(workspace_per_second=500.0, place_per_second=5.0),
    whispers=True,
    finds_deliveries=True,
    hears_typing=True,
    has_directory=False,
    hears_reactions=True,
    hears_comments=True,
    has_shortcuts=False,
)
"""The pace is our own database's, measured to leave room for answers; nobody else limits us here."""
