/**
 * Where a session stands. Pure functions: no clock, no DOM, no storage.
 *
 * The position is worked out from the moments the person began, paused, resumed or
 * jumped, never counted up tick by tick. A phone that slept, a tab that was throttled
 * and a reloaded page that kept its marks come back to the right second. A clock that
 * was set back costs nothing: time that seems to run backwards counts as none.
 *
 * `kneadwell.session.position` says the same in Python; `tests/contracts/positions.json`
 * holds the two together.
 *
 * @typedef {{ stroke: string, tool: string, tempo: number, pressure: number }} Show
 * @typedef {{ at_s: number, lasts_s: number, kind: string, technique: string,
 *   place: string | null, spot: string | null, say: string, sentences: string[],
 *   show: Show | null }} Cue
 * @typedef {{ edition: string, cleared: boolean, cues: Cue[], ends_s: number }} Timeline
 * @typedef {{ kind: "begin" | "pause" | "resume" | "jump", atMs: number, toS?: number }} Mark
 *   a moment in milliseconds; a jump also has the second of the timeline it goes to
 * @typedef {{ atS: number, index: number, remainingMs: number, isRunning: boolean,
 *   isOver: boolean, done: Record<string, number> }} Position
 *   `done`: whole seconds of hands on, for every place of the timeline
 */

const BACK_STAYS_AFTER_MS = 3_000
const NOT_PASSED_OVER = new Set(["check", "after-care"])

const startMs = cue => cue.at_s * 1000
const endMs = cue => (cue.at_s + cue.lasts_s) * 1000

/**
 * Where the session stands at a moment.
 *
 * A place gets no more hands-on time than its work cues together, however often the
 * person goes back: once it had its time, the rest of its work cues is passed over.
 * Only time that really ran is counted as done, never time jumped over.
 *
 * @param {Timeline} timeline
 * @param {Mark[]} marks in the order they were made
 * @param {number} nowMs
 * @returns {Position}
 */
export function positionAt(timeline, marks, nowMs) {
  const { atMs, doneMs, leftMs, isRunning } = walk(timeline, marks, nowMs)
  const isOver = atMs >= timeline.ends_s * 1000
  const index = indexAt(timeline, atMs)

  return {
    atS: atMs / 1000,
    index,
    remainingMs: isOver ? 0 : lastsMs(timeline.cues[index], atMs, leftMs),
    isRunning: isRunning && !isOver,
    isOver,
    done: Object.fromEntries([...doneMs].map(([place, ms]) => [place, Math.floor(ms / 1000)])),
  }
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
  const { atMs, leftMs } = walk(timeline, marks, nowMs)
  if (atMs >= timeline.ends_s * 1000) return null

  const index = indexAt(timeline, atMs)
  const cue = timeline.cues[index]
  if (atMs - startMs(cue) >= BACK_STAYS_AFTER_MS) return cue.at_s

  return timeline.cues.slice(0, index).findLast(earlier => lastsMs(earlier, startMs(earlier), leftMs) > 0)?.at_s ?? null
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
  const last = marks.findLast(({ kind }) => kind !== "jump")
  if (last === undefined || last.kind === "pause") return marks

  return [...marks, { kind: "pause", atMs: Math.max(lastSeenMs, marks.at(-1).atMs) }]
}

function walk(timeline, marks, nowMs) {
  const leftMs = plannedMs(timeline)
  const plan = new Map(leftMs)
  let atMs = 0
  let isRunning = false

  marks.forEach(({ kind, toS, atMs: sinceMs }, i) => {
    if (kind === "jump") atMs = Math.min(Math.max(0, toS * 1000), timeline.ends_s * 1000)
    else isRunning = kind !== "pause"

    const untilMs = marks[i + 1]?.atMs ?? nowMs
    atMs = advance(timeline, atMs, isRunning ? Math.max(0, untilMs - sinceMs) : 0, leftMs)
  })

  const doneMs = new Map([...plan].map(([place, ms]) => [place, ms - leftMs.get(place)]))
  return { atMs, doneMs, leftMs, isRunning }
}

/** Runs on by some milliseconds, takes work off `leftMs`, and gives the new position. */
function advance(timeline, fromMs, byMs, leftMs) {
  let atMs = fromMs

  while (atMs < timeline.ends_s * 1000) {
    const cue = timeline.cues[indexAt(timeline, atMs)]
    const lasts = lastsMs(cue, atMs, leftMs)
    const ran = Math.min(byMs, lasts)

    if (cue.kind === "work") leftMs.set(cue.place, leftMs.get(cue.place) - ran)
    byMs -= ran
    if (ran < lasts) return atMs + ran
    atMs = endMs(cue)
  }

  return atMs
}

/** How long a cue still holds: a work cue no longer than its place has time left. */
function lastsMs(cue, atMs, leftMs) {
  const toEndMs = endMs(cue) - atMs
  return cue.kind === "work" ? Math.min(toEndMs, leftMs.get(cue.place)) : toEndMs
}

function plannedMs({ cues }) {
  const planned = new Map()
  for (const { kind, place, lasts_s } of cues) {
    if (kind === "work") planned.set(place, (planned.get(place) ?? 0) + lasts_s * 1000)
  }
  return planned
}

function indexAt({ cues }, atMs) {
  return cues.findLastIndex(cue => startMs(cue) <= atMs)
}
