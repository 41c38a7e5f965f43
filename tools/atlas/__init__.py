"""Draws the body atlas: a posed body mesh in, vector pictures and places out."""
