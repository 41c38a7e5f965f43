"""What was done and felt, kept and shown."""
