/**
 * Time that nobody saw: what the hands may have done in it, and what a person says of it.
 * Pure: no clock, no DOM, no storage.
 *
 * A phone sleeps, a page is killed. What ran until it was last seen counts; what came
 * after does not, until somebody says so. As long as nobody does, the ledger takes the
 * most it can have been: a ball that may have lain there for 8 minutes counts 8.
 *
 * @typedef {{ technique: string, place: string, inMs: number }} Hands what hands do and
 *   where, or will do next, so many milliseconds from then on
 * @typedef {{ technique: string, place: string, tool: string | null, maxMs: number,
 *   fromMs: number }} Gap `place` may have been worked with `technique` for up to `maxMs`
 *   since `fromMs`, when the session was last seen; `tool` is what may lie on the skin and
 *   must come off first
 *
 * What an earlier release kept names no technique: its sessions had one.
 */
import { comingUp, positionAt, withGap } from "./position.js"

/** A page that showed nothing for so long was asleep. */
export const UNSEEN_AFTER_MS = 90_000

const TOO_SHORT_TO_ASK_MS = 10_000
const NOBODY_WORKS_LONGER_MS = 3_600_000
const LIE_ON_THE_SKIN = new Set(["compress", "wrapped-ice", "soft-ball"])
const NOTHING_LIES_IN = new Set(["get-ready", "set-up", "switch", "after-care", "finish"])

/**
 * Where hands are at a moment if the person goes on by heart: at the work that runs, or at
 * the next, but not sooner than it is due. A thing that lies on the skin counts as hands.
 *
 * @param {import("./position.js").Timeline} timeline
 * @param {import("./position.js").Mark[]} marks
 * @param {number} seenMs
 * @returns {Hands | null} null when the session stands, or no work is left
 */
export function handsAt(timeline, marks, seenMs) {
  const coming = comingUp(timeline, marks, seenMs)
  const lies = coming.length > 0 ? lyingAt(timeline, coming[0]) : null
  if (lies !== null) return { technique: lies.technique, place: lies.place, inMs: 0 }

  const next = coming.find(({ index }) => timeline.cues[index].kind === "work")
  if (next === undefined) return null

  const { technique, place } = timeline.cues[next.index]
  return { technique, place, inMs: Math.max(0, next.inMs) }
}

/**
 * The most those hands can have done since then, at most an hour.
 *
 * @param {Hands} hands
 * @param {number} gapMs
 * @returns {number} milliseconds; 0 for less than 10 seconds, which nobody is asked about
 */
export function mostMs({ inMs }, gapMs) {
  const ms = Math.min(gapMs - inMs, NOBODY_WORKS_LONGER_MS)
  return ms < TOO_SHORT_TO_ASK_MS ? 0 : ms
}

/**
 * What is to be asked about the time since the session was last seen.
 *
 * @param {import("./position.js").Timeline} timeline
 * @param {import("./position.js").Mark[]} marks before the gap is left out of them
 * @param {number} seenMs
 * @param {number} nowMs
 * @returns {Gap | null} null where nothing can have been done
 */
export function gapOf(timeline, marks, seenMs, nowMs) {
  const hands = handsAt(timeline, marks, seenMs)
  const maxMs = hands === null ? 0 : mostMs(hands, nowMs - seenMs)
  if (maxMs === 0) return null

  const begun = comingUp(timeline, marks, seenMs).filter(({ inMs }) => inMs < nowMs - seenMs)
  const laid = [lyingAt(timeline, begun[0]), ...begun.map(({ index }) => timeline.cues[index])]
  const onSkin = laid.find(cue => cue?.place === hands.place && LIE_ON_THE_SKIN.has(cue.show?.tool))
  return { technique: hands.technique, place: hands.place, tool: onSkin?.show.tool ?? null, maxMs, fromMs: seenMs }
}

/**
 * The marks after the question about a gap was answered; the session stands where it was
 * last seen.
 *
 * Yes credits the whole of it, even beyond what was planned. Of a part nobody knows how
 * large it was: its most is kept as unseen, and the place gets that much less from here.
 *
 * @param {import("./position.js").Mark[]} marks
 * @param {Gap} gap
 * @param {"yes" | "partly" | "no"} answer
 * @param {number} nowMs
 * @returns {{ marks: import("./position.js").Mark[], unseen: Record<string, number> }}
 *   `unseen` as of `unseenIn`
 */
export function answered(marks, { technique, place, maxMs, fromMs }, answer, nowMs) {
  const kind = { yes: "credit", partly: "unseen", no: null }[answer]
  const paused = withGap(marks, fromMs)
  const all = kind === null ? paused : [...paused, { kind, atMs: nowMs, technique, place, ms: maxMs }]

  return { marks: all, unseen: unseenIn(all) }
}

/**
 * The most that each place can have had beyond what was seen.
 *
 * @param {import("./position.js").Mark[]} marks
 * @param {Gap | null} [gap] one that nobody has answered yet
 * @returns {Record<string, number>} whole seconds, rounded up; only places that may have any
 */
export function unseenIn(marks, gap = null) {
  return wholeSeconds(unseenParts(marks, gap))
}

/**
 * What was done up to a moment, technique by technique in the order of work.
 *
 * @param {import("./position.js").Timeline} timeline
 * @param {import("./position.js").Mark[]} marks
 * @param {number} untilMs
 * @param {Gap | null} [gap] one that nobody has answered yet
 * @returns {{ technique: string, places: Record<string, number>,
 *   unseen?: Record<string, number> }[]} `places`: whole seconds for every place it works
 *   at; `unseen`: the most beyond those, where there may be any
 */
export function workOf(timeline, marks, untilMs, gap = null) {
  const { work } = positionAt(timeline, marks, untilMs)
  const firstAt = place => work.find(({ places }) => place in places)?.technique
  const parts = unseenParts(marks, gap)

  return work.map(({ technique, places }) => {
    const own = parts.filter(part => part.place in places && (part.technique ?? firstAt(part.place)) === technique)
    return { technique, places, ...(own.length > 0 && { unseen: wholeSeconds(own) }) }
  })
}

function unseenParts(marks, gap) {
  const parts = marks.filter(({ kind }) => kind === "unseen")
  if (gap !== null) parts.push({ technique: gap.technique, place: gap.place, ms: gap.maxMs })
  return parts
}

function wholeSeconds(parts) {
  const byPlaceMs = {}
  for (const { place, ms } of parts) byPlaceMs[place] = (byPlaceMs[place] ?? 0) + ms
  return Object.fromEntries(Object.entries(byPlaceMs).map(([place, ms]) => [place, Math.ceil(ms / 1000)]))
}

/**
 * The cue that laid something on the skin, if that may still lie there.
 *
 * @param {import("./position.js").Timeline} timeline
 * @param {{ index: number, inMs: number }} at a cue, and in how long it begins
 * @returns {import("./position.js").Cue | null}
 */
export function lyingAt({ cues }, { index, inMs }) {
  const begun = cues.slice(0, inMs > 0 ? index : index + 1)
  const last = begun.findLast(({ kind, show }) => show !== null || NOTHING_LIES_IN.has(kind))
  return LIE_ON_THE_SKIN.has(last?.show?.tool) ? last : null
}
