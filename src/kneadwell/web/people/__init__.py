"""Whose rows these are."""
