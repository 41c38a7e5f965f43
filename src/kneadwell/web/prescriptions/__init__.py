"""The programme that a therapist wrote: the most that anything here allows."""
