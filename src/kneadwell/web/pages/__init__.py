"""Today, help now, and the door."""
