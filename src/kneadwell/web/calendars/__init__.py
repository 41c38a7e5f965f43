"""The plan in calendar programs, by a file or by an address of its own."""
