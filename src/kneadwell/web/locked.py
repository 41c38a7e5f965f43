"""Files that only a passphrase or a key opens, in the open format age.

The program `age` opens them too, so nobody needs Kneadwell to read a backup.
"""

from collections.abc import Callable, Sequence
from typing import Any

import pyrage
from pyrage import passphrase as by_passphrase
from pyrage import ssh, x25519

from kneadwell.vocabulary import KneadwellError
from kneadwell.web.by_hand import NotOpenedError, open_by_hand

SHORTEST_PASSPHRASE = 10
"""Characters. Whoever holds the file may try passphrases for years."""

BEGINS = b"age-encryption.org/v1\n"
_WITH_PASSPHRASE = b"-> scrypt "
_WHY = {
    "Decryption failed": "the passphrase is another one",
    "No matching keys found": "it was locked for another key",
}
_IMPATIENT = "Excessive work parameter"
_ELSE = "a part of it is missing or was changed; use another copy of it"

Key = Any
"""Of the x25519 or ssh kind; the library has no types."""


class WeakPassphraseError(KneadwellError):
    """A passphrase is so short that it would be guessed."""

    def __init__(self) -> None:
        super().__init__(
            f"A passphrase needs at least {SHORTEST_PASSPHRASE} characters. Four words "
            "that have nothing to do with one another are good."
        )


class RecipientError(KneadwellError):
    """Something names nobody that a file could be locked for."""

    def __init__(self, recipient: str) -> None:
        self.recipient = recipient
        super().__init__(
            f"“{recipient}” is no recipient; write one that begins with age1, "
            "ssh-ed25519 or ssh-rsa."
        )


class IdentityError(KneadwellError):
    """A file holds no key that opens anything."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"The identity file holds no key that we can use: {problem}. It has a line "
            "that begins with AGE-SECRET-KEY-1, or is an SSH key without a passphrase."
        )


class DoesNotOpenError(KneadwellError):
    """A locked file stays locked."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        super().__init__(f"The file does not open: {problem}.")


def lock_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """Return `content` so that the passphrase opens it; it was tried.

    Raises:
        WeakPassphraseError: The passphrase is too short.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise WeakPassphraseError
    locked: bytes = by_passphrase.encrypt(content, passphrase)
    _compare(_open(locked, passphrase), content)
    return locked


def lock_for(content: bytes, recipients: Sequence[str]) -> bytes:
    """Return `content` so that the key of any recipient opens it; it was tried.

    Raises:
        RecipientError: One of them is none.
    """
    # We hold no key of theirs, so a key for this one trial is among them, and gone
    # when it is done.
    trial = x25519.Identity.generate()
    known = [*map(_recipient, recipients), trial.to_public()]
    locked: bytes = pyrage.encrypt(content, known)
    _compare(pyrage.decrypt(locked, [trial]), content)
    return locked


def unlock(locked: bytes, ask: Callable[[], str], identity: str | None) -> bytes:
    """Return what a locked file holds.

    Args:
        locked: The file.
        ask: Asks for the passphrase; not called for a file that has none.
        identity: The content of an identity file, for a file that was locked for keys.

    Raises:
        DoesNotOpenError: The passphrase or the key is another, or a part is missing.
        IdentityError: The identity is none.
    """
    try:
        if locked.startswith(BEGINS + _WITH_PASSPHRASE):
            return _open(locked, ask())
        if identity is None:
            problem = "it was locked for a key; name the file of that key (--identity)"
            raise DoesNotOpenError(problem)
        content: bytes = pyrage.decrypt(locked, _identities(identity))
    except pyrage.DecryptError as error:
        raise DoesNotOpenError(_WHY.get(str(error), _ELSE)) from error
    else:
        return content


def _open(locked: bytes, passphrase: str) -> bytes:
    try:
        content: bytes = by_passphrase.decrypt(locked, passphrase)
    except pyrage.DecryptError as error:
        if not str(error).startswith(_IMPATIENT):
            raise
        try:
            return open_by_hand(locked, passphrase)
        except NotOpenedError:
            problem = "the passphrase is another one, or a part of the file was changed"
            raise DoesNotOpenError(problem) from error
    return content


def _compare(opened: bytes, content: bytes) -> None:
    if opened != content:
        raise DoesNotOpenError(problem="it came out other than it went in")


def _recipient(text: str) -> Key:
    kind = x25519.Recipient if text.startswith("age1") else ssh.Recipient
    try:
        return kind.from_str(text.strip())
    except (pyrage.RecipientError, ValueError) as error:
        raise RecipientError(text) from error


def _identities(text: str) -> list[Key]:
    lines = [line.strip() for line in text.splitlines()]
    keys = [line for line in lines if line.startswith("AGE-SECRET-KEY-1")]
    try:
        if keys:
            return [x25519.Identity.from_str(key) for key in keys]
        return [ssh.Identity.from_buffer(text.encode())]
    except (pyrage.IdentityError, ValueError) as error:
        raise IdentityError(str(error)) from error
