"""Figures the project claims, each as a ratio within one run."""
