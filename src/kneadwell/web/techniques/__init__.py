"""The ten techniques, to read."""
