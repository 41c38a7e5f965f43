"""The certificates for phones: an authority of this home, and one for the computer.

The authority is made once. A phone that trusts it trusts every later certificate of
this computer, and can trust nothing else by it: it may speak for the addresses and
names of a home alone.
"""

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kneadwell.vocabulary import KneadwellError
from kneadwell.web import data
from kneadwell.web.home_network import RANGES

AUTHORITY_DAYS = 3650
LEAF_DAYS = 390
"""Phones refuse a certificate that is good for more than 398 days."""
RENEWED_DAYS = 30
"""A certificate that has less than this left is made again."""

_NAMES_OF_A_HOME = ("local", "localhost", "home.arpa")
# The clock of a phone may be behind.
_BEFORE = dt.timedelta(days=1)


class CertificateError(KneadwellError):
    """What a certificate is made from is there and cannot be used."""

    def __init__(self, file: Path, problem: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(
            f"Cannot use {file}: {problem}. Move the folder {file.parent} to a safe "
            "place and start again; then each phone has to trust this computer anew."
        )


@dataclass(frozen=True, slots=True)
class Certified:
    """What a server shows to a phone.

    Attributes:
        file: The certificate of this computer, with its key.
        serial: Another one with each renewal.
    """

    file: Path
    serial: int


@dataclass(frozen=True, slots=True)
class _Pair:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def authority_file(folder: Path) -> Path:
    """Return where the authority lives: its certificate, with its key."""
    return folder / "home-network" / "authority.pem"


def certified(
    folder: Path,
    addresses: Iterable[IPv4Address],
    names: Iterable[str],
    now: dt.datetime,
) -> Certified:
    """Return a certificate that holds for this computer now, made where one is due.

    Args:
        folder: The data folder.
        addresses: All addresses that phones may write.
        names: All names that phones may write.
        now: The present moment, with its offset.

    Raises:
        CertificateError: A file is there and cannot be read, or none can be written.
    """
    held = x509.SubjectAlternativeName(
        [
            *(x509.IPAddress(address) for address in addresses),
            *(x509.DNSName(name) for name in names),
        ]
    )
    file = authority_file(folder)
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        authority = _read(file)
        if authority is None or _is_due(authority, now, days=LEAF_DAYS):
            authority = _authority(now)
            _put(file, authority)
        file = file.with_name("computer.pem")
        leaf = _read(file)
        if leaf is None or not _holds(leaf, held, authority, now):
            leaf = _leaf(held, authority, now)
            _put(file, leaf)
    except OSError as error:
        raise CertificateError(file, error.strerror or str(error)) from error
    return Certified(file, leaf.certificate.serial_number)


def for_phones(folder: Path) -> bytes | None:
    """Return the certificate of the authority as phones take it; None before any."""
    try:
        text = authority_file(folder).read_bytes()
    except FileNotFoundError:
        return None
    certificate = x509.load_pem_x509_certificate(text)
    return certificate.public_bytes(serialization.Encoding.DER)


def fingerprint(certificate: bytes) -> str:
    """Return what a phone shows of a certificate, to be compared: ``3F A0 …``."""
    digest = x509.load_der_x509_certificate(certificate).fingerprint(hashes.SHA256())
    return digest.hex(" ").upper()


def _authority(now: dt.datetime) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    # Two homes, or two tries, must not look the same in the list of a phone.
    name = _name(f"Kneadwell at home {os.urandom(2).hex()}")
    permitted = [
        *(x509.IPAddress(network) for network in RANGES),
        *(x509.DNSName(name) for name in _NAMES_OF_A_HOME),
    ]
    certificate = (
        _begun(name, key, now, AUTHORITY_DAYS)
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        # Critical: a phone too old to keep to it does not take the certificate.
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _Pair(certificate, key)


def _leaf(
    held: x509.SubjectAlternativeName, authority: _Pair, now: dt.datetime
) -> _Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = authority.certificate
    certificate = (
        _begun(_name("Kneadwell on this computer"), key, now, LEAF_DAYS)
        .issuer_name(issuer.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .add_extension(held, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                issuer.extensions.get_extension_for_class(
                    x509.SubjectKeyIdentifier
                ).value
            ),
            critical=False,
        )
        .sign(authority.key, hashes.SHA256())
    )
    return _Pair(certificate, key)


def _begun(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, now: dt.datetime, days: int
) -> x509.CertificateBuilder:
    begins = now.astimezone(dt.UTC) - _BEFORE
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=days))
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


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


def _holds(
    leaf: _Pair,
    held: x509.SubjectAlternativeName,
    authority: _Pair,
    now: dt.datetime,
) -> bool:
    """Tell whether the certificate is good for what is held, and for a while yet."""
    certificate = leaf.certificate
    try:
        certificate.verify_directly_issued_by(authority.certificate)
    except (InvalidSignature, ValueError):
        return False
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return named.value == held and not _is_due(leaf, now, days=RENEWED_DAYS)


def _is_due(pair: _Pair, now: dt.datetime, *, days: int) -> bool:
    certificate = pair.certificate
    left = certificate.not_valid_after_utc - now
    return left < dt.timedelta(days=days) or certificate.not_valid_before_utc > now


def _read(file: Path) -> _Pair | None:
    """Return a certificate with its key; None before there is one."""
    try:
        text = file.read_bytes()
        certificate = x509.load_pem_x509_certificate(text)
        key = serialization.load_pem_private_key(text, None)
    except FileNotFoundError:
        return None
    except ValueError as error:
        problem = "it is damaged"
        raise CertificateError(file, problem) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or (
        key.public_key() != certificate.public_key()
    ):
        problem = "its key belongs to another certificate"
        raise CertificateError(file, problem)
    return _Pair(certificate, key)


def _put(file: Path, pair: _Pair) -> None:
    """Write a certificate and its key whole or not at all, for this user alone."""
    content = pair.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + pair.certificate.public_bytes(serialization.Encoding.PEM)
    data.put_whole(file, content)
