"""How someone wants to be shown, told and timed."""
