"""The pack: an index of sentences, and a file for each."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from .mpeg import seconds

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OUT = ROOT / "src/kneadwell/web/static/voice/en"
INDEX, NOTICE = "index.json", "NOTICE"
VOICES = {"giver": "sentences", "receiver": "receiver"}
"""Whom a voice speaks to, and its name in the index."""


@dataclass(slots=True)
class Pack:
    """Recordings by voice and sentence."""

    folder: Path
    recordings: dict[str, dict[str, str]] = field(
        default_factory=lambda: {voice: {} for voice in VOICES}
    )
    """By voice, then by sentence: the name of the file."""

    @classmethod
    def read(cls, folder: Path) -> "Pack":
        """Read the pack in `folder`; an empty one where there is none."""
        pack = cls(folder)
        file = folder / INDEX
        if file.exists():
            index = json.loads(file.read_text("utf-8"))
            for voice, name in VOICES.items():
                pack.recordings[voice] = {
                    sentence: told["file"] for sentence, told in index[name].items()
                }
        return pack

    def has(self, voice: str, sentence: str) -> bool:
        """Return whether the sentence has its file."""
        name = self.recordings[voice].get(sentence)
        return name is not None and (self.folder / name).exists()

    def add(self, voice: str, sentence: str, sound: bytes) -> None:
        """Write a recording; its name follows from its bytes, for caches."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{sha256(sound).hexdigest()[:12]}.mp3"
        (self.folder / name).write_bytes(sound)
        self.recordings[voice][sentence] = name

    def write(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """Write the index of what is wanted, and delete every other recording."""
        index: dict[str, object] = {"format": "mp3"}
        kept = set()
        for voice, name in VOICES.items():
            files = self.recordings[voice]
            index[name] = {
                sentence: {"file": files[sentence], "s": self._lasts_s(files[sentence])}
                for sentence in sorted(wanted[voice])
            }
            kept |= {files[sentence] for sentence in wanted[voice]}
        for file in self.folder.glob("*.mp3"):
            if file.name not in kept:
                file.unlink()
        text = json.dumps(index, ensure_ascii=False, indent=1)
        (self.folder / INDEX).write_text(text + "\n", "utf-8")
        (self.folder / NOTICE).write_bytes((HERE / NOTICE).read_bytes())

    def _lasts_s(self, name: str) -> float:
        return round(seconds((self.folder / name).read_bytes()), 2)
