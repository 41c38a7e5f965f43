"""Headers that every page carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def private_pages(get_response: Answer) -> Answer:
    """Keep pages out of every cache, and the machine's senses out of their reach.

    A cookie that was given over HTTPS never comes back over anything else.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for cookie in response.cookies.values():
            cookie["secure"] = request.is_secure() or ""
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Permissions-Policy"] = (
            "screen-wake-lock=(self), camera=(), geolocation=(), microphone=()"
        )
        return response

    return answer
