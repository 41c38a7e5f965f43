"""How much a run of the tests is meant to take."""

from hypothesis import settings

IS_LONG = settings.get_current_profile_name() == "long"
"""Whether every case is to be tried, whatever it takes: ``make test-long``."""
