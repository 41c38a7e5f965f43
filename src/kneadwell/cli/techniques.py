"""`kneadwell techniques` and `kneadwell technique`: what is known."""

import json

import click

from kneadwell.cli.options import json_option, technique_of
from kneadwell.knowledge import Frequency, Minutes, Review, Technique, load_library
from kneadwell.vocabulary import in_language


@click.command()
@json_option
def techniques(*, as_json: bool) -> None:
    """List the ten techniques."""
    listed = load_library().techniques.values()
    if as_json:
        click.echo(json.dumps([_facts(one) for one in listed], indent=2))
        return
    for one in listed:
        click.echo(f"{one.id:28}{in_language(one.name)}")
        click.echo(
            f"{'':28}{', '.join(one.regions)}; {_minutes(one.minutes)}; "
            f"{_frequency(one.frequency)}; evidence: {one.evidence_grade}"
        )


@click.command()
@click.argument("technique_id", metavar="ID")
@json_option
def technique(technique_id: str, *, as_json: bool) -> None:
    """Show one technique whole: dose, evidence, steps and what we changed."""
    library = load_library()
    one = technique_of(library, technique_id)
    if as_json:
        routines = {
            region: [
                {"id": step.id, "name": in_language(step.name)} for step in r.steps
            ]
            for region, r in one.regions.items()
        }
        click.echo(json.dumps(_facts(one) | {"steps": routines}, indent=2))
        return
    click.echo(in_language(one.name))
    click.echo(in_language(one.summary))
    click.echo(f"\nThe article calls it “{one.article.name}” and says it:")
    for benefit in one.article.benefits:
        click.echo(f"  “{benefit}”")
    click.echo(
        f"\nHow well tested: {one.evidence_grade}. {in_language(one.grade_reason)}"
    )
    click.echo(f"\n{_minutes(one.minutes)}; {_frequency(one.frequency)}")
    for region, routine in one.regions.items():
        click.echo(f"\nOn the {in_language(library.body.regions[region])}")
        for number, step in enumerate(routine.steps, 1):
            click.echo(f"  {number}. {in_language(step.name)}")
    click.echo("\nWhat we changed, and why")
    for claim in one.changed:
        click.echo(f"  The article says: {claim.article_says}")
        click.echo(f"  We do: {in_language(claim.we_do)}")
        click.echo(f"  Why: {in_language(claim.why)}\n")
    click.echo(signed(one.review))


def _facts(one: Technique) -> dict[str, object]:
    caps = one.caps
    return {
        "id": one.id,
        "name": in_language(one.name),
        "article_name": one.article.name,
        "places": [str(region) for region in one.regions],
        "minutes": {
            "least": one.minutes.least,
            "most": one.minutes.most,
            "per": str(one.minutes.per),
        },
        "frequency": {
            "least": one.frequency.least,
            "most": one.frequency.most,
            "per": one.frequency.per,
            "as_needed": one.frequency.as_needed,
        },
        "caps": {
            "seconds_per_place": caps.seconds_per_place,
            "seconds_per_place_all_normal": caps.seconds_per_place_all_normal,
            "seconds_per_session": caps.seconds_per_session,
            "times_per_day": caps.times_per_day,
            "times_per_week": caps.times_per_week,
            "hours_apart": caps.hours_apart,
            "heat_seconds": caps.heat_seconds,
            "ice_seconds": caps.ice_seconds,
        },
        "article_benefits": list(one.article.benefits),
        "evidence_grade": one.evidence_grade,
        "review": {
            "kind": str(one.review.kind),
            "by": one.review.by,
            "on": one.review.on.isoformat(),
        },
    }


def _minutes(minutes: Minutes) -> str:
    span = (
        f"{minutes.least}"
        if minutes.least == minutes.most
        else f"{minutes.least} to {minutes.most}"
    )
    return f"{span} minutes a {minutes.per}"


def _frequency(often: Frequency) -> str:
    as_needed = "as needed"
    if often.most is None:
        return as_needed
    span = (
        f"{often.most}"
        if often.least == often.most
        else f"{often.least} to {often.most}"
    )
    said = f"once a {often.per}" if span == "1" else f"{span} times a {often.per}"
    return f"{said} or {as_needed}" if often.as_needed else said


def signed(review: Review) -> str:
    """Return who has signed, in one honest line."""
    if review.kind == "clinician":
        return f"Reviewed by {review.by} on {review.on}."
    return "Made from published sources. No clinician has signed it yet."
