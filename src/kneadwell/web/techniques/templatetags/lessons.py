"""`{% load lessons %}`: the offer to be walked through a technique."""

from typing import Any

from django import template

from kneadwell.web.techniques.store import is_new
from kneadwell.web.words import Shown

register = template.Library()


@register.inclusion_tag("techniques/offer.html", takes_context=True)
def lesson_offer(
    context: dict[str, Any], technique_id: str, next_page: str = "technique"
) -> Shown:
    """Offer the walk to someone to whom a technique is new, and else nothing.

    Args:
        context: Of the page.
        technique_id: Which technique.
        next_page: Where someone goes who knows it: ``start`` or ``technique``.
    """
    return {
        "is_new": is_new(context["request"].person, technique_id),
        "technique_id": technique_id,
        "next_page": next_page,
        "csrf_token": context.get("csrf_token"),
    }
