"""The composition root: the only room that knows adapters and storage."""

from bot.bootstrap.demo import demo
from bot.bootstrap.operations import diagnose, import_people, migrate
from bot.bootstrap.serve import serve, work
from bot.bootstrap.sign_in import sign_in_link
from bot.bootstrap.simulate import simulate

__all__ = ["demo", "diagnose", "import_people", "migrate", "serve", "sign_in_link", "simulate", "work"]
