"""The search for a better plan, beside the pages: one thread, one plan after another.

Nothing is lost when the server ends: a version that is not proven yet is searched for
again when its page is opened the next time.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import SimpleQueue

from django.db import connections, transaction
from django.utils import timezone

from kneadwell.plan import NoPlan, Progress, Week, make_plan, wish_from_json
from kneadwell.web.diary.store import PersonDiary
from kneadwell.web.library import current_library
from kneadwell.web.plans import store
from kneadwell.web.plans.models import PlanRecord
from kneadwell.web.plans.weeks import PersonWeek, joined

TRIES = 3
"""What is done meanwhile may spoil a search; then it begins again from there."""

Tell = Callable[[Progress], None]

_LOG = logging.getLogger("django.kneadwell")


@dataclass
class Prover:
    """The queue of this process, and how far its first one has come."""

    _queue: SimpleQueue[int] = field(default_factory=SimpleQueue)
    _waiting: set[int] = field(default_factory=set)
    _progress: dict[int, Progress] = field(default_factory=dict)
    _tries: Counter[int] = field(default_factory=Counter)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def ask(self, record: PlanRecord) -> None:
        """Have a version proven, once others can see it; asking twice is once."""
        if not record.is_proven and not self.has_given_up(record):
            transaction.on_commit(lambda: self._add(record.pk))

    def is_busy_with(self, record: PlanRecord) -> bool:
        """Return whether a version waits for its turn or is being searched for."""
        return record.pk in self._waiting

    def has_given_up(self, record: PlanRecord) -> bool:
        """Return whether a version was searched for in vain as often as is worth it."""
        return self._tries[record.pk] >= TRIES

    def progress(self, record: PlanRecord) -> Progress | None:
        """Return what is being proven of a version; None before its turn and after."""
        return self._progress.get(record.pk)

    def _add(self, pk: int) -> None:
        with self._turn:
            if pk in self._waiting:
                return
            self._waiting.add(pk)
            self._queue.put(pk)
            # A process that forks takes no thread along, so it is begun when needed.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._work, name="proving", daemon=True
                )
                self._thread.start()

    def _work(self) -> None:
        while True:
            pk = self._queue.get()
            self._tries[pk] += 1
            try:
                self._prove(pk)
            # The thread goes on with the next plan, whatever came of this one.
            except Exception as error:  # noqa: BLE001
                # Only the kind: what a database tells may repeat what was written.
                _LOG.error("A plan was not proven: %s", type(error).__name__)
            finally:
                self._progress.pop(pk, None)
                self._waiting.discard(pk)
                # Nothing stays open while nothing is to be done.
                connections.close_all()

    def _prove(self, pk: int) -> None:
        draft = PlanRecord.objects.select_related("person").filter(pk=pk).first()
        if draft is None or draft.is_proven:
            return

        def tell(progress: Progress) -> None:
            self._progress[pk] = progress

        prove(draft, tell)


def prove(draft: PlanRecord, tell: Tell | None = None) -> PlanRecord | None:
    """Search for the best plan, from where a draft stands, and keep what is found.

    What someone said of the draft meanwhile is theirs: then nothing is kept. What was
    done meanwhile stays done, and the rest is planned around it.

    Returns:
        The version that was kept, if any.
    """
    here = _week_of(draft)
    if here.edition_of_plan != here.library.edition or not _still_counts(here, draft):
        return None
    as_drafted = here.is_as_planned
    wish = wish_from_json(draft.wish, here.library) if as_drafted else here.wish_anew()
    since = draft.since_at if as_drafted else here.clock
    found = make_plan(
        here.clearances, wish, here.library, here.week, since, here.starts, tell=tell
    )
    after = _week_of(draft)
    if not _still_counts(after, draft) or after.wish_anew() != here.wish_anew():
        return None
    if here.plan is None:
        return None
    # Where nothing is left to plan, what is there is as good as it gets.
    best = here.plan
    if not isinstance(found, NoPlan):
        best = joined(here.plan, found, here.sessions, since, here.starts)
    return store.keep_proof(draft, best, wish, since)


def _still_counts(here: PersonWeek, draft: PlanRecord) -> bool:
    is_last = here.record is not None and here.record.pk == draft.pk
    return is_last and not here.is_told and not here.is_stale


def _week_of(draft: PlanRecord) -> PersonWeek:
    now, library = timezone.localtime(), current_library()
    diary = PersonDiary(draft.person).recent(now)
    return PersonWeek.of(draft.person, Week.parse(draft.week), now, library, diary)


PROVER = Prover()
