"""What is known: techniques and safety facts, read from reviewed files.

Door: `load_library`. Gives: `Library`.
"""

from kneadwell.knowledge.changes import (
    Action,
    Changes,
    ChangeWord,
    Instruction,
    Look,
    OtherGiver,
    Position,
    Start,
)
from kneadwell.knowledge.condition import (
    Ask,
    Condition,
    QuestionGroup,
    Rule,
    RuleBasis,
    Scope,
    ScreeningFacts,
)
from kneadwell.knowledge.library import (
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
    Modality,
    Outcome,
    Per,
    Review,
    Routine,
    Step,
    StepChange,
    Technique,
)

__all__ = [
    "Action",
    "Ask",
    "BUNDLED",
    "Caps",
    "ChangeWord",
    "Changes",
    "Condition",
    "Evidence",
    "Frequency",
    "Instruction",
    "KnowledgeFileError",
    "Library",
    "Look",
    "Measure",
    "Minutes",
    "Modality",
    "OtherGiver",
    "Outcome",
    "Per",
    "Position",
    "QuestionGroup",
    "RedFlag",
    "Review",
    "Routine",
    "Rule",
    "RuleBasis",
    "Scope",
    "ScreeningFacts",
    "SessionTexts",
    "Source",
    "Spot",
    "Start",
    "Step",
    "StepChange",
    "Technique",
    "Touch",
    "load_library",
    "problems_in",
]
