"""Write a scene as SVG, in classes only: colours are a style sheet's business."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kneadwell.atlas.beside import RING_CM
from kneadwell.atlas.drawing import Atlas, Drawing, View
from kneadwell.atlas.plane import Polygon, sides
from kneadwell.atlas.scene import Pose, Scene
from kneadwell.atlas.signs import sign_of

ASKED_WIDTH = 1200
"""In pixels; a page shrinks the picture to the room it has and keeps its shape."""
EDGE = 0.008
"""Width of the edge of a spot, as a share of the picture's width."""
LINE = 0.018
"""Width of the line of an arrow."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What moves or stays together."""

    kind: str
    content: str
    moves: bool = False


def drawings_svg(scenes: Iterable[Scene], atlas: Atlas) -> str:
    """Return, hidden, all that `scenes` are made of; a page needs it once."""
    return (
        '<svg class="scene-drawings" width="0" height="0" aria-hidden="true">'
        f"{_defined(scenes, atlas)}</svg>"
    )


def scene_svg(scene: Scene, atlas: Atlas) -> str:
    """Return a scene as layers of one size, which lie over one another.

    The moving ones tell their stroke: ``data-period-s``, and in ``data-moments`` one
    ``at,x,y,size,shows`` a moment: a share of the period, percents of the picture's
    width and height, size and opacity.
    """
    frame = scene.frame
    height = ASKED_WIDTH * frame.height / frame.width
    size = f'width="{ASKED_WIDTH}" height="{height:.0f}" viewBox="{_box(scene, atlas)}"'
    return "".join(
        f'<svg class="scene-{layer.kind}"{_motion(scene) if layer.moves else ""} '
        f'{size} aria-hidden="true">{layer.content}</svg>'
        for layer in _layers(scene, atlas)
    )


def picture_svg(scene: Scene, atlas: Atlas) -> str:
    """Return a scene as one still picture that needs nothing else."""
    content = "".join(layer.content for layer in _layers(scene, atlas))
    return (
        f'<svg class="scene-picture" xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="{_box(scene, atlas)}">{_defined([scene], atlas)}{content}</svg>'
    )


def _defined(scenes: Iterable[Scene], atlas: Atlas) -> str:
    """Return drawings and spots once each, to be used by their ids."""
    scenes = tuple(scenes)
    names = [name for s in scenes for name in (s.view, *(p.drawing for p in s.poses))]
    drawn = "".join(
        f'<g id="drawn-{name}" class="{_kind(atlas.drawings[name])}">'
        f"{atlas.drawings[name].content}</g>"
        for name in dict.fromkeys(names)
    )
    marked = dict.fromkeys((s.view, s.spot) for s in scenes if s.spot)
    spots = "".join(
        f'<path id="spot-{view}-{spot}" '
        f'd="{_rounded(atlas.views[view].spots[spot].polygon)}"/>'
        for view, spot in marked
    )
    rings = dict.fromkeys((s.view, s.spot) for s in scenes if s.is_beside and s.spot)
    masks = "".join(_mask_around(atlas.views[view], spot) for view, spot in rings)
    return f"<defs>{drawn}{spots}{masks}</defs>"


def _layers(scene: Scene, atlas: Atlas) -> Iterator[Layer]:
    yield Layer("view", _sided(scene, _body(scene, atlas), atlas))
    if scene.poses:
        drawn = "".join(_posed(pose, atlas) for pose in scene.poses)
        yield Layer("hand", _sided(scene, drawn, atlas), moves=True)
        yield Layer("sign", _sided(scene, _sign(scene), atlas))


def _body(scene: Scene, atlas: Atlas) -> str:
    kind = _kind(atlas.drawings[scene.view])
    drawn = f'<use href="#drawn-{scene.view}" class="{kind}"/>'
    edge = EDGE * scene.frame.width
    if scene.spot is None:
        return drawn
    if scene.is_beside:
        return drawn + _ring_around(scene, edge, atlas)
    spot = f'<use href="#{_spot(scene)}" class="scene-spot" stroke-width="{edge:.2f}"/>'
    return drawn + spot


def _ring_around(scene: Scene, edge: float, atlas: Atlas) -> str:
    """Return the ring around a spot: on the limb, never on what stays untouched."""
    width = 2 * RING_CM * atlas.views[scene.view].units_per_cm
    spot, body = f'<use href="#{_spot(scene)}"', atlas.drawings[scene.view].body
    return (
        f'<g clip-path="url(#{body})"><g mask="url(#around-{_spot(scene)})" '
        'class="scene-ring">'
        f'{spot} class="scene-ring-edge" stroke-width="{width + 2 * edge:.1f}"/>'
        f'{spot} class="scene-ring-band" stroke-width="{width:.1f}"/></g></g>'
        f'{spot} class="scene-left" stroke-width="{edge:.2f}"/>'
    )


def _mask_around(view: View, spot: str) -> str:
    """Return the mask that keeps a spot, and all that is never touched, free."""
    kept_free = (
        area.polygon
        for name, area in view.spots.items()
        if name == spot or not area.may_be_stroked
    )
    holes = "".join(f'<path d="{_rounded(polygon)}"/>' for polygon in kept_free)
    size = f'width="{view.width:g}" height="{view.height:g}"'
    return (
        f'<mask id="around-spot-{view.name}-{spot}" maskUnits="userSpaceOnUse" x="0" '
        f'y="0" {size}><rect {size} fill="#fff"/>{holes}</mask>'
    )


def _posed(pose: Pose, atlas: Atlas) -> str:
    drawing = atlas.drawings[pose.drawing]
    matrix = " ".join(f"{value:.5g}" for value in pose.matrix)
    fades = f' mask="url(#{drawing.fade})"' if drawing.fade else ""
    halo = "".join(f'<use href="#{line}"/>' for line in drawing.outlines)
    return (
        f'<g transform="matrix({matrix})"><g class="scene-halo"{fades}>{halo}</g>'
        f'<use href="#drawn-{pose.drawing}" class="{_kind(drawing)}"/></g>'
    )


def _sign(scene: Scene) -> str:
    """Return what lies over the hand: where the spot is, and where the stroke goes.

    All of it is drawn twice, a dark line on a pale ground, for any skin.
    """
    width = scene.frame.width
    edge, dash = EDGE * width, 2.4 * EDGE * width
    spot = _spot(scene)
    drawn = (
        f'<use href="#{spot}" class="scene-ground" stroke-width="{2 * edge:.2f}" '
        f'stroke-dasharray="{dash:.2f}"/>'
        f'<use href="#{spot}" class="scene-line" stroke-width="{edge:.2f}" '
        f'stroke-dasharray="{dash:.2f}"/>'
    )
    if line := sign_of(scene.course, width):
        thick = LINE * width
        drawn += (
            f'<path class="scene-ground" stroke-width="{2 * thick:.2f}" d="{line}"/>'
            f'<path class="scene-line" stroke-width="{thick:.2f}" d="{line}"/>'
        )
    return drawn


def _motion(scene: Scene) -> str:
    if not scene.moments:
        return ""
    frame = scene.frame
    turn = -1 if scene.is_mirrored else 1
    # A layer grows about its middle, the hand about the point where it touches.
    off_x = (scene.course.rest[0] - frame.x) / frame.width - 0.5
    off_y = (scene.course.rest[1] - frame.y) / frame.height - 0.5
    moments = " ".join(
        f"{moment.at:.4g},"
        f"{100 * turn * (moment.by[0] / frame.width + off_x * (1 - moment.size)):.2f},"
        f"{100 * (moment.by[1] / frame.height + off_y * (1 - moment.size)):.2f},"
        f"{moment.size:.4g},{moment.shows:g}"
        for moment in scene.moments
    )
    return f' data-period-s="{scene.period_s:g}" data-moments="{moments}"'


def _sided(scene: Scene, content: str, atlas: Atlas) -> str:
    if not scene.is_mirrored:
        return content
    width = atlas.views[scene.view].width
    return f'<g transform="matrix(-1 0 0 1 {width:g} 0)">{content}</g>'


def _box(scene: Scene, atlas: Atlas) -> str:
    frame = scene.frame
    mirrored_x = atlas.views[scene.view].width - frame.x - frame.width
    x = mirrored_x if scene.is_mirrored else frame.x
    return f"{x:g} {frame.y:g} {frame.width:g} {frame.height:g}"


def _spot(scene: Scene) -> str:
    return f"spot-{scene.view}-{scene.spot}"


def _kind(drawing: Drawing) -> str:
    return "atlas pale" if drawing.is_pale else "atlas"


def _rounded(polygon: Polygon) -> str:
    """Return a polygon with round corners, through the middle of each side."""
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in sides(polygon)]
    curves = "".join(
        f"Q{dot[0]:g} {dot[1]:g} {middle[0]:.1f} {middle[1]:.1f}"
        for dot, middle in zip(polygon, middles, strict=True)
    )
    return f"M{middles[-1][0]:.1f} {middles[-1][1]:.1f}{curves}z"
