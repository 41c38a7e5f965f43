"""The questions before a massage, and what they clear."""
