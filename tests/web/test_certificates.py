import datetime as dt
import shutil
import subprocess
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from kneadwell.web import certificates
from kneadwell.web.certificates import CertificateError, authority_file, certified

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
HERE = (IPv4Address("192.168.1.20"),)
NAMES = ("desk.local",)
DAY = dt.timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def computer_file(folder: Path) -> Path:
    return folder / "home-network" / "computer.pem"


def shown(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(computer_file(folder).read_bytes())


def authority(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(authority_file(folder).read_bytes())


def trusted(folder: Path, held: x509.IPAddress | x509.DNSName) -> bool:
    """Tell whether a phone that trusts the home takes this computer for `held`."""
    verifier = PolicyBuilder().store(Store([authority(folder)])).time(NOW)
    try:
        verifier.build_server_verifier(held).verify(shown(folder), [])
    except VerificationError:
        return False
    return True


def openssl_trusts(folder: Path) -> bool:
    """Ask someone else about the same."""
    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver"]
    files = ["-CAfile", *map(str, (authority_file(folder), computer_file(folder)))]
    at = ["-attime", str(int(NOW.timestamp()))]
    done = subprocess.run(  # noqa: S603 - our own files
        [*command, *at, *files], check=False, capture_output=True
    )
    return done.returncode == 0


def test_a_phone_that_trusts_the_home_trusts_this_computer(folder: Path) -> None:
    certified(folder, HERE, NAMES, NOW)

    assert trusted(folder, x509.IPAddress(HERE[0]))
    assert trusted(folder, x509.DNSName(NAMES[0]))
    assert not trusted(folder, x509.DNSName("other.local"))


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize(
    ("name", "is_trusted"),
    [
        (x509.IPAddress(IPv4Address("192.168.7.7")), True),
        (x509.DNSName("desk.local"), True),
        (x509.DNSName("bank.example.com"), False),
        (x509.DNSName("local.example.com"), False),
        (x509.IPAddress(IPv4Address("93.184.216.34")), False),
    ],
)
def test_the_home_cannot_speak_for_the_internet(
    folder: Path, name: x509.IPAddress | x509.DNSName, *, is_trusted: bool
) -> None:
    addresses = [name.value] if isinstance(name, x509.IPAddress) else []
    names = [name.value] if isinstance(name, x509.DNSName) else []

    certified(folder, addresses, names, NOW)  # what a thief of the key would do

    assert trusted(folder, name) is is_trusted
    if shutil.which("openssl"):
        assert openssl_trusts(folder) is is_trusted


def test_it_is_what_phones_ask_of_a_certificate(folder: Path) -> None:
    certified(folder, HERE, NAMES, NOW)
    root, leaf = authority(folder), shown(folder)
    of_root, of_leaf = root.extensions, leaf.extensions

    basic = of_root.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert (basic.value.ca, basic.value.path_length) == (True, 0)
    assert of_root.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    assert of_root.get_extension_for_class(x509.NameConstraints).critical
    assert not of_leaf.get_extension_for_class(x509.BasicConstraints).value.ca
    assert not of_leaf.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    usage = of_leaf.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.SERVER_AUTH]
    lives = leaf.not_valid_after_utc - leaf.not_valid_before_utc
    assert lives <= 397 * DAY
    for one in (root, leaf):
        assert isinstance(one.signature_hash_algorithm, hashes.SHA256)
        assert isinstance(one.public_key(), ec.EllipticCurvePublicKey)
        assert one.not_valid_before_utc <= NOW - DAY
    (named,) = root.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert str(named.value).startswith("Kneadwell at home")


def test_keys_are_for_their_owner_alone(folder: Path) -> None:
    certified(folder, HERE, NAMES, NOW)

    inside = folder / "home-network"
    assert inside.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in inside.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("addresses", "names", "later", "is_new"),
    [
        (HERE, NAMES, 0 * DAY, False),
        (HERE, NAMES, 300 * DAY, False),
        (HERE, NAMES, 370 * DAY, True),
        ((IPv4Address("192.168.1.21"),), NAMES, 0 * DAY, True),
        (HERE, ("table.local",), 0 * DAY, True),
        (HERE, NAMES, -30 * DAY, True),
    ],
)
def test_a_certificate_is_renewed_when_it_is_due_and_the_home_stays(
    folder: Path,
    addresses: tuple[IPv4Address],
    names: tuple[str],
    later: dt.timedelta,
    *,
    is_new: bool,
) -> None:
    first, home = certified(folder, HERE, NAMES, NOW), authority(folder)

    again = certified(folder, addresses, names, NOW + later)

    assert (again.serial != first.serial) is is_new
    assert (authority(folder) == home) is (later >= 0 * DAY)


def test_an_old_home_is_made_anew_with_its_computer(folder: Path) -> None:
    first, home = certified(folder, HERE, NAMES, NOW), authority(folder)
    later = NOW + 3500 * DAY

    again = certified(folder, HERE, NAMES, later)

    assert authority(folder) != home
    assert again.serial != first.serial
    shown(folder).verify_directly_issued_by(authority(folder))


def test_a_computer_of_another_home_is_certified_anew(folder: Path) -> None:
    first = certified(folder, HERE, NAMES, NOW)
    authority_file(folder).unlink()

    again = certified(folder, HERE, NAMES, NOW)

    assert again.serial != first.serial
    assert trusted(folder, x509.IPAddress(HERE[0]))


@pytest.mark.parametrize("file", ["authority.pem", "computer.pem"])
def test_a_damaged_file_is_said_and_left(folder: Path, file: str) -> None:
    certified(folder, HERE, NAMES, NOW)
    (folder / "home-network" / file).write_text("gone")

    with pytest.raises(CertificateError, match=r"damaged.*trust this computer anew"):
        certified(folder, HERE, NAMES, NOW)
    assert (folder / "home-network" / file).read_text() == "gone"


def test_a_key_of_another_is_said(folder: Path) -> None:
    certified(folder, HERE, NAMES, NOW)
    file = authority_file(folder)
    other = computer_file(folder).read_text().split("-----BEGIN CERT")[0]
    own = "-----BEGIN CERT" + file.read_text().split("-----BEGIN CERT")[1]
    file.write_text(other + own)

    with pytest.raises(CertificateError, match="belongs to another"):
        certified(folder, HERE, NAMES, NOW)


def test_a_folder_that_cannot_be_written_is_said(folder: Path) -> None:
    (folder / "home-network").write_text("a file where a folder should be")

    with pytest.raises(CertificateError):
        certified(folder, HERE, NAMES, NOW)


def test_phones_get_the_certificate_and_no_key(folder: Path) -> None:
    assert certificates.for_phones(folder) is None
    certified(folder, HERE, NAMES, NOW)

    held = certificates.for_phones(folder)

    assert held
    assert x509.load_der_x509_certificate(held) == authority(folder)
    assert b"PRIVATE" not in held
    assert len(held) < 1000
    print_ = certificates.fingerprint(held)
    assert (
        print_.replace(" ", "")
        == authority(folder).fingerprint(hashes.SHA256()).hex().upper()
    )
