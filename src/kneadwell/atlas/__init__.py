"""Where the hand goes: the body drawings, and strokes that move over them.

Door: `scene_of`. Gives: `Scene`.
"""

from kneadwell.atlas.body_map import BodyMap, MapRegion, load_body_map
from kneadwell.atlas.drawing import Atlas, AtlasError, load_atlas
from kneadwell.atlas.picture import drawings_svg, picture_svg, scene_svg
from kneadwell.atlas.scene import Frame, Scene, scene_of, still_scene
from kneadwell.atlas.strokes import Moment, Movement

__all__ = [
    "Atlas",
    "AtlasError",
    "BodyMap",
    "Frame",
    "MapRegion",
    "Moment",
    "Movement",
    "Scene",
    "drawings_svg",
    "load_atlas",
    "load_body_map",
    "picture_svg",
    "scene_of",
    "scene_svg",
    "still_scene",
]
