"""Draw the icons of the app for home screens from `icon.svg`.

Usage: ``python tools/make_icons.py``, with the browser of the tests.
"""

import os
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).parents[1] / "src" / "kneadwell" / "web" / "static"
FOLDER = STATIC / "icons"

# A device cuts its own corners from an icon that fills its square: it needs no round
# ones. The drawing lies within the four fifths that no cut reaches.
ICONS = {
    "192.png": (192, False),
    "512.png": (512, False),
    "maskable.png": (512, True),
    "touch.png": (180, True),
}


def main() -> None:
    """Write all icons."""
    drawing = (STATIC / "icon.svg").read_text("utf-8")
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["KNEADWELL_CHROMIUM"]
        )
        for name, (size, is_square) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            shape = drawing.replace(' rx="6"', "") if is_square else drawing
            page.set_content(f"<style>body {{ margin: 0 }}</style>{shape}")
            page.screenshot(path=FOLDER / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
