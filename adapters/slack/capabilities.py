"""What Slack can do, as the core asks for it."""

from adapters.slack.refs import SLACK
from bot.chat.platform import Capabilities, FormStyle, Pacing

SHARE_FOR_STARTED_MESSAGES = 0.8
"""The rest is kept for replies, so that an answer never waits behind a large run."""

CAPABILITIES = Capabilities(
    platform=SLACK,
    form_style=FormStyle.WINDOW,
    # https://docs.slack.dev/apis/web-api/rate-limits: one message a second and channel, several hundred a minute.
    pacing=Pacing(
        workspace_per_second=5.0 * SHARE_FOR_STARTED_MESSAGES,
        place_per_second=1.0 * SHARE_FOR_STARTED_MESSAGES,
    ),
    whispers=True,
    finds_deliveries=True,
    hears_typing=False,
    has_directory=True,
    hears_reactions=True,
    hears_comments=True,
    has_shortcuts=True,
)
"""Deliveries are found where the optional scope for the history of their place was granted (`im:history`,
`channels:history`, `groups:history`); comments are heard with the latter two. Typing is not heard: the conversation
with the bot is read-only, so that nothing confidential is typed into it by mistake."""
