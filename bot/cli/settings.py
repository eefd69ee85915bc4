"""How commands of a terminal read the settings."""

import os

from bot import logs
from bot.cli.refusals import told_plainly
from bot.config import Settings


def read_settings(log_level: str = "warning") -> Settings:
    """The settings, with quiet logs unless asked: most commands speak to a person themselves."""
    with told_plainly():
        settings = Settings.read({"VOXLOOP_LOG_LEVEL": log_level, **os.environ})
    logs.configure(settings.log_level, settings.log_format)
    return settings
