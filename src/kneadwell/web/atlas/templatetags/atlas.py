"""`{% load atlas %}`: drawings once a page, then a scene wherever one is shown."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kneadwell.atlas import Scene, drawings_svg, load_atlas, scene_svg

register = template.Library()


@register.simple_tag
def atlas_drawings(scenes: Iterable[Scene]) -> SafeString:
    """Return the drawings that `scenes` use, hidden; a page needs them once."""
    return _ours(drawings_svg(scenes, load_atlas()))


@register.simple_tag
def atlas_scene(scene: Scene, label: str = "") -> SafeString:
    """Return a scene; `label` is what the ear gets, without it the ear gets nothing."""
    told = format_html('role="img" aria-label="{}"', label) if label else _SILENT
    return format_html(
        '<div class="scene" data-scene="{}" {}>{}</div>',
        scene.id,
        told,
        _ours(scene_svg(scene, load_atlas())),
    )


def _ours(svg: str) -> SafeString:
    """Trust what was made from committed drawings and numbers alone."""
    return mark_safe(svg)  # noqa: S308


_SILENT = mark_safe('aria-hidden="true"')
