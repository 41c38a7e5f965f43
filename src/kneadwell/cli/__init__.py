"""The command line: one module per command, each a thin call into a room."""

from kneadwell.cli.main import main

__all__ = ["main"]
