"""The plan of a week: what someone wishes for, what came of it, and how it is lived."""
