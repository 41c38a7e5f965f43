"""Notes of this device that are not in the diary."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kneadwell.web.attention.shown import entry_words
from kneadwell.web.http import PersonRequest
from kneadwell.web.library import current_library


@require_safe
def attention(request: PersonRequest) -> HttpResponse:
    """Show the frame; the notes come from the browser, which alone has them."""
    context = {"entry_words": entry_words(current_library())}
    return render(request, "attention/attention.html", context)
