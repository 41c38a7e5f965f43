"""Phones and other devices that were let in, one by one."""
