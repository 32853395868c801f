"""What every process of the product needs in its environment, and where it comes from.

``changlai up`` makes the secrets once and keeps them in ``<data>/secrets.json``, readable by its owner only. An
operator who sets the environment himself (containers, several machines) always wins over that file.
"""

import base64
import contextlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from changlai.cli.errors import Trouble
from changlai.cli.postgres import Cluster
from changlai.cli.supervision.state import is_running, read_state

SECRET_LENGTH = 64
FIELD_KEY_BYTES = 32
MAIL_PORTS = (1, 2)  # above the sandbox's own: IMAP, SMTP
HOUSE_MAILBOX = "no-reply@changlai.example"  # whose mails the demo company's members get


@dataclass(frozen=True, repr=False)
class Secrets:
    """The installation's own secrets. Losing ``field_keys`` loses every encrypted field."""

    secret_key: str
    field_keys: str  # "id:base64,...", the newest first

    def environment(self) -> dict[str, str]:
        return {
            "CHANGLAI_SECRET_KEY": self.secret_key,
            "CHANGLAI_FIELD_KEYS": self.field_keys,
        }


def data_folder() -> Path:
    """The folder that holds everything that lasts: database, files, secrets, logs."""
    return Path(os.environ.get("CHANGLAI_DATA", "").strip() or "var").resolve()


def cluster_in(data: Path) -> Cluster:
    """The embedded cluster of this data folder; whether it runs is another question."""
    return Cluster(data / "postgres", log=data / "logs" / "postgres.log")


def sandbox_folder(data: Path) -> Path:
    """Where the sandbox keeps its state."""
    return data / "sandbox"


def make_secrets(data: Path) -> Secrets:
    """Read the installation's secrets, made at the first call."""
    file = data / "secrets.json"
    if not file.exists():
        data.mkdir(parents=True, exist_ok=True)
        _write_secrets(file, _new_secrets())
    return Secrets(**json.loads(file.read_text()))


def replace_field_keys(data: Path, field_keys: str) -> None:
    """Keep a new list of field keys, after a rotation."""
    _write_secrets(data / "secrets.json", Secrets(**{**asdict(make_secrets(data)), "field_keys": field_keys}))


def keep_secrets(data: Path, content: Secrets) -> None:
    """Write the secrets of a restored backup."""
    data.mkdir(parents=True, exist_ok=True)
    _write_secrets(data / "secrets.json", content)


def sandbox_environment(sandbox_url: str, data: Path) -> dict[str, str]:
    """What sends the product to the sandbox instead of the platforms; nothing when there is no sandbox.

    Its mail service is at the two ports above its own, with a certificate that it signed itself.
    """
    if not sandbox_url:
        return {}
    port = urlsplit(sandbox_url).port or 0
    doors = (sandbox_url.partition("://")[2], *(f"localhost:{port + above}" for above in MAIL_PORTS))
    allowed = ",".join(filter(None, (os.environ.get("CHANGLAI_OUTBOUND_ALLOW", ""), *doors)))
    return {
        "CHANGLAI_SANDBOX_URL": sandbox_url,
        "CHANGLAI_WECOM_URL": os.environ.get("CHANGLAI_WECOM_URL") or sandbox_url,
        "CHANGLAI_WEIBO_URL": os.environ.get("CHANGLAI_WEIBO_URL") or sandbox_url,
        "CHANGLAI_OUTBOUND_ALLOW": allowed,
        "CHANGLAI_MAIL_CA": os.environ.get("CHANGLAI_MAIL_CA") or str(sandbox_folder(data) / "mail-authority.pem"),
    }


def house_mail(sandbox_url: str, data: Path) -> dict[str, str]:
    """What sends the product's own mails (invitations, new passwords, notices) through the sandbox's mail service.

    Nothing when there is no sandbox, or when the operator has named a mail server.
    """
    if not sandbox_url or os.environ.get("CHANGLAI_MAIL_HOST"):
        return {}
    return {
        "CHANGLAI_MAIL_HOST": "localhost",
        "CHANGLAI_MAIL_PORT": str((urlsplit(sandbox_url).port or 0) + MAIL_PORTS[1]),
        "CHANGLAI_MAIL_SECURITY": "tls",
        "CHANGLAI_MAIL_USER": HOUSE_MAILBOX,
        "CHANGLAI_MAIL_PASSWORD": house_mail_password(data),
        "CHANGLAI_MAIL_FROM": f"Changlai <{HOUSE_MAILBOX}>",
    }


def house_mail_password(data: Path) -> str:
    """The same at every start, and no secret of ours: the sandbox is told it."""
    key = make_secrets(data).secret_key.encode()
    return hmac.digest(key, HOUSE_MAILBOX.encode(), "sha256").hex()


def new_field_key(key_id: str) -> str:
    return f"{key_id}:{base64.b64encode(secrets.token_bytes(FIELD_KEY_BYTES)).decode()}"


@contextlib.contextmanager
def ready_environment() -> Iterator[None]:
    """Complete this process's environment for a single command (web, worker, shell, demo info ...).

    Joins the running house of this data folder: its addresses, its sandbox, its database; the embedded database is
    started for the time of the command when it sleeps. Raises Trouble when a server of the operator's is named but
    the secrets are not: made up here, they would differ on every machine.
    """
    data = data_folder()
    os.environ["CHANGLAI_DATA"] = str(data)
    house = read_state(data) if is_running(data) else None
    if house and "CHANGLAI_SANDBOX_URL" not in os.environ:
        os.environ.setdefault("CHANGLAI_PUBLIC_URL", house.public_url)
        os.environ.update(sandbox_environment(house.sandbox_url, data))
    if not (os.environ.get("CHANGLAI_SECRET_KEY") and os.environ.get("CHANGLAI_FIELD_KEYS")):
        if os.environ.get("CHANGLAI_DATABASE_URL") and not (data / "secrets.json").exists():
            raise Trouble("set CHANGLAI_SECRET_KEY and CHANGLAI_FIELD_KEYS, the same on every machine of this database")
        for name, value in make_secrets(data).environment().items():
            os.environ.setdefault(name, value)
    if os.environ.get("CHANGLAI_DATABASE_URL"):
        yield
        return
    with running(data) as cluster:
        os.environ["CHANGLAI_DATABASE_URL"] = cluster.url()
        yield


@contextlib.contextmanager
def running(data: Path) -> Iterator[Cluster]:
    """Have the folder's cluster up for a while; whoever found it stopped leaves it stopped, unless `up` has begun
    meanwhile: what runs then is its cluster.
    """
    cluster = cluster_in(data)
    was_running = cluster.pid is not None
    cluster.ensure()
    try:
        yield cluster
    finally:
        if not was_running and not is_running(data):
            cluster.stop()


def _new_secrets() -> Secrets:
    return Secrets(
        secret_key=secrets.token_urlsafe(SECRET_LENGTH),
        field_keys=new_field_key("k1"),
    )


def _write_secrets(file: Path, content: Secrets) -> None:
    """Write beside and rename: the file is never seen half-written, and never readable by others."""
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(asdict(content), indent=2) + "\n")
    unfinished.replace(file)
