"""Locked files, opened by us, by the library and by the specification."""

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrage import passphrase as by_passphrase
from pyrage import x25519

from kneadwell.vocabulary import KneadwellError
from kneadwell.web import locked
from kneadwell.web.by_hand import NotOpenedError, open_by_hand

WORDS = "correct horse battery"
SIZES = (0, 1, 65535, 65536, 65537, 131072, 200_000)
ME = x25519.Identity.generate()
WHOLE = locked.lock_for(b"x" * 70_000, [str(ME.to_public())])


@pytest.fixture(scope="module")
def files() -> dict[int, bytes]:
    return {size: by_passphrase.encrypt(b"x" * size, WORDS) for size in SIZES}


@pytest.mark.parametrize("size", SIZES)
def test_the_specification_and_the_library_agree(
    files: dict[int, bytes], size: int
) -> None:
    assert open_by_hand(files[size], WORDS) == b"x" * size


@pytest.mark.hazard("H-16")
def test_a_computer_that_is_too_slow_for_the_library_opens_the_file(
    files: dict[int, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> bytes:
        message = "Excessive work parameter for passphrase.\nIt would take long."
        raise pyrage.DecryptError(message)

    monkeypatch.setattr(by_passphrase, "decrypt", refuse)

    assert locked.unlock(files[65537], lambda: WORDS, None) == b"x" * 65537
    with pytest.raises(locked.DoesNotOpenError, match="another one"):
        locked.unlock(files[65537], lambda: "wrong", None)
    assert open_by_hand(locked.lock_with_passphrase(b"hello", WORDS), WORDS) == b"hello"


def test_work_without_end_is_not_begun(files: dict[int, bytes]) -> None:
    head, work = files[1].split(b"\n")[1].rsplit(b" ", 1)
    for asked in (b"21", b"64", b"-1", b"x", work + b"0"):
        changed = files[1].replace(head + b" " + work, head + b" " + asked)

        with pytest.raises(NotOpenedError):
            open_by_hand(changed, WORDS)


@pytest.mark.hazard("H-16")
@settings(max_examples=60)
@given(st.data())
def test_a_file_with_one_byte_changed_or_missing_does_not_open(
    data: st.DataObject,
) -> None:
    at = data.draw(st.integers(0, 600) | st.integers(0, len(WHOLE) - 1))
    changed = WHOLE[:at] + bytes([WHOLE[at] ^ 1]) + WHOLE[at + 1 :]
    wrong = data.draw(st.sampled_from([WHOLE[:at], changed]))

    with pytest.raises(KneadwellError):
        locked.unlock(wrong, lambda: WORDS, str(ME))


@given(st.binary(max_size=80))
def test_what_only_begins_like_a_locked_file_does_not_open(end: bytes) -> None:
    for begin in (locked.BEGINS, locked.BEGINS + b"-> X25519 "):
        with pytest.raises(locked.DoesNotOpenError):
            locked.unlock(begin + end, lambda: WORDS, str(ME))


def test_the_trial_key_opens_nothing_that_it_should_not() -> None:
    theirs = x25519.Identity.generate()
    whole = locked.lock_for(b"hello", [str(theirs.to_public())])

    assert locked.unlock(whole, lambda: WORDS, str(theirs)) == b"hello"
    with pytest.raises(locked.DoesNotOpenError, match="another key"):
        locked.unlock(whole, lambda: WORDS, str(ME))
