"""What a device keeps for when the server is away, and how it lets go of it."""
