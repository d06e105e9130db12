"""Starts nginx or Caddy on the configuration that this project gives to owners; only places and ports are put in."""

import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.running import ROOT, START_SECONDS

NAME = "diary.example.org"
PATHS = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
FILES = {
    ("nginx", ""): "nginx.conf",
    ("nginx", "/gut"): "nginx-sub-path.conf",
    ("caddy", ""): "Caddyfile",
    ("caddy", "/gut"): "Caddyfile-sub-path",
}
AROUND = """daemon off;
pid {folder}/pid;
error_log {folder}/error.log crit;
{user}
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/temp-body;
    proxy_temp_path {folder}/temp-proxy;
    fastcgi_temp_path {folder}/temp-f;
    uwsgi_temp_path {folder}/temp-u;
    scgi_temp_path {folder}/temp-s;
    include {folder}/vagus.conf;
}}
"""


@dataclass(frozen=True)
class Front:
    """A proxy that listens, and everything that it wrote."""

    process: subprocess.Popen[bytes]
    port: int
    plain_port: int
    folder: Path

    def connect(self) -> HTTPSConnection:
        """A connection to the name, wherever that is."""
        context = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        connection = HTTPSConnection(NAME, self.port, timeout=60, context=context)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.sock = context.wrap_socket(plain, server_hostname=NAME)
        return connection

    def written(self) -> str:
        logs = [path for path in self.folder.iterdir() if path.suffix == ".log"]
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in logs)


def written_for(kind: str, path: str) -> str:
    return (ROOT / ".deploy" / FILES[kind, path]).read_text(encoding="utf-8")


@contextmanager
def front(kind: str, path: str, folder: Path, *, port: int, plain_port: int, behind: int) -> Iterator[Front]:
    """The proxy with our file in front of the port `behind`; skipped where it is not installed, but not in CI."""
    program = shutil.which(kind, path=PATHS)
    if not program:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"{kind} is not installed (Debian: apt install {kind}), so its configuration was not tried")
    folder.mkdir()
    a_certificate(folder)
    prepare = nginx if kind == "nginx" else caddy
    command = [program, *prepare(written_for(kind, path), folder, port, plain_port, behind)]
    environment = {"PATH": PATHS, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "said.log").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
    found = Front(process, port, plain_port, folder)
    try:
        wait(found)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait(found: Front) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        assert found.process.poll() is None, found.written()
        assert time.monotonic() < deadline, found.written()
        try:
            found.connect().close()
        except OSError:
            time.sleep(0.05)
        else:
            return


def nginx(text: str, folder: Path, port: int, plain_port: int, behind: int) -> list[str]:
    lines = [line for line in text.splitlines() if "listen [::]" not in line]
    text = swapped("\n".join(lines), {
        "listen 443": f"listen 127.0.0.1:{port}", "127.0.0.1:8000": f"127.0.0.1:{behind}",
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": f"{folder}/certificate.pem",
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": f"{folder}/key.pem",
        "/var/log/nginx/vagus.log": f"{folder}/vagus.log",
    })  # fmt: skip
    (folder / "vagus.conf").write_text(text.replace("listen 80;", f"listen 127.0.0.1:{plain_port};"))
    user = "user root root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    return ["-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "first.log")]


def caddy(text: str, folder: Path, port: int, plain_port: int, behind: int) -> list[str]:
    text = swapped(text, {
        "\n{\n": f"\n{{\n\tadmin off\n\thttp_port {plain_port}\n\thttps_port {port}\n\tskip_install_trust\n",
        f"\n{NAME} {{\n": f"\n{NAME} {{\n\tbind 127.0.0.1\n", "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "# tls /etc/caddy/certificate.pem /etc/caddy/key.pem": f"tls {folder}/certificate.pem {folder}/key.pem",
    })  # fmt: skip
    (folder / "Caddyfile").write_text(text)
    return ["run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


def swapped(text: str, pairs: dict[str, str]) -> str:
    """With each of the places put in; every one of them has to be in the file."""
    for old, new in pairs.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def a_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *secret))
