"""Landmarks of the left side, poses of its digits, and what the skin shows."""

from collections.abc import Sequence

import cv2
import numpy as np

from .mesh import Array, Bend, Ints, Mesh, Pose, unit
from .picture import Mask, Picture, Piece

SHAPE = (
    {
        f"macrodetails/{origin}-{sex}-{age}": share / 6
        for origin in ("african", "asian", "caucasian")
        for sex in ("male", "female")
        for age, share in (("old", 0.6), ("young", 0.4))
    }
    | {
        f"macrodetails/universal-{sex}-{age}-maxmuscle-averageweight": share / 2
        for sex in ("male", "female")
        for age, share in (("old", 0.25), ("young", 0.15))
    }
    | {f"feet/{side}-foot-scale-horiz-incr": 0.35 for side in "lr"}
    | {f"legs/{side}-lowerleg-muscle-incr": 0.45 for side in "lr"}
    | {f"legs/{side}-upperleg-muscle-incr": 0.3 for side in "lr"}
    | {f"arms/{side}-lowerarm-muscle-incr": 0.3 for side in "lr"}
    | {f"hands/{side}-hand-fingers-diameter-incr": 0.3 for side in "lr"}
)
FINGERS = range(1, 6)
ARM_BONES = ("arm", "wrist", "finger", "metac")
HAND_BONES = ("finger", "metacarpal", "wrist")
FOOT_BONES = ("foot", "toe")
FIRST_TOE = 5  # channel of the big toe, after the five fingers
ARM = 10

# A dome on the skin: middle, its three half-widths, height, all in decimetres.
Dome = tuple[Array, Array, float]


class Body:
    """The mesh with everything that the drawings measure from.

    Attributes:
        mesh: The shaped mesh.
        centres: Middle of each face at rest.
        nails: 1 to 5 for finger nails and 6 to 10 for toe nails, by face.
        dorsal: Out of the back of the hand at rest.
        reach: From the wrist towards the fingers at rest.
        front: From the elbow to where the forearm bends at rest.
    """

    def __init__(self, mesh: Mesh) -> None:
        mesh.mix(SHAPE)
        self.mesh = mesh
        self.centres = mesh.points[mesh.faces].mean(1)
        self._carried = mesh.weights[mesh.faces].mean(1)
        corners = mesh.points[mesh.faces]
        normals = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
        size = np.linalg.norm(normals, axis=1)[:, None] + 1e-12
        self._face_normals = normals / size
        self._measure_arm()
        self._measure_leg()
        self.nails = self._find_nails()

    def _measure_arm(self) -> None:
        head = self.mesh.head
        self.wrist, self.elbow = head("wrist.L"), head("lowerarm01.L")
        self.shoulder = head("upperarm01.L")
        self.knuckle = {i: head(f"finger{i}-1.L") for i in FINGERS}
        across = np.cross(self.knuckle[2] - self.wrist, self.knuckle[5] - self.wrist)
        self.dorsal = unit(across)
        reach = unit((self.knuckle[3] + self.knuckle[4]) / 2 - self.wrist)
        self.reach = unit(reach - self.dorsal * (reach @ self.dorsal))
        self.thumbwards = np.cross(self.reach, self.dorsal)
        self.forearm = unit(self.wrist - self.elbow)
        self.upper_arm = unit(self.elbow - self.shoulder)
        bent = self.forearm - self.upper_arm * (self.forearm @ self.upper_arm)
        self.front = unit(bent)

    def _measure_leg(self) -> None:
        head = self.mesh.head
        self.ankle, self.knee = head("foot.L"), head("lowerleg01.L")
        self.hip = head("upperleg01.L")
        self.shin, self.thigh = unit(self.knee - self.ankle), unit(self.hip - self.knee)
        self.toe_root = {i: head(f"toe{i}-1.L") for i in FINGERS}

    def near(self, bones: Sequence[str], least: float = 0.5) -> Mask:
        """Faces that the named bones of the left side carry for at least a share."""
        columns = [
            column
            for name, column in self.mesh.bones.items()
            if name.endswith(".L") and any(part in name for part in bones)
        ]
        return self._carried[:, columns].sum(1) > least

    def piece(self, pose: Pose, keep: Mask, domes: Sequence[Dome] = ()) -> "Posed":
        """A posed part of the body, ready to be looked at."""
        return Posed(self, pose, keep, domes)

    def channels(self) -> Array:
        """Per vertex: place at rest, share of each digit, share of the arms."""
        weights, bones = self.mesh.weights, self.mesh.bones
        digits = [
            weights[
                :,
                [
                    column
                    for name, column in bones.items()
                    if name.startswith(f"{kind}{i}-") and name.endswith(".L")
                ],
            ].sum(1)
            for kind in ("finger", "toe")
            for i in FINGERS
        ]
        arm = weights[
            :,
            [c for name, c in bones.items() if any(part in name for part in ARM_BONES)],
        ].sum(1)
        return np.concatenate([self.mesh.points, np.stack([*digits, arm], 1)], 1)

    def along(self, bone: str) -> Array:
        """The direction of a bone at rest."""
        return unit(self.mesh.tail(bone) - self.mesh.head(bone))

    def nail_normal(self, nail: int) -> Array:
        """Out of a nail at rest."""
        return unit(self._face_normals[self.nails == nail].mean(0))

    def bending(self, bone: str) -> Array:
        """The axis about which a digit's bone bends towards its pad."""
        digit, _ = bone.split("-")
        nail = self.nail_normal(int(digit[-1]) + 5 * digit.startswith("toe"))
        return unit(np.cross(self.along(bone), -nail))

    def digit(
        self, number: int, *degrees: float, spread: float = 0, kind: str = "finger"
    ) -> Pose:
        """Bend one digit joint by joint, then spread it at its root."""
        pose: Pose = {}
        for joint, angle in enumerate(degrees, 1):
            bone = f"{kind}{number}-{joint}.L"
            if bone in self.mesh.bones:
                pose[bone] = [(self.bending(bone), angle)]
        if spread:
            axis = self.dorsal if kind == "finger" else np.array([0.0, 1, 0])
            pose[f"{kind}{number}-1.L"].append((axis, spread))
        return pose

    def foot(self, flex: float = 0, curl: float = 0, turn: float = 0) -> Pose:
        """A foot with slightly parted toes; `flex` points it, in degrees."""
        pose: Pose = {}
        form = {
            1: (2, 0.97, 1.03),
            2: (1, 0.88, 1.1),
            3: (0, 0.9, 1.12),
            4: (-1, 0.92, 1.13),
            5: (-4, 0.95, 1.14),
        }
        for number, (spread, length, width) in form.items():
            pose |= self.digit(number, curl, curl, curl, spread=spread, kind="toe")
            root = f"toe{number}-1.L"
            along = self.along(root)
            stretch = width * np.eye(3) + (length - width) * np.outer(along, along)
            pose[root].insert(0, stretch)
        ankle: list[Bend] = [
            (np.array([0.0, 1, 0]), turn),
            (np.array([1.0, 0, 0]), flex),
        ]
        return pose | {"foot.L": ankle}

    def _find_nails(self) -> Ints:
        """Nail masks are textures; their patchy faces are told by their normals."""
        painted = self._painted("mpfb_fingernails") | self._painted("mpfb_toenails")
        painted &= self.centres[:, 0] > 0
        nails = np.zeros(len(self.centres), int)
        for offset, kind in ((0, "finger"), (5, "toe")):
            for i in FINGERS:
                last = 2 if (kind, i) == ("toe", 1) else 3
                column = self.mesh.bones[f"{kind}{i}-{last}.L"]
                seed = painted & (self._carried[:, column] > 0.3)
                out = unit(self._face_normals[seed].mean(0))
                nails[seed & (self._face_normals @ out > 0.8)] = i + offset
        return nails

    def _painted(self, texture: str) -> Mask:
        raw = np.frombuffer(self.mesh.file(f"textures/{texture}.jpg"), np.uint8)
        image = cv2.imdecode(raw, cv2.IMREAD_GRAYSCALE)
        high, wide = image.shape
        row = np.clip(((1 - self.mesh.uvs[:, 1]) * high).astype(int), 0, high - 1)
        column = np.clip((self.mesh.uvs[:, 0] * wide).astype(int), 0, wide - 1)
        return image[row, column] > 100


class Posed:
    """A pose of a part of the body; finds bones again after the bending."""

    def __init__(
        self, body: Body, pose: Pose, keep: Mask, domes: Sequence[Dome]
    ) -> None:
        self.body = body
        points, self.motions = body.mesh.posed(pose)
        self.piece = Piece(
            points=points,
            faces=body.mesh.faces[keep],
            channels=body.channels(),
            face_ids=np.flatnonzero(keep),
            relief=(lambda rest: standing_out(rest, domes)) if domes else None,
        )

    def moved(self, bone: str, places: Array) -> Array:
        """Where places at rest are, carried by one bone."""
        motion = self.motions[bone]
        return np.atleast_2d(places) @ motion[:3, :3].T + motion[:3, 3]

    def head(self, bone: str) -> Array:
        """Where a bone starts."""
        return self.moved(bone, self.body.mesh.head(bone))[0]

    def tail(self, bone: str) -> Array:
        """Where a bone ends."""
        return self.moved(bone, self.body.mesh.tail(bone))[0]

    def crease(
        self,
        picture: Picture,
        bones: tuple[str, str],
        digit: int,
        keep: tuple[float, float] = (0.25, 0.75),
        tilt: float = 0,
    ) -> Array | None:
        """The skin line over the joint between two bones of a digit."""
        before, after = bones
        along = unit(
            unit(self.tail(before) - self.head(before))
            + unit(self.tail(after) - self.head(after))
        )
        dorsal = self.motions[after][:3, :3] @ self.body.dorsal
        mine = picture.channels[picture.triangles].mean(1)[:, 3 + digit] > 0.5
        place = self.head(after) + along * -0.04 * np.sign(tilt)
        place = place + dorsal * (0.1 if tilt else 0)
        return picture.cut(place, along + tilt * dorsal, mine, keep)


def standing_out(rest: Array, domes: Sequence[Dome]) -> Array:
    """How far the skin stands out over its mesh at given places at rest."""
    out = np.zeros(len(rest))
    for middle, half, height in domes:
        away = (((rest - middle) / half) ** 2).sum(1)
        out += height * np.exp(-(away**1.5))
    return out
