"""The certificate of the mail service, and the authority that signed it: made once for each state directory."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "localhost"
LIFE = timedelta(days=3650)
AUTHORITY = "mail-authority.pem"  # whoever shall trust the service is given this file


@dataclass(frozen=True)
class Certificates:
    """PEM files: who signed, what the service shows, and its key."""

    authority: Path
    certificate: Path
    key: Path


def certificates(folder: Path) -> Certificates:
    """Those of this folder, made when one of them is missing. The authority's own key is kept nowhere."""
    found = Certificates(folder / AUTHORITY, folder / "mail.pem", folder / "mail.key")
    if not all(file.exists() for file in (found.authority, found.certificate, found.key)):
        _make(found)
    return found


def _make(files: Certificates) -> None:
    signing, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Changlai sandbox mail")])
    signer_id = x509.SubjectKeyIdentifier.from_public_key(signing.public_key())
    authority = (
        _begun(name, name, signing)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(signer_id, critical=False)
        .sign(signing, hashes.SHA256())
    )
    places = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ip_address("127.0.0.1"))])
    signed_by = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(signer_id)
    shown = (
        _begun(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]), name, own)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(places, critical=False)
        .add_extension(signed_by, critical=False)
        .sign(signing, hashes.SHA256())
    )
    files.key.touch(mode=0o600)
    files.key.write_bytes(
        own.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    files.certificate.write_bytes(shown.public_bytes(serialization.Encoding.PEM))
    files.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))


def _begun(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.fromtimestamp(time.time(), UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFE)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )
