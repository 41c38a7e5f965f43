"""What is written down between sessions: how the day is, notes, and change."""
