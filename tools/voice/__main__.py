"""Render the recorded voice: `python -m tools.voice [--only-missing]`."""

import argparse
from pathlib import Path

from kneadwell.knowledge import load_library
from kneadwell.session.sentences import spoken

from .pack import OUT, Pack
from .speech import VOICES, Speaker, to_mp3


def main() -> None:
    """Render what a session may say, write the index, delete what nobody says."""
    parser = argparse.ArgumentParser(prog="python -m tools.voice", description=__doc__)
    parser.add_argument(
        "--only-missing", action="store_true", help="keep the recordings there are"
    )
    parser.add_argument(
        "--again", metavar="WORDS", help="render what holds these words once more"
    )
    parser.add_argument("--to", type=Path, default=OUT, help="another folder")
    chosen = parser.parse_args()
    keeps = chosen.only_missing or chosen.again
    pack = Pack.read(chosen.to) if keeps else Pack(chosen.to)
    wanted = spoken(load_library())
    speaker = Speaker()
    for voice, sentences in wanted.items():
        for sentence in sorted(sentences):
            is_again = chosen.again is not None and chosen.again in sentence
            if is_again or not pack.has(voice, sentence):
                sound = to_mp3(speaker.speak(sentence, VOICES[voice]))
                pack.add(voice, sentence, sound)
    pack.write(wanted)
    sizes = [file.stat().st_size for file in pack.folder.iterdir()]
    print(f"{len(sizes)} files, {sum(sizes) / 1e6:.2f} MB in {pack.folder}")


if __name__ == "__main__":
    main()
