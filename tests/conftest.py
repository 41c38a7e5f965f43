"""What all tests share."""

from hypothesis import Phase, settings

settings.register_profile("default", max_examples=50, deadline=None)
settings.register_profile("long", max_examples=1000, deadline=None)
settings.register_profile(
    "mutation",
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("default")
