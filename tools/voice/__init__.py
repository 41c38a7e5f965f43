"""Renders the recorded voice: the sentences of a session in, a pack of MP3 out."""
