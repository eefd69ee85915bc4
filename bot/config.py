"""All settings, and the only place that reads the environment.

Each setting is declared once; the reader, `voxloop doctor` and the README's table all follow from the declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOST_DIGITS = 9
"""Longer than any number that a setting takes; thousands of digits would take Python long to read, or be refused."""


class SettingError(ValueError):
    """A setting has a value that cannot be used; the text names it and says what to write instead."""


def _setting(name: str, read: Callable[[str], Any], default: str, meaning: str, *, is_secret: bool = False) -> Any:  # noqa: ANN401 - what dataclasses.field returns is whatever the field is
    return field(
        default_factory=lambda: read(default),
        metadata={"name": name, "read": read, "default": default, "meaning": meaning, "is_secret": is_secret},
    )


def _text(value: str) -> str:
    return value.strip()


def _needed(value: str) -> str:
    if not value.strip():
        raise ValueError("write something, or leave the setting out for its default")
    return value.strip()


def _path(value: str) -> Path:
    try:
        return Path(_needed(value)).expanduser()
    except RuntimeError as error:
        raise ValueError("write a path without ~") from error


def _list(value: str) -> tuple[str, ...]:
    return tuple(part.strip().casefold() for part in value.split(",") if part.strip())


def _name(value: str) -> str:
    return value.strip().casefold()


def _apps(value: str) -> tuple[tuple[str, str, str], ...]:
    found = [tuple(part.strip() for part in each.split(":", 2)) for each in value.split(",") if each.strip()]
    if any(len(each) != len(("app", "tenant", "secret")) or not all(each) for each in found):
        raise ValueError("write `application id:tenant id:secret`, several of them separated by commas")
    return tuple((app.casefold(), tenant.casefold(), secret) for app, tenant, secret in found)


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        digits = value.strip()
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS and low <= int(digits) <= high):
            raise ValueError(f"write a whole number from {low} to {high}")
        return int(digits)

    return read


def _weights(value: str) -> tuple[tuple[str, int], ...]:
    parts = [part.partition(":") for part in value.replace(" ", "").split(",")]
    found = {name: int(digits) for name, _, digits in parts if digits.isascii() and digits.isdecimal()}
    is_whole = len(found) == len(parts) and found.keys() <= {"customer", "service", "employee"}
    if not is_whole or not 0 < sum(found.values()) < 10**MOST_DIGITS:
        raise ValueError("write weights such as customer:40,service:30,employee:30")
    return tuple(found.items())


def _switch(value: str) -> bool:
    words = {"on": True, "yes": True, "true": True, "1": True, "off": False, "no": False, "false": False, "0": False}
    if value.strip().casefold() not in words:
        raise ValueError("write on or off")
    return words[value.strip().casefold()]


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("write an IANA time zone such as Europe/Warsaw") from error


def _url(value: str) -> str:
    if not value.strip():
        return ""
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError("write a full address such as https://voxloop.example.com")
    return value.strip().rstrip("/")


def _choice(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value.strip() not in words:
            raise ValueError("write one of " + ", ".join(words))
        return value.strip()

    return read


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set from outside, checked when it is read."""

    organisation: str = _setting(
        "VOXLOOP_ORGANISATION", _needed, "Our company", "The name of your company, as people read it."
    )
    database_url: str = _setting(
        "DATABASE_URL",
        _needed,
        "sqlite:///.voxloop/voxloop.db",
        "Where everything is kept: a SQLite file, or `postgresql://…` to grow.",
        is_secret=True,
    )
    key_directory: Path = _setting(
        "VOXLOOP_KEYS",
        _path,
        ".voxloop/keys",
        "The folder for encryption keys. Keep it off the database's disk and out of its backups; "
        "share it between all processes.",
    )
    host: str = _setting("HOST", _needed, "127.0.0.1", "The address to listen on.")
    port: int = _setting("PORT", _number(0, 65535), "8321", "The port to listen on; 0 takes any free one.")
    public_url: str = _setting(
        "VOXLOOP_PUBLIC_URL",
        _url,
        "",
        "The address under which the world reaches Voxloop; needed for sign-in links and Slack's OAuth.",
    )
    admins: tuple[str, ...] = _setting(
        "VOXLOOP_ADMINS", _list, "", "E-mail addresses of the first admins, separated by commas."
    )
    language: str = _setting(
        "VOXLOOP_LANGUAGE",
        _choice("en", "id", "pl", "ru", "de", "es"),
        "en",
        "The language for people whose own is not known.",
    )
    time_zone: str = _setting("VOXLOOP_TIME_ZONE", _zone, "UTC", "The time zone for people whose own is not known.")
    check_in_hour: int = _setting(
        "VOXLOOP_CHECK_IN_HOUR", _number(0, 23), "10", "The local hour at which check-ins arrive."
    )
    check_ins_a_week: int = _setting(
        "VOXLOOP_CHECK_INS_A_WEEK",
        _number(1, 5),
        "5",
        "How many check-ins a person gets in a week; with fewer than 5 the days are drawn for each person.",
    )
    quiet_from_hour: int = _setting(
        "VOXLOOP_QUIET_FROM", _number(0, 24), "18", "The local hour from which the bot starts no message."
    )
    quiet_until_hour: int = _setting(
        "VOXLOOP_QUIET_UNTIL", _number(0, 24), "8", "The local hour until which the bot starts no message."
    )
    last_call: bool = _setting(
        "VOXLOOP_LAST_CALL",
        _switch,
        "off",
        "Whether everyone gets one last call a week, the same for those who answered and those who did not.",
    )
    employee_sentiment: bool = _setting(
        "VOXLOOP_EMPLOYEE_SENTIMENT",
        _switch,
        "off",
        "Whether comments of employees are also counted by whether they sound unhappy: one more share of a group, from "
        "English texts only, never joined with scores and never about voices or faces.",
    )
    keep_voice_days: int = _setting(
        "VOXLOOP_KEEP_VOICE_DAYS",
        _number(30, 3650),
        "365",
        "For how many days after a meeting its customer voice is kept here.",
    )
    index_weights: tuple[tuple[str, int], ...] = _setting(
        "VOXLOOP_INDEX_WEIGHTS",
        _weights,
        "customer:40,service:30,employee:30",
        "How much each part counts in the composite index of a site.",
    )
    slack_signing_secret: str = _setting(
        "SLACK_SIGNING_SECRET",
        _text,
        "",
        "Slack: the app's signing secret; switches the HTTP routes on.",
        is_secret=True,
    )
    slack_bot_token: str = _setting(
        "SLACK_BOT_TOKEN",
        _text,
        "",
        "Slack: the bot token (`xoxb-…`) when there is just one workspace.",
        is_secret=True,
    )
    slack_app_token: str = _setting(
        "SLACK_APP_TOKEN",
        _text,
        "",
        "Slack: the app-level token (`xapp-…`); switches Socket Mode on, which needs no public address.",
        is_secret=True,
    )
    slack_client_id: str = _setting("SLACK_CLIENT_ID", _text, "", "Slack: the client id, to install by OAuth.")
    slack_client_secret: str = _setting(
        "SLACK_CLIENT_SECRET", _text, "", "Slack: the client secret, to install by OAuth.", is_secret=True
    )
    slack_workspaces: tuple[str, ...] = _setting(
        "SLACK_WORKSPACES",
        _list,
        "",
        "Slack: the ids of the workspaces (`T…`) or organisations (`E…`) that may install by OAuth, separated by "
        "commas; when empty, only the first that does.",
    )
    slack_api_url: str = _setting(
        "SLACK_API_URL", _url, "https://slack.com/api", "Slack: where its Web API is; only tests change this."
    )
    teams_app_id: str = _setting(
        "TEAMS_APP_ID", _name, "", "Teams: the bot's application id in Entra; switches Teams on."
    )
    teams_tenant_id: str = _setting(
        "TEAMS_TENANT_ID", _name, "", "Teams: the id of the Microsoft 365 tenant that the app is registered in."
    )
    teams_app_secret: str = _setting(
        "TEAMS_APP_SECRET", _text, "", "Teams: the app's client secret, unless it has a certificate.", is_secret=True
    )
    teams_certificate: str = _setting(
        "TEAMS_CERTIFICATE",
        _text,
        "",
        "Teams: a PEM file with the app's certificate and its private key, instead of a secret.",
    )
    teams_managed_identity: bool = _setting(
        "TEAMS_MANAGED_IDENTITY",
        _switch,
        "off",
        "Teams: whether the app is a managed identity of the machine in Azure that Voxloop runs on.",
    )
    teams_more_apps: tuple[tuple[str, str, str], ...] = _setting(
        "TEAMS_MORE_APPS",
        _apps,
        "",
        "Teams: further apps for further tenants, as `application id:tenant id:secret`, separated by commas.",
        is_secret=True,
    )
    teams_login_url: str = _setting(
        "TEAMS_LOGIN_URL",
        _url,
        "https://login.microsoftonline.com",
        "Teams: where Entra gives tokens; other clouds of Microsoft have their own address.",
    )
    teams_openid_url: str = _setting(
        "TEAMS_OPENID_URL",
        _url,
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        "Teams: where the connector's public keys are told; other clouds of Microsoft have their own address.",
    )
    teams_scope: str = _setting(
        "TEAMS_SCOPE",
        _text,
        "https://api.botframework.com/.default",
        "Teams: what tokens are asked for; other clouds of Microsoft have their own.",
    )
    dangerously_teams_without_authentication: bool = _setting(
        "DANGEROUSLY_TEAMS_WITHOUT_AUTHENTICATION",
        _switch,
        "off",
        "Teams: believe whoever calls. Only for a bot on a developer's own machine; refused on any other address.",
    )
    azure_identity_endpoint: str = _setting(
        "IDENTITY_ENDPOINT", _url, "", "Teams: where Azure's App Service gives tokens; it sets this itself."
    )
    azure_identity_header: str = _setting(
        "IDENTITY_HEADER",
        _text,
        "",
        "Teams: what App Service wants to see when it gives tokens; it sets this itself.",
        is_secret=True,
    )
    log_level: str = _setting(
        "VOXLOOP_LOG_LEVEL",
        _choice("debug", "info", "warning", "error"),
        "info",
        "How much is logged; never a payload.",
    )
    log_format: str = _setting(
        "VOXLOOP_LOG_FORMAT", _choice("text", "json"), "text", "How logs look: for people or for machines."
    )

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings from an environment such as `os.environ`.

        Raises:
            SettingError: a value cannot be used; all that is wrong is said at once.
        """
        values: dict[str, Any] = {}
        problems: list[str] = []
        for each in fields(cls):
            name = each.metadata["name"]
            if name not in environment:
                continue
            try:
                values[each.name] = each.metadata["read"](environment[name])
            except ValueError as error:
                shown = "the value given" if each.metadata["is_secret"] else repr(environment[name])
                problems.append(f"{name}: {shown} cannot be used; {error}")
        if problems:
            raise SettingError("\n".join(problems))
        return _consistent(cls(**values))


def _consistent(settings: Settings) -> Settings:
    """Refuses what is right by itself and wrong together."""
    if (settings.quiet_from_hour, settings.quiet_until_hour) == (0, 24):
        raise SettingError(
            "VOXLOOP_QUIET_FROM and VOXLOOP_QUIET_UNTIL: from 0 until 24 no message could ever go out; "
            "write the same hour in both for no quiet hours at all"
        )
    if settings.dangerously_teams_without_authentication and not _is_private(settings):
        raise SettingError(
            "DANGEROUSLY_TEAMS_WITHOUT_AUTHENTICATION: anybody could speak for anybody; it only works while HOST is "
            "127.0.0.1 and VOXLOOP_PUBLIC_URL is empty"
        )
    return settings


def _is_private(settings: Settings) -> bool:
    return settings.host in {"127.0.0.1", "::1", "localhost"} and not settings.public_url


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingFact:
    """One row of the documentation of settings."""

    name: str
    default: str
    meaning: str


def setting_facts() -> tuple[SettingFact, ...]:
    """All settings with their defaults and meanings, in the order in which they are declared."""
    return tuple(
        SettingFact(name=each.metadata["name"], default=each.metadata["default"], meaning=each.metadata["meaning"])
        for each in fields(Settings)
    )
