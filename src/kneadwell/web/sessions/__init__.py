"""One session: asked, cleared, played, kept."""
