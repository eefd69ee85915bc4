"""What Teams can do, as the core asks for it."""

from typing import Final

from adapters.teams.refs import TEAMS
from bot.chat.platform import Capabilities, FormStyle, Pacing

CAPABILITIES: Final = Capabilities(
    platform=TEAMS,
    form_style=FormStyle.WINDOW,
    # https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: 50 calls a second for an app in a
    # tenant, a fifth of which is kept for replies; 1,800 an hour in one conversation, the narrowest of its limits.
    pacing=Pacing(workspace_per_second=50.0 * 0.8, place_per_second=1800 / 3600),
    whispers=True,
    finds_deliveries=False,
    hears_typing=True,
    has_directory=True,
    hears_reactions=True,
    hears_comments=True,
    has_shortcuts=True,
)
"""Bots cannot read what stands in a conversation, so a delivery in doubt cannot be looked up. A whisper is a
message in a channel that the person alone sees, a reply in their own chat with the bot, a window or a short notice.
Comments are heard where the app's resource-specific consent `ChannelMessage.Read.Group` was granted; who installs it in
a team is asked for it."""
