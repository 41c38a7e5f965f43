"""What is asked after a session: the skin, the pain, the next day."""
