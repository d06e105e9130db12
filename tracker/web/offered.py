"""What an owner may set, told once: the table of README.md is made from this, and a test holds the code to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """Variables of the environment that are told together, what holds without them, and what they are for."""

    names: tuple[str, ...]
    without: str
    meant: str


SETTINGS = (
    Setting(
        (
            "HOST",
            "PORT",
        ),
        "`127.0.0.1`, `8000`",
        "where to listen; `HOST=0.0.0.0` for the phones at home",
    ),
    Setting(
        ("DATA_DIR",),
        "`.data`",
        "database, copies, secret key",
    ),
    Setting(
        ("VAGUS_URL",),
        "none",
        "the address people use, such as `https://diary.example.org/gut/`; host, scheme, sub-path, cookies, CSRF"
        " and passkeys follow from it. Several: comma between",
    ),
    Setting(
        ("VAGUS_PROXIES",),
        "`127.0.0.0/8, ::1`",
        "proxies whose word about the client's address is believed (for rate limits only)",
    ),
    Setting(
        ("VAGUS_REMOTE_USER_HEADER",),
        "none",
        "a header such as `Remote-User` in which the proxies named in `VAGUS_PROXIES` say who signed in there; an"
        " account of that name must exist. Refused without `VAGUS_PROXIES`, and from any other peer",
    ),
    Setting(
        ("VAGUS_OIDC_URL",),
        "none",
        "the exact issuer of an OpenID Connect provider by which people may sign in once they linked their"
        " account in Settings; `make run` then installs what it needs. Register `…/accounts/oidc/back/` there as"
        " redirect",
    ),
    Setting(
        (
            "VAGUS_OIDC_CLIENT",
            "VAGUS_OIDC_SECRET",
        ),
        "none",
        "what Vagus is called there, and the secret that proves it",
    ),
    Setting(
        ("VAGUS_OIDC_NAME",),
        "the provider's host",
        "what people call it",
    ),
    Setting(
        ("VAGUS_REQUIRE_SECOND_FACTOR",),
        "on where `VAGUS_URL` can be reached from outside",
        "nobody opens a diary with a password alone: each person sets up a passkey or one-time codes first",
    ),
    Setting(
        ("VAGUS_HSTS_SUBDOMAINS",),
        "off",
        "extend strict transport security to sub-domains",
    ),
    Setting(
        ("DATABASE_URL",),
        "SQLite in `DATA_DIR`",
        "`postgresql://user:password@host/name`; the driver is installed by `make run`",
    ),
    Setting(
        ("VAGUS_BACKUP_DIR",),
        "`DATA_DIR/backups`",
        "where copies lie; another disk is better. A folder for each Vagus",
    ),
    Setting(
        ("VAGUS_BACKUP_PASSPHRASE",),
        "none",
        "seals every new backup",
    ),
    Setting(
        ("VAGUS_BACKUP_DAILY",),
        "on",
        "the nightly backup",
    ),
    Setting(
        ("VAGUS_EMAIL_URL",),
        "none",
        "offers reminders by e-mail: `smtp://name:password@mail.example.org:587` (STARTTLS; unencrypted on"
        " `localhost` alone) or `smtps://…:465`",
    ),
    Setting(
        ("VAGUS_EMAIL_FROM",),
        "the name in that address",
        "who the letters come from",
    ),
    Setting(
        ("VAGUS_PUSH_CONTACT",),
        "none",
        "offers web push: `mailto:you@example.org`, told to the browsers' push services as whom to ask",
    ),
    Setting(
        ("VAGUS_PUSH_KEY",),
        "made once, in `DATA_DIR/push_key`",
        "signs what goes to the push services",
    ),
    Setting(
        ("VAGUS_NOTIFY_HOSTS",),
        "none",
        "hosts that ntfy, Gotify, webhooks and Apprise may reach: `ntfy.example.org, 192.168.1.5:8080`; `public`"
        " adds any address on the internet, by HTTPS",
    ),
    Setting(
        ("VAGUS_NOTIFY_APPRISE",),
        "off",
        "offers further services through Apprise, which `make run` then installs",
    ),
    Setting(
        ("VAGUS_SECRET_KEY",),
        "made once, in `DATA_DIR/secret_key`",
        "signs sessions, seals one-time-code secrets",
    ),
    Setting(
        ("WORKERS",),
        "2 on Linux, else 1",
        "processes that answer",
    ),
    Setting(
        ("TZ",),
        "`UTC`",
        "the zone offered to new people",
    ),
    Setting(
        ("LOG_LEVEL",),
        "`WARNING`",
        "logs are JSON lines without health values",
    ),
    Setting(
        ("DEBUG",),
        "off",
        "for working on Vagus itself, never where somebody keeps a diary; `make run` drops it",
    ),
)


def table() -> str:
    """The settings as a table in Markdown."""
    rows = [
        f"| {', '.join(f'`{name}`' for name in setting.names)} | {setting.without} | {setting.meant} |"
        for setting in SETTINGS
    ]
    return "\n".join(["| setting | default | for |", "|---|---|---|", *rows])
