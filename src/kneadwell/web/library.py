"""The edition of the knowledge base that this process runs on."""

from functools import cache

from kneadwell.knowledge import Library, load_library


@cache
def current_library() -> Library:
    """Read the bundled knowledge base once per process."""
    return load_library()
