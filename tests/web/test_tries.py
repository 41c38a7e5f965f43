from kneadwell.web.tries import Tries


def test_after_too_many_wrong_tries_someone_waits_and_others_do_not() -> None:
    now = 0.0
    tries = Tries(most=3, within_s=60, clock=lambda: now)
    for _ in range(3):
        assert tries.may_try("192.168.1.9")
        tries.count_wrong("192.168.1.9")
        now += 10

    assert not tries.may_try("192.168.1.9")
    assert tries.may_try("192.168.1.8")
    now = 60
    assert tries.may_try("192.168.1.9")
