"""Opens a file that age locked with a passphrase, as the specification says.

`pyrage` refuses a file whose passphrase takes sixteen times longer to try than it
finds usual for the computer at that moment. A busy or old computer must open the
backup of a fast one all the same.
See https://age-encryption.org/v1, “scrypt recipient stanza” and “Payload”.
"""

import base64
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MOST_WORK = 20
"""As a power of two. It takes 1 GiB of memory, and age writes 18."""

_CHUNK = 64 * 1024 + 16


class NotOpenedError(ValueError):
    """The passphrase is another one, or the file is not whole."""


def open_by_hand(locked: bytes, passphrase: str) -> bytes:
    """Return what a locked file holds.

    Raises:
        NotOpenedError: The passphrase is another one, a part is missing or changed,
            or trying a passphrase takes more work than any backup asks for.
    """
    try:
        head, rest = locked.split(b"\n--- ", 1)
        mac, payload = rest.split(b"\n", 1)
        _, stanza, wrapped = head.split(b"\n")
        arrow, kind, salt, work = stanza.split(b" ")
        if (arrow, kind) != (b"->", b"scrypt") or not 0 < int(work) <= MOST_WORK:
            raise NotOpenedError
        salt = b"age-encryption.org/v1/scrypt" + _decoded(salt)
        words = Scrypt(salt, length=32, n=1 << int(work), r=8, p=1)
        opener = ChaCha20Poly1305(words.derive(passphrase.encode()))
        key = opener.decrypt(bytes(12), _decoded(wrapped), None)
        expected = hmac.digest(_derived(key, b"", b"header"), head + b"\n---", "sha256")
        if not hmac.compare_digest(expected, _decoded(mac)):
            raise NotOpenedError
        return _payload(payload[16:], _derived(key, payload[:16], b"payload"))
    except (ValueError, InvalidTag) as error:
        raise NotOpenedError from error


def _payload(chunks: bytes, key: bytes) -> bytes:
    stream = ChaCha20Poly1305(key)
    begins = range(0, max(len(chunks), 1), _CHUNK)
    return b"".join(
        stream.decrypt(
            number.to_bytes(11, "big") + bytes([number == len(begins) - 1]),
            chunks[begin : begin + _CHUNK],
            None,
        )
        for number, begin in enumerate(begins)
    )


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=salt, info=info).derive(key)


def _decoded(text: bytes) -> bytes:
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
