"""What is known: techniques and safety facts, read from reviewed files.

Door: `load_library`. Gives: `Library`.
"""

from kneadwell.knowledge.library import (
    Condition,
    Library,
    Measure,
    RedFlag,
    SessionTexts,
    Source,
    Spot,
    Touch,
)
from kneadwell.knowledge.lint import problems_in
from kneadwell.knowledge.load import BUNDLED, KnowledgeFileError, load_library
from kneadwell.knowledge.technique import (
    Caps,
    Evidence,
    Frequency,
    Minutes,
    Per,
    Review,
    Routine,
    Step,
    Technique,
)

__all__ = [
    "BUNDLED",
    "Caps",
    "Condition",
    "Evidence",
    "Frequency",
    "KnowledgeFileError",
    "Library",
    "Measure",
    "Minutes",
    "Per",
    "RedFlag",
    "Review",
    "Routine",
    "SessionTexts",
    "Source",
    "Spot",
    "Step",
    "Technique",
    "Touch",
    "load_library",
    "problems_in",
]
