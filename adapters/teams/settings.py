"""What the settings say about Teams; a file of its own, because an app may prove to be itself in three ways."""

from collections.abc import Iterator
from pathlib import Path

from cryptography import x509

from adapters.teams.adapter import TeamsSettings
from adapters.teams.apps import App, CertificateProof, ManagedIdentityProof, Proof, SecretProof
from adapters.teams.refs import AppId, TenantId
from bot.config import Settings


class BadSettingsError(Exception):
    """The settings do not make an app; the text says what to do."""


def settings_of(settings: Settings) -> TeamsSettings:
    """What the adapter needs to be told.

    Raises:
        BadSettingsError: the tenant is missing, or what the app proves to be itself with.
    """
    return TeamsSettings(
        apps=tuple(_apps(settings)),
        login_url=settings.teams_login_url,
        openid_url=settings.teams_openid_url,
        scope=settings.teams_scope,
        is_open=settings.dangerously_teams_without_authentication,
        language=settings.language,
    )


def _apps(settings: Settings) -> Iterator[App]:
    if not settings.teams_tenant_id:
        raise BadSettingsError("Teams: set TEAMS_TENANT_ID to the id of the tenant that the app is registered in.")
    first = AppId(settings.teams_app_id)
    yield App(app_id=first, tenant=TenantId(settings.teams_tenant_id), proof=_proof(settings))
    for app, tenant, secret in settings.teams_more_apps:
        yield App(app_id=AppId(app), tenant=TenantId(tenant), proof=SecretProof(secret=secret))


def _proof(settings: Settings) -> Proof:
    if settings.teams_managed_identity:
        endpoint, header = settings.azure_identity_endpoint, settings.azure_identity_header
        return ManagedIdentityProof(endpoint=endpoint, header=header)
    if settings.teams_certificate:
        return CertificateProof(pem=_pem(Path(settings.teams_certificate).expanduser()))
    if settings.teams_app_secret or settings.dangerously_teams_without_authentication:
        return SecretProof(secret=settings.teams_app_secret)
    raise BadSettingsError(
        "Teams: set TEAMS_APP_SECRET, TEAMS_CERTIFICATE or TEAMS_MANAGED_IDENTITY, so that the app can prove to be "
        "itself. docs/teams.md walks through it."
    )


def _pem(file: Path) -> str:
    try:
        text = file.read_text("utf-8")
        x509.load_pem_x509_certificate(text.encode())
    except (OSError, ValueError):
        told = f"Teams: TEAMS_CERTIFICATE names {file}, which is no PEM file with a certificate."
        raise BadSettingsError(told) from None
    if "PRIVATE KEY" not in text:
        raise BadSettingsError(f"Teams: {file} holds no private key beside the certificate.")
    return text
