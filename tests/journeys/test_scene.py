"""The moving picture in a real browser, under the real content security policy."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kneadwell.atlas import (
    Movement,
    Scene,
    drawings_svg,
    load_atlas,
    scene_of,
    scene_svg,
)
from kneadwell.vocabulary import Place
from tests.journeys.server import Server

pytestmark = pytest.mark.browser

PERIOD_MS = 2000
PLACE = Place.parse("right foot")
ATLAS = load_atlas()
CIRCLES = scene_of(
    PLACE, "sole-heel", Movement("circle", "thumb", "around", 30, 9.0, 2), ATLAS
)
STROKES = scene_of(
    PLACE,
    "whole-sole",
    Movement("glide", "flat-hand", "towards-heart", 12, 22.0, 1),
    ATLAS,
)
SCENES = (CIRCLES, STROKES)

SHOWN = """
async markup => {
  const css = document.querySelector('link[rel=stylesheet][href$="base.css"]').href
  const root = css.replace(/css\\/base.css$/, "")
  for (const file of ["css/tokens.css", "atlas/atlas.css", "css/scene.css"]) {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet" })
    const loaded = new Promise(done => { link.onload = done })
    link.href = root + file
    document.head.append(link)
    await loaded
  }
  document.body.innerHTML = markup
  const { Picture } = await import(`${root}js/player/picture.js`)
  window.picture = new Picture(document.body)
}
"""
PLACED = """
() => [...document.querySelectorAll(".scene:not([hidden]) .scene-hand")].map(hand => {
  const style = getComputedStyle(hand)
  return [style.transform, style.opacity]
})
"""
MOVES = "() => document.getAnimations().map(move => move.playState)"
SEEK = """
atMs => {
  for (const move of document.getAnimations()) { move.pause(); move.currentTime = atMs }
}
"""


def markup(scenes: tuple[Scene, ...]) -> str:
    pictures = "".join(
        f'<div class="scene" data-scene="{scene.id}">{scene_svg(scene, ATLAS)}</div>'
        for scene in scenes
    )
    return drawings_svg(scenes, ATLAS) + pictures


@pytest.fixture(params=["no-preference"])
def motion(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def pictured(browser: Browser, server: Server, motion: Any) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion=motion
    )
    page = context.new_page()
    page.goto(server.link)
    page.evaluate(SHOWN, markup(SCENES))
    yield page
    context.close()


def show(page: Page, scene: Scene | None) -> None:
    page.evaluate("id => picture.show(id)", scene and scene.id)


def test_one_scene_is_seen_at_a_time(pictured: Page) -> None:
    shown = """
      () => [...document.querySelectorAll(".scene")]
        .filter(scene => !scene.hidden).map(scene => scene.dataset.scene)
    """
    assert pictured.evaluate(shown) == []
    for scene in (CIRCLES, STROKES):
        show(pictured, scene)
        assert pictured.evaluate(shown) == [scene.id]
    show(pictured, None)
    assert pictured.evaluate(shown) == []


def test_the_hand_moves_only_while_the_session_runs(pictured: Page) -> None:
    show(pictured, CIRCLES)
    assert set(pictured.evaluate(MOVES)) == {"paused"}
    pictured.evaluate("() => picture.run(true)")
    assert set(pictured.evaluate(MOVES)) == {"running"}
    pictured.evaluate("() => picture.run(false)")
    assert set(pictured.evaluate(MOVES)) == {"paused"}


def test_the_next_scene_goes_on_moving_by_itself(pictured: Page) -> None:
    pictured.evaluate("() => picture.run(true)")
    show(pictured, CIRCLES)
    show(pictured, STROKES)
    assert set(pictured.evaluate(MOVES)) == {"running"}
    assert len(pictured.evaluate(MOVES)) == 1


def test_a_round_ends_where_it_began(pictured: Page) -> None:
    show(pictured, CIRCLES)
    places = []
    for share in (0, 0.5, 1):
        pictured.evaluate(SEEK, share * PERIOD_MS)
        places.append(pictured.evaluate(PLACED))
    assert places[0] == places[2]
    assert places[0] != places[1]


@pytest.mark.parametrize("width", [280, 390, 700])
def test_the_hand_draws_the_same_ring_at_any_size(pictured: Page, width: int) -> None:
    """Half a round carries it across the ring: by the drawn share of the picture."""
    show(pictured, CIRCLES)
    pictured.set_viewport_size({"width": width, "height": 844})
    middle = min(CIRCLES.moments, key=lambda moment: abs(moment.at - 0.5))
    pictured.evaluate(SEEK, 0.5 * PERIOD_MS)
    moved, drawn = pictured.evaluate(
        """() => {
          const hand = document.querySelector(".scene:not([hidden]) .scene-hand")
          const { e, f } = new DOMMatrix(getComputedStyle(hand).transform)
          return [[e, f], hand.getBoundingClientRect().width]
        }"""
    )
    scale = drawn / CIRCLES.frame.width
    assert moved == pytest.approx(
        [-middle.by[0] * scale, middle.by[1] * scale], abs=1.0
    )


def test_all_layers_lie_over_one_another(pictured: Page) -> None:
    show(pictured, CIRCLES)
    boxes = pictured.evaluate(
        """() => {
          const layers = [...document.querySelectorAll(".scene:not([hidden]) > svg")]
          return layers.map(layer => {
            const { x, y, width, height } = layer.getBoundingClientRect()
            return [x, y, width, height].map(Math.round).join()
          })
        }"""
    )
    assert len(boxes) == 3
    assert len(set(boxes)) == 1


@pytest.mark.parametrize("motion", ["reduce"], indirect=True)
def test_reduced_motion_keeps_the_still_picture_with_its_arrow(pictured: Page) -> None:
    pictured.evaluate("() => picture.run(true)")
    show(pictured, CIRCLES)
    assert pictured.evaluate(MOVES) == []
    arrow = pictured.locator(".scene:not([hidden]) path.scene-line").last
    assert arrow.is_visible()
    box = arrow.bounding_box()
    assert box
    assert box["width"] > 10


def test_motion_leaves_the_main_thread_idle(pictured: Page) -> None:
    """At most 5 % of it, by the processor's own count: transforms are composited."""
    show(pictured, CIRCLES)
    pictured.evaluate("() => picture.run(true)")
    pictured.wait_for_timeout(500)
    client = pictured.context.new_cdp_session(pictured)
    client.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy_s() -> float:
        metrics = client.send("Performance.getMetrics")["metrics"]
        return {one["name"]: one["value"] for one in metrics}["TaskDuration"]

    shares = []
    for _ in range(3):
        before = busy_s()
        pictured.wait_for_timeout(2000)
        shares.append((busy_s() - before) / 2)
    assert min(shares) <= 0.05
