"""What devices noted while nobody asked, taken in one batch at a time."""
