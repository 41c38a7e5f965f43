"""Django asks, the rooms answer, Django remembers and shows."""
