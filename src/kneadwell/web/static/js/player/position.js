/**
 * Where a session stands. Pure functions: no clock, no DOM, no storage.
 *
 * The position is worked out from the moments the person began, paused, resumed or
 * jumped, never counted up tick by tick. A phone that slept, a tab that was throttled
 * and a reloaded page that kept its marks come back to the right second. A clock that
 * was set back costs nothing: time that seems to run backwards counts as none.
 *
 * A begin or resume may lie ahead: then the session waits for it, and counts as running.
 * Time that nobody saw is no time that ran. When the person says that it was worked, a
 * credit adds it to what is done; when nobody can say how much of it was, an unseen mark
 * keeps the most it can have been. Both take from what a technique has left at the place.
 *
 * `kneadwell.session.position` says the same in Python; `tests/contracts/positions.json`
 * holds the two together.
 *
 * @typedef {{ stroke: string, tool: string, direction: string, tempo: number,
 *   path_cm: number | null, pressure: number }} Show
 * @typedef {{ at_s: number, lasts_s: number, kind: string, technique: string,
 *   place: string | null, spot: string | null, say: string, sentences: string[],
 *   ahead: string[], to_receiver: string[], show: Show | null }} Cue
 *   `ahead`: said near the end of the cue before
 * @typedef {{ edition: string, cleared: boolean, cues: Cue[], ends_s: number }} Timeline
 * @typedef {{ kind: "begin" | "pause" | "resume" | "jump" | "credit" | "unseen",
 *   atMs: number, toS?: number, technique?: string, place?: string, ms?: number }} Mark
 *   a moment in milliseconds; a jump also has the second of the timeline it goes to, a
 *   credit and an unseen mark the technique, the place and how long; without a technique,
 *   the first that works there
 * @typedef {{ technique: string, places: Record<string, number> }} WorkDone whole seconds
 *   of hands on with one technique, for every place it works at
 * @typedef {{ atS: number, index: number, remainingMs: number, startsInMs: number,
 *   isRunning: boolean, isOver: boolean, done: Record<string, number>,
 *   work: WorkDone[] }} Position
 *   `startsInMs`: how long it waits before time runs, 0 when it runs or stands;
 *   `done`: whole seconds of hands on, for every place of the timeline; `work`: the same
 *   by technique, in the order of work
 * @typedef {{ index: number, inMs: number, lastsMs: number }} Coming a cue that runs or
 *   will; `inMs` from now on, and negative for how long it has been running
 */

const BACK_STAYS_AFTER_MS = 3_000
const NOT_PASSED_OVER = new Set(["check", "after-care"])
const SETS_TIME_GOING = { begin: true, resume: true, pause: false }

const startMs = cue => cue.at_s * 1000
const endMs = cue => (cue.at_s + cue.lasts_s) * 1000

/**
 * Where the session stands at a moment.
 *
 * A technique gets no more hands-on time at a place than its work cues there together,
 * however often the person goes back: once it had its time, the rest is passed over.
 * Only time that really ran is counted as done, never time jumped over; a credit adds
 * what the person says was worked unseen, and only so a place may have more than planned.
 *
 * @param {Timeline} timeline
 * @param {Mark[]} marks in the order they were made
 * @param {number} nowMs
 * @returns {Position}
 */
export function positionAt(timeline, marks, nowMs) {
  const { atMs, works, startsMs, ...run } = walk(timeline, marks, nowMs)
  const isOver = atMs >= timeline.ends_s * 1000
  const index = indexAt(timeline, atMs)

  return {
    atS: atMs / 1000,
    index,
    remainingMs: isOver ? 0 : lastsMs(timeline.cues[index], atMs, works),
    startsInMs: run.isRunning && !isOver ? Math.max(0, startsMs - nowMs) : 0,
    isRunning: run.isRunning && !isOver,
    isOver,
    done: byPlace(works),
    work: byTechnique(works),
  }
}

/**
 * What happens from now on if nobody touches anything: the cue that holds, then all that
 * follow, each beginning when the one before it ends.
 *
 * The first began as long ago as it would have if it had run without a pause, so
 * `nowMs + inMs` of a cue stays the same until somebody does something. While the session
 * waits in the middle of a cue, that may still be negative.
 *
 * @param {Timeline} timeline
 * @param {Mark[]} marks
 * @param {number} nowMs
 * @returns {Coming[]} nothing when the session stands or is over
 */
export function comingUp(timeline, marks, nowMs) {
  const run = walk(timeline, marks, nowMs)
  const coming = []
  let inMs = Math.max(0, run.startsMs - nowMs) - intoMs(timeline, run.atMs)

  while (run.isRunning && run.atMs < timeline.ends_s * 1000) {
    const index = indexAt(timeline, run.atMs)
    const holdsMs = intoMs(timeline, run.atMs) + lastsMs(timeline.cues[index], run.atMs, run.works)
    if (holdsMs > 0) coming.push({ index, inMs, lastsMs: holdsMs })
    inMs += holdsMs
    pass(timeline, run)
  }

  return coming
}

/**
 * The second that Next goes to: the start of the next cue.
 *
 * @param {Timeline} timeline
 * @param {Mark[]} marks
 * @param {number} nowMs
 * @returns {number | null} null when the session is over, or in a check or after-care cue
 */
export function nextJump(timeline, marks, nowMs) {
  const { index, isOver } = positionAt(timeline, marks, nowMs)
  const cue = timeline.cues[index]

  return isOver || NOT_PASSED_OVER.has(cue.kind) ? null : cue.at_s + cue.lasts_s
}

/**
 * The second that Back goes to: the start of this cue, or of the one before it within
 * the first three seconds. Work on a place that had its time is no place to go back to.
 *
 * @param {Timeline} timeline
 * @param {Mark[]} marks
 * @param {number} nowMs
 * @returns {number | null} null when the session is over or there is nothing to go back to
 */
export function backJump(timeline, marks, nowMs) {
  const { atMs, works } = walk(timeline, marks, nowMs)
  if (atMs >= timeline.ends_s * 1000) return null

  const index = indexAt(timeline, atMs)
  const cue = timeline.cues[index]
  if (atMs - startMs(cue) >= BACK_STAYS_AFTER_MS) return cue.at_s

  return timeline.cues.slice(0, index).findLast(earlier => lastsMs(earlier, startMs(earlier), works) > 0)?.at_s ?? null
}

/**
 * The second that "Finish here" goes to: the first after-care cue, or the end without one.
 *
 * @param {Timeline} timeline
 * @returns {number}
 */
export function afterCareJump(timeline) {
  return timeline.cues.find(({ kind }) => kind === "after-care")?.at_s ?? timeline.ends_s
}

/**
 * The marks with a pause at the moment the session was last seen running, so that the
 * time nobody saw is not counted. Marks that already stand still come back as they are.
 *
 * @param {Mark[]} marks
 * @param {number} lastSeenMs
 * @returns {Mark[]}
 */
export function withGap(marks, lastSeenMs) {
  const last = marks.findLast(({ kind }) => kind in SETS_TIME_GOING)
  if (last === undefined || last.kind === "pause") return marks

  return [...marks, { kind: "pause", atMs: Math.max(lastSeenMs, marks.at(-1).atMs) }]
}

/**
 * A session on its way; `startsMs` is when time began to run since it stood, `works` what
 * each technique had and has left at each place, in the order of work.
 */
function walk(timeline, marks, nowMs) {
  const run = { atMs: 0, isRunning: false, startsMs: 0, works: worksOf(timeline) }

  marks.forEach((mark, i) => {
    take(timeline, run, mark)
    const fromMs = Math.max(mark.atMs, run.startsMs)
    const untilMs = marks[i + 1]?.atMs ?? nowMs
    advance(timeline, run, run.isRunning ? Math.max(0, untilMs - fromMs) : 0)
  })

  return run
}

function take(timeline, run, { kind, atMs, toS, technique, place, ms }) {
  if (kind === "jump") {
    run.atMs = Math.min(Math.max(0, toS * 1000), timeline.ends_s * 1000)
  } else if (kind in SETS_TIME_GOING) {
    run.isRunning = SETS_TIME_GOING[kind]
    run.startsMs = atMs
  } else {
    const work = run.works.find(one => one.place === place && (technique ?? one.technique) === one.technique)
    if (work === undefined) return
    work.leftMs = Math.max(0, work.leftMs - ms)
    if (kind === "credit") work.doneMs += ms
  }
}

/** Runs on by some milliseconds. A cue with no time left is passed over even by none. */
function advance(timeline, run, byMs) {
  while (run.atMs < timeline.ends_s * 1000) {
    const cue = timeline.cues[indexAt(timeline, run.atMs)]
    const lasts = lastsMs(cue, run.atMs, run.works)
    if (byMs < lasts) return goOn(run, cue, byMs)

    pass(timeline, run)
    byMs -= lasts
  }
}

function pass(timeline, run) {
  const cue = timeline.cues[indexAt(timeline, run.atMs)]
  goOn(run, cue, lastsMs(cue, run.atMs, run.works))
  run.atMs = endMs(cue)
}

function goOn(run, cue, byMs) {
  run.atMs += byMs
  if (cue.kind !== "work") return

  const work = workAt(run.works, cue)
  work.leftMs -= byMs
  work.doneMs += byMs
}

/** How long a cue still holds: a work cue no longer than its time is left. */
function lastsMs(cue, atMs, works) {
  const toEndMs = endMs(cue) - atMs
  return cue.kind === "work" ? Math.min(toEndMs, workAt(works, cue).leftMs) : toEndMs
}

function intoMs(timeline, atMs) {
  return atMs - startMs(timeline.cues[indexAt(timeline, atMs)])
}

function worksOf({ cues }) {
  const works = []
  for (const cue of cues.filter(({ kind }) => kind === "work")) {
    if (workAt(works, cue) === undefined) works.push({ technique: cue.technique, place: cue.place, leftMs: 0, doneMs: 0 })
    workAt(works, cue).leftMs += cue.lasts_s * 1000
  }
  return works
}

function workAt(works, { technique, place }) {
  return works.find(work => work.technique === technique && work.place === place)
}

/** The sum of each technique's whole seconds. */
function byPlace(works) {
  const done = {}
  for (const { place, doneMs } of works) done[place] = (done[place] ?? 0) + Math.floor(doneMs / 1000)
  return done
}

function byTechnique(works) {
  const done = []
  for (const { technique, place, doneMs } of works) {
    let of = done.find(work => work.technique === technique)
    if (of === undefined) done.push((of = { technique, places: {} }))
    of.places[place] = Math.floor(doneMs / 1000)
  }
  return done
}

function indexAt({ cues }, atMs) {
  return cues.findLastIndex(cue => startMs(cue) <= atMs)
}
