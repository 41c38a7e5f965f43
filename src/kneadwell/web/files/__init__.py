"""The diary as a file that people take away and bring back."""
