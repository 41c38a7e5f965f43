# ruff: noqa: E501 - the article's sentences stand whole
import pytest

from kneadwell.knowledge import Frequency, Minutes, Per, load_library
from kneadwell.knowledge.technique import Article
from kneadwell.vocabulary import Giver, Region
from tests.strategies import LIBRARY, TECHNIQUES

EVERYWHERE = set(Region)
THE_ARTICLE = {
    "foot-massage-essential-oils": (
        Minutes(5, 10, Per.PLACE),
        Frequency(as_needed=True, least=1, most=1, per="day"),
        {Region.FOOT},
        Article(
            name="Foot Massage with Essential Oils",
            target="Feet, one of the most common areas affected by neuropathy.",
            benefits=(
                "Improves circulation.",
                "Reduces numbness, tingling, and pain.",
                "Stimulates nerve endings.",
            ),
            steps=(
                "Warm a small amount of coconut or almond oil with 2–3 drops of essential oil (like lavender or peppermint for relaxation and pain relief).",
                "Use your thumbs to apply gentle circular motions on the sole of the foot.",
                "Gradually increase pressure as tolerated, focusing on the arch, heel, and toes.",
            ),
            duration="5–10 minutes per foot.",
            frequency="Daily or as needed.",
        ),
    ),
    "hand-compression": (
        Minutes(5, 5, Per.PLACE),
        Frequency(as_needed=False, least=2, most=2, per="day"),
        {Region.HAND},
        Article(
            name="Hand Compression Massage",
            target="Hands and fingers affected by nerve pain.",
            benefits=(
                "Reduces stiffness and pain.",
                "Enhances flexibility and mobility.",
            ),
            steps=(
                "Apply a small amount of lotion or oil to your hands.",
                "Use one hand to gently squeeze and massage each finger on the opposite hand.",
                "Move to the palm, applying circular pressure with your thumb.",
                "Massage the wrist with gentle upward strokes.",
            ),
            duration="5 minutes per hand.",
            frequency="Twice daily.",
        ),
    ),
    "rolling-ball": (
        Minutes(2, 3, Per.PLACE),
        Frequency(as_needed=False, least=1, most=2, per="day"),
        {Region.FOOT, Region.LOWER_LEG, Region.HAND},
        Article(
            name="Rolling Ball Massage",
            target="Feet, calves, and hands.",
            benefits=(
                "Provides deep pressure to relieve tension.",
                "Stimulates nerves and improves blood flow.",
            ),
            steps=(
                "Place a massage ball (or tennis ball) under your foot or in your hand.",
                "Roll the ball back and forth, focusing on sore areas.",
                "Apply more pressure to areas with higher discomfort.",
            ),
            duration="2–3 minutes per area.",
            frequency="Once or twice daily.",
        ),
    ),
    "deep-tissue-legs": (
        Minutes(10, 15, Per.SESSION),
        Frequency(as_needed=False, least=3, most=4, per="week"),
        {Region.LOWER_LEG, Region.THIGH},
        Article(
            name="Deep Tissue Massage for Legs",
            target="Calves, thighs, and lower legs.",
            benefits=(
                "Reduces muscle tightness that may compress nerves.",
                "Improves circulation to affected areas.",
            ),
            steps=(
                "Sit in a comfortable position.",
                "Use your hands to knead the muscles of your calves and thighs.",
                "Focus on long, deep strokes from your ankles upward to your knees and thighs.",
            ),
            duration="10–15 minutes.",
            frequency="3–4 times per week.",
        ),
    ),
    "reflexology": (
        Minutes(5, 10, Per.SESSION),
        Frequency(as_needed=True, least=1, most=1, per="week"),
        {Region.FOOT, Region.HAND},
        Article(
            name="Reflexology Massage",
            target="Specific points on the feet or hands linked to nerve pathways.",
            benefits=(
                "Promotes relaxation and pain relief.",
                "Stimulates specific nerves and improves their function.",
            ),
            steps=(
                "Identify reflexology points on your feet or hands (e.g., the ball of the foot for nerve-related points).",
                "Apply firm, circular pressure with your thumb or finger.",
                "Focus on sore areas for 15–30 seconds each.",
            ),
            duration="5–10 minutes per session.",
            frequency="Weekly or as needed.",
        ),
    ),
    "nerve-gliding": (
        Minutes(5, 5, Per.PLACE),
        Frequency(as_needed=False, least=1, most=1, per="day"),
        {Region.FOREARM, Region.LOWER_LEG},
        Article(
            name="Nerve Gliding Massage",
            target="Peripheral nerves in the arms and legs.",
            benefits=(
                "Reduces nerve irritation and tension.",
                "Improves nerve mobility and reduces pain.",
            ),
            steps=(
                "Apply a small amount of lotion or oil to the affected area.",
                "Use your fingers to gently glide along the nerve’s path (e.g., from wrist to elbow or ankle to knee).",
                "Maintain light, continuous pressure.",
            ),
            duration="5 minutes per nerve area.",
            frequency="Daily.",
        ),
    ),
    "circular-pressure": (
        Minutes(2, 3, Per.PLACE),
        Frequency(as_needed=True),
        EVERYWHERE,
        Article(
            name="Circular Pressure Massage",
            target="Localized areas of pain or numbness.",
            benefits=(
                "Provides targeted pain relief.",
                "Improves localized circulation and nerve stimulation.",
            ),
            steps=(
                "Use your fingers or a massage tool to apply circular pressure on the affected area.",
                "Gradually increase pressure if comfortable.",
            ),
            duration="2–3 minutes per spot.",
            frequency="As needed.",
        ),
    ),
    "ice-massage": (
        Minutes(1, 2, Per.PLACE),
        Frequency(as_needed=False, least=1, most=3, per="day"),
        EVERYWHERE,
        Article(
            name="Ice Massage",
            target="Inflamed or swollen areas.",
            benefits=(
                "Reduces inflammation and numbs pain.",
                "Relieves nerve compression caused by swelling.",
            ),
            steps=(
                "Wrap an ice cube in a thin cloth.",
                "Apply to the affected area in circular motions for 1–2 minutes.",
                "Avoid prolonged exposure to prevent frostbite.",
            ),
            duration="1–2 minutes.",
            frequency="Up to 3 times daily.",
        ),
    ),
    "warm-compress": (
        Minutes(10, 10, Per.PLACE),
        Frequency(as_needed=False, least=1, most=2, per="day"),
        EVERYWHERE,
        Article(
            name="Warm Compress and Massage",
            target="Areas with stiffness or poor circulation.",
            benefits=(
                "Loosens tight muscles.",
                "Improves blood flow to support nerve healing.",
            ),
            steps=(
                "Apply a warm compress or heating pad to the area for 5 minutes.",
                "Follow with a gentle massage using circular motions.",
            ),
            duration="10 minutes total.",
            frequency="1–2 times daily.",
        ),
    ),
    "knuckle-pressure": (
        Minutes(2, 3, Per.PLACE),
        Frequency(as_needed=False, least=2, most=3, per="week"),
        {Region.HAND, Region.FOOT},
        Article(
            name="Knuckle Pressure Massage",
            target="Hands, feet, and localized nerve pain areas.",
            benefits=(
                "Reduces deep tension in muscles and nerves.",
                "Stimulates blood flow to the affected area.",
            ),
            steps=(
                "Use your knuckles to apply gentle pressure in circular motions over the painful areas.",
                "Gradually increase pressure as tolerated, focusing on the arches of the feet or palms of the hands.",
            ),
            duration="2–3 minutes per area.",
            frequency="2–3 times a week.",
        ),
    ),
}


def test_the_ten_techniques_stand_in_the_articles_order() -> None:
    assert list(THE_ARTICLE) == list(LIBRARY.techniques)


@pytest.mark.parametrize("technique_id", THE_ARTICLE)
def test_what_the_article_says_is_kept_word_for_word_and_number_for_number(
    technique_id: str,
) -> None:
    minutes, frequency, regions, article = THE_ARTICLE[technique_id]
    technique = LIBRARY.techniques[technique_id]

    assert article == technique.article
    assert minutes == technique.minutes
    assert frequency == technique.frequency
    assert regions == set(technique.regions)


@pytest.mark.hazard("H-03")
@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_a_cap_is_never_looser_than_the_article(technique_id: str) -> None:
    technique = LIBRARY.techniques[technique_id]
    minutes, often, caps = technique.minutes, technique.frequency, technique.caps

    assert caps.seconds_per_place <= minutes.most * 60
    assert caps.seconds_per_place <= caps.seconds_per_place_all_normal
    assert caps.seconds_per_place_all_normal <= minutes.most * 60
    assert caps.seconds_per_session <= LIBRARY.session.session_seconds
    if often.most and often.per == "day":
        assert (caps.times_per_day or 0) in range(1, often.most + 1)
    if often.most and often.per == "week":
        assert (caps.times_per_week or 0) in range(1, often.most + 1)


@pytest.mark.parametrize("technique_id", TECHNIQUES)
def test_every_step_has_words_for_each_giver(technique_id: str) -> None:
    for routine in LIBRARY.techniques[technique_id].regions.values():
        for step in routine.steps:
            for giver in Giver:
                assert all(line.strip() for line in step.say[giver]["en"])
                assert step.say[giver]["en"]


def test_every_technique_says_how_well_it_was_tested_and_who_looked_at_it() -> None:
    for technique in LIBRARY.techniques.values():
        assert technique.evidence_grade
        assert technique.grade_reason["en"]
        assert technique.changed
        assert technique.review.kind == "from-sources"


def test_the_same_files_make_the_same_edition() -> None:
    assert LIBRARY.edition == load_library().edition
