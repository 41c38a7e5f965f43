"""Phones: let in one by one, and taken back."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from kneadwell.web import certificates, home_network
from kneadwell.web.access import is_known
from kneadwell.web.devices import store
from kneadwell.web.devices.models import PairedDevice, PairingCode
from kneadwell.web.devices.names import device_name
from kneadwell.web.devices.qr import qr_shown
from kneadwell.web.devices.store import Visitor
from kneadwell.web.devices.views import CODE_TRIES
from kneadwell.web.home_network import Listener
from kneadwell.web.local import now_here
from kneadwell.web.pages.views import KEY_TRIES
from kneadwell.web.people.models import Person

pytestmark = pytest.mark.django_db

DESK = Listener("192.168.1.20", 8443, ("desk.local",))
HOST = "192.168.1.20:8443"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Mobile Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
PHONE = Visitor("Android phone, Chrome", HOST)
PageOf = Callable[..., Any]


class Phone(Client):
    """A browser that asks over HTTPS."""

    def generic(self, *args: Any, **kwargs: Any) -> Any:
        return super().generic(*args, **kwargs | {"secure": True})


@pytest.fixture(autouse=True)
def nobody_tried() -> Iterator[None]:
    CODE_TRIES.forget()
    KEY_TRIES.forget()
    yield
    CODE_TRIES.forget()
    KEY_TRIES.forget()


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Listener:
    """The listener for phones, as the server writes it down."""
    settings.DATA = tmp_path
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, DESK.address, *DESK.names]
    home_network.keep(tmp_path, DESK)
    certificates.certified(tmp_path, (), DESK.names, now_here())
    return DESK


@pytest.fixture
def phone(home: Listener) -> Client:
    """A phone of the same home that nobody let in."""
    return Phone(headers={"host": HOST, "user-agent": ANDROID})


@pytest.fixture
def code(browser: Client, home: Listener) -> str:
    """The digits that the computer shows."""
    page = browser.post("/devices/add/").content.decode()
    digits = re.search(r'class="digits">(\d{4} \d{4})<', page)
    assert digits
    return digits[1]


@pytest.fixture
def paired(phone: Client, code: str) -> Client:
    """A phone that was let in."""
    assert phone.post("/pair/", {"code": code}).status_code == 302
    return phone


def knows(client: Client) -> bool:
    return client.get("/").status_code == 200


# letting in


def test_a_phone_comes_in_by_the_digits(phone: Client, code: str) -> None:
    assert phone.get("/")["Location"] == "/enter/"
    assert phone.get("/enter/")["Location"] == "/pair/"

    response = phone.post("/pair/", {"code": code})

    assert response["Location"] == "/pair/trust/?paired=yes"
    assert knows(phone)
    (device,) = PairedDevice.objects.all()
    assert (device.name, device.host) == ("Android phone, Chrome", HOST)


def test_the_link_of_the_square_fills_in_the_digits_and_uses_nothing_up(
    phone: Client, code: str
) -> None:
    digits = code.replace(" ", "")

    for _ in range(8):
        page = phone.get(f"/pair/{digits}/")
        assert f'value="{digits}"' in page.content.decode()

    assert not knows(phone)
    phone.post("/pair/", {"code": digits})
    assert knows(phone)


@pytest.mark.hazard("H-15")
def test_the_cookie_of_a_phone_is_its_own_and_travels_safely(
    paired: Client, browser: Client
) -> None:
    cookie = paired.cookies[f"{settings.BROWSER_COOKIE}-paired"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert len(cookie.value) >= 43
    assert settings.BROWSER_COOKIE not in paired.cookies
    assert paired.get("/pair/").cookies["csrftoken"]["secure"]
    assert not browser.get("/pair/").cookies["csrftoken"]["secure"]


@pytest.mark.hazard("H-15")
def test_no_secret_lies_in_the_rows(paired: Client, code: str) -> None:
    token = paired.cookies[f"{settings.BROWSER_COOKIE}-paired"].value
    (device,) = PairedDevice.objects.all()
    again = store.offer_code(device.person, now_here())
    kept = [*PairedDevice.objects.values_list(), *PairingCode.objects.values_list()]

    text = repr(kept)
    for secret in (token, code.replace(" ", ""), again):
        assert secret not in text


@pytest.mark.hazard("H-15")
def test_a_code_lets_in_one_phone(paired: Client, code: str, home: Listener) -> None:
    other = Client(headers={"host": HOST})

    response = other.post("/pair/", {"code": code})

    assert response.status_code == 422
    assert "does not open" in response.content.decode()
    assert not knows(other)


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize(
    ("wrong", "minutes", "opens"),
    [(0, 9, True), (0, 10, False), (4, 0, True), (5, 0, False)],
)
def test_a_code_is_good_for_a_while_and_for_few_tries(
    ada: Person, wrong: int, minutes: int, *, opens: bool
) -> None:
    now = now_here()
    code = store.offer_code(ada, now)
    for _ in range(wrong):
        assert store.pair("0" * 9, PHONE, now) is None

    token = store.pair(code, PHONE, now + timedelta(minutes=minutes))

    assert (token is not None) is opens
    assert PairedDevice.objects.count() == opens


@pytest.mark.hazard("H-15")
def test_a_new_code_ends_the_earlier_one(ada: Person) -> None:
    first = store.offer_code(ada, now_here())
    store.offer_code(ada, now_here())

    assert store.pair(first, PHONE, now_here()) is None


@pytest.mark.hazard("H-15")
def test_wrong_codes_do_not_count_against_the_next_one(ada: Person) -> None:
    store.offer_code(ada, now_here())
    for _ in range(9):
        store.pair("nothing", PHONE, now_here())
    code = store.offer_code(ada, now_here())

    assert store.pair(code, PHONE, now_here())


@pytest.mark.parametrize("typed", ["", " ", "12", "schlüssel", "１２３４５６７８"])  # noqa: RUF001
def test_anything_may_be_typed(phone: Client, code: str, typed: str) -> None:
    assert phone.post("/pair/", {"code": typed}).status_code == 422
    assert not knows(phone)


@pytest.mark.hazard("H-15")
def test_who_guesses_often_has_to_wait(phone: Client, ada: Person) -> None:
    guesses = [phone.post("/pair/", {"code": "00000000"}) for _ in range(11)]

    assert [it.status_code for it in guesses] == [422] * 10 + [429]
    code = store.offer_code(ada, now_here())
    assert phone.post("/pair/", {"code": code}).status_code == 429
    other = Phone(headers={"host": HOST}, REMOTE_ADDR="192.168.1.7")
    assert other.post("/pair/", {"code": code}).status_code == 302


@pytest.mark.hazard("H-15")
def test_a_pairing_from_another_site_is_refused(phone: Client, code: str) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": HOST})

    assert strict.post("/pair/", {"code": code}).status_code == 403


def test_a_phone_that_pairs_again_is_one_device(paired: Client, ada: Person) -> None:
    code = store.offer_code(ada, now_here())

    paired.post("/pair/", {"code": code})

    assert knows(paired)
    assert PairedDevice.objects.count() == 1


# what it may


@pytest.mark.hazard("H-15")
def test_a_phone_cannot_let_in_nor_take_back(paired: Client, ada: Person) -> None:
    (device,) = PairedDevice.objects.all()

    assert "This phone was let in" in paired.get("/devices/").content.decode()
    assert paired.post("/devices/add/")["Location"] == "/devices/"
    paired.post(f"/devices/{device.id}/take-back/")

    assert PairingCode.objects.count() == 0
    assert knows(paired)


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize("path", ["/devices/", "/devices/add/", "/", "/diary/"])
def test_a_stranger_in_the_home_reaches_nothing_else(phone: Client, path: str) -> None:
    assert phone.get(path)["Location"] == "/enter/"
    assert phone.post(path)["Location"] == "/enter/"


@pytest.mark.hazard("H-15")
def test_the_key_does_not_open_for_phones(phone: Client) -> None:
    assert phone.get(f"/enter/{settings.KEY}/")["Location"] == "/pair/"
    assert phone.post("/enter/", {"key": settings.KEY})["Location"] == "/pair/"
    assert not knows(phone)


@pytest.mark.hazard("H-15")
def test_wrong_keys_are_soon_looked_at_no_longer(client: Client) -> None:
    tries = [client.get("/enter/wrong/").status_code for _ in range(21)]

    assert tries == [200] * 20 + [429]
    assert client.get(f"/enter/{settings.KEY}/").status_code == 429
    other = Client(REMOTE_ADDR="192.168.1.7")
    assert other.get(f"/enter/{settings.KEY}/").status_code == 302


@pytest.mark.hazard("H-14")
def test_each_phone_gets_the_pages_of_its_own_person(
    phone: Client, browser: Client, ada: Person, bela: Person
) -> None:
    of_bela = store.offer_code(bela, now_here())
    phone.post("/pair/", {"code": of_bela})

    seen = phone.get("/").wsgi_request
    assert seen.person == bela
    assert browser.get("/").wsgi_request.person == ada
    (device,) = PairedDevice.objects.all()
    assert "None yet." in browser.get("/devices/").content.decode()
    browser.post(f"/devices/{device.id}/take-back/")
    assert knows(phone)


@pytest.mark.hazard("H-15")
@pytest.mark.parametrize("token", ["", "x", "ü", "a" * 5000])
def test_a_made_up_cookie_opens_nothing(paired: Client, token: str) -> None:
    stranger = Client(headers={"host": HOST})
    stranger.cookies[f"{settings.BROWSER_COOKIE}-paired"] = token

    assert not knows(stranger)
    request = HttpRequest()
    request.COOKIES = {f"{settings.BROWSER_COOKIE}-paired": token}
    assert not is_known(request)


def test_the_settings_lead_to_the_phones(paired: Client, browser: Client) -> None:
    assert "Phones that may come in" in browser.get("/settings/").content.decode()
    assert "This phone was let in" in paired.get("/settings/").content.decode()


# taking back


@pytest.mark.hazard("H-15")
def test_a_phone_that_was_taken_back_is_a_stranger_at_once(
    browser: Client, paired: Client
) -> None:
    (device,) = PairedDevice.objects.all()
    assert "Android phone, Chrome" in browser.get("/devices/").content.decode()

    taken = browser.post(f"/devices/{device.id}/take-back/", follow=True)

    assert "Taken back." in taken.content.decode()
    assert paired.get("/")["Location"] == "/enter/"
    response = paired.get("/pair/")
    assert "What you wrote on this phone stays here" in response.content.decode()
    assert "Clear-Site-Data" not in response
    assert not response.cookies.get(f"{settings.BROWSER_COOKIE}-paired")


def test_a_link_takes_nothing_back(browser: Client, paired: Client) -> None:
    (device,) = PairedDevice.objects.all()

    browser.get(f"/devices/{device.id}/take-back/")

    assert knows(paired)


# what the list tells


def test_the_day_of_the_last_visit_is_kept(
    paired: Client,
) -> None:
    day = timezone.localdate() - timedelta(days=3)
    PairedDevice.objects.update(seen_on=day)

    response = paired.get("/techniques/")

    assert PairedDevice.objects.get().seen_on == timezone.localdate()
    assert response.cookies[f"{settings.BROWSER_COOKIE}-paired"]["max-age"]
    assert not paired.get("/techniques/").cookies


def test_a_phone_that_knows_an_old_address_is_told_of(
    paired: Client, browser: Client, home: Listener
) -> None:
    assert "knows this computer as" not in browser.get("/devices/").content.decode()
    moved = Listener("192.168.1.33", 8443, DESK.names)
    home_network.keep(settings.DATA, moved)

    assert f"knows this computer as {HOST}" in browser.get("/devices/").content.decode()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (ANDROID, "Android phone, Chrome"),
        (IPHONE, "iPhone, Safari"),
        (IPHONE.replace("Version/18.1", "CriOS/131.0"), "iPhone, Chrome"),
        (ANDROID.replace("Mobile ", ""), "Android tablet, Chrome"),
        (ANDROID.replace("Chrome/", "SamsungBrowser/27 Chrome/"), "Android phone, "),
        ("Mozilla/5.0 (Android 14; Mobile; rv:132.0) Firefox/132.0", "Android phone,"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131 Safari/5 Edg/131", "Windows, Edge"),
        ("Mozilla/5.0 (Macintosh) Version/18 Safari/605", "Mac, Safari"),
        ("curl/8", "Another device"),
        ("", "Another device"),
    ],
)
def test_a_device_is_called_what_people_call_it(agent: str, name: str) -> None:
    assert device_name(agent).startswith(name)


# how a phone finds us


def test_the_square_holds_the_link(browser: Client, home: Listener) -> None:
    response = browser.post("/devices/add/")

    digits = response.context["digits"].replace(" ", "")
    assert response.context["qr"] == qr_shown(f"https://{HOST}/pair/{digits}/")
    assert response.context["address"] == f"https://{HOST}/pair/"


def test_the_lines_of_the_square_are_its_dark_modules() -> None:
    import segno

    text = "https://192.168.1.20:8443/pair/12345678/"
    rows = list(segno.make_qr(text, error="m").matrix_iter(border=4))
    drawn = [[0] * len(rows) for _ in rows]
    for x, y, width in re.findall(
        r"M(\d+) (\d+)\.5h(\d+)", str(qr_shown(text)["path"])
    ):
        for at in range(int(x), int(x) + int(width)):
            drawn[int(y)][at] = 1

    assert drawn == [list(row) for row in rows]


def test_without_a_home_network_the_page_says_how_to_begin_it(browser: Client) -> None:
    page = browser.get("/devices/").content.decode()

    assert "kneadwell serve --home-network" in page
    assert "Add a phone" not in page
    assert browser.post("/devices/add/")["Location"] == "/devices/"
    assert PairingCode.objects.count() == 0


def test_on_a_server_with_a_real_certificate_the_code_leads_there(
    browser: Client, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["ada.example.org"]
    at_home = {"host": "ada.example.org"}

    response = browser.post("/devices/add/", headers=at_home, secure=True)

    assert response.context["address"] == "https://ada.example.org/pair/"
    assert "Go on past the warning" not in response.content.decode()


# trust


@pytest.mark.parametrize(
    ("agent", "first", "last"),
    [(IPHONE, "iphone", "android"), (ANDROID, "android", "iphone")],
)
def test_both_phones_are_walked_through_the_own_one_first(
    phone: Client, agent: str, first: str, last: str
) -> None:
    page = phone.get("/pair/trust/", headers={"user-agent": agent}).content.decode()

    assert page.index(f'id="{first}"') < page.index(f'id="{last}"')
    assert page.count("This looks like one.") == 1


def test_a_stranger_gets_the_certificate_as_a_phone_takes_it(phone: Client) -> None:
    response = phone.get("/pair/trust/kneadwell.crt")

    assert response["Content-Type"] == "application/x-x509-ca-cert"
    assert response.content == certificates.for_phones(settings.DATA)
    assert "Content-Disposition" not in response


def test_without_a_home_network_there_is_no_certificate(client: Client) -> None:
    assert client.get("/pair/trust/kneadwell.crt").status_code == 404
    assert "Get the certificate" not in client.get("/pair/trust/").content.decode()


def test_the_computer_shows_the_fingerprint(browser: Client, home: Listener) -> None:
    held = certificates.for_phones(settings.DATA)
    assert held

    page = browser.get("/devices/").content.decode()

    assert certificates.fingerprint(held) in page
