"""Notes of this device that are not in the diary, and what can be done about them."""
