"""Tags of the atlas."""
