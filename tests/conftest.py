"""What all tests share."""

from hypothesis import settings

settings.register_profile("default", deadline=None)
settings.register_profile("long", max_examples=1000, deadline=None)
settings.load_profile("default")
