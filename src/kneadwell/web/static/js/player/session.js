/**
 * A session as it goes: the moments that were marked, and what follows from them.
 *
 * It knows the clock it is given, and no screen, sound, storage or network. What it is
 * told to do it either does or, when that makes no sense now, leaves.
 *
 * @typedef {import("./position.js").Timeline} Timeline
 * @typedef {"ready" | "waiting" | "work" | "rest" | "paused" | "remove" | "gap" | "stopped"
 *   | "wrong" | "over"} Phase `waiting` counts down to a start, `remove` and `gap` ask
 *   about time that nobody saw, `stopped` offers what to do, `wrong` tells what to do
 */
import { entryId } from "./entry-id.js"
import { localIso } from "./format.js"
import { UNSEEN_AFTER_MS, answered, gapOf, handsAt, lyingAt } from "./gap.js"
import { letterOf } from "./letter.js"
import { afterCareJump, comingUp, positionAt, withGap } from "./position.js"

/** Long enough to lay the hands on, or to think better of it. */
export const READY_MS = 3_000

const HELP = "stopped-something-wrong"

export class Session {
  #timeline
  #clock
  #marks = []
  #seenMs = 0
  /** Time that nobody saw, while nobody has said what was done in it. */
  #gap = null
  #isOff = false
  #isStopped = false
  #ended = null
  #endedAtMs = null
  /** What is sent, from the end on; it never changes but for events that are added. */
  #letter = null

  /**
   * @param {Timeline} timeline
   * @param {{ now: () => number, slept: () => number }} clock
   * @param {object | null} [kept] what `kept` gave in an earlier life of the page
   */
  constructor(timeline, clock, kept = null) {
    this.#timeline = timeline
    this.#clock = clock
    if (kept !== null) this.#pickUp(kept)
  }

  get nowMs() {
    return this.#clock.now()
  }

  get position() {
    return positionAt(this.#timeline, this.#marks, this.nowMs)
  }

  /** The cue that runs and those to come, as `comingUp` tells them; none while it stands. */
  get coming() {
    return this.#isAsking || this.isEnded ? [] : comingUp(this.#timeline, this.#marks, this.nowMs)
  }

  /** @returns {Phase} */
  get phase() {
    const { index, isRunning, isOver, startsInMs } = this.position
    if (this.#ended === HELP) return "wrong"
    if (this.#isStopped) return "stopped"
    if (isOver || this.isEnded) return "over"
    if (this.#gap !== null) return this.#gap.tool !== null && !this.#isOff ? "remove" : "gap"
    if (!this.hasBegun) return "ready"
    if (!isRunning) return "paused"
    if (startsInMs > 0) return "waiting"
    return this.#timeline.cues[index].kind === "work" ? "work" : "rest"
  }

  get hasBegun() {
    return this.#marks.length > 0
  }

  get isEnded() {
    return this.#endedAtMs !== null
  }

  /** Whether it was ended because something is wrong. */
  get isWrong() {
    return this.#ended === HELP
  }

  /** Whether it came to its end, and nobody has written that down yet. */
  get isToEnd() {
    return !this.isEnded && !this.#isStopped && !this.#isAsking && this.position.isOver
  }

  /** Hands-on time that this technique still gives this place; null where no hands work. */
  get placeLeftMs() {
    const { index, work } = this.position
    const { technique, place } = this.#timeline.cues[index]
    const done = work.find(one => one.technique === technique)?.places[place]
    if (done === undefined) return null

    const planned = this.#timeline.cues.filter(cue => cue.kind === "work" && cue.technique === technique && cue.place === place)
    return 1000 * Math.max(0, planned.reduce((sum, { lasts_s }) => sum + lasts_s, 0) - done)
  }

  /** What may lie on the skin now, such as `wrapped-ice`; null for nothing. */
  get onSkin() {
    const { index, startsInMs } = this.position
    return lyingAt(this.#timeline, { index, inMs: startsInMs })?.show.tool ?? null
  }

  get gap() {
    return this.#gap
  }

  get letter() {
    return this.#letter
  }

  // What is done

  begin(inMs) {
    this.#mark("begin", { inMs })
  }

  pause() {
    this.#mark("pause")
  }

  resume() {
    this.#mark("resume", { inMs: READY_MS })
  }

  /**
   * @param {typeof import("./position.js").nextJump} where
   * @returns {boolean} whether there was a way
   */
  jump(where) {
    const toS = this.wayTo(where)
    if (toS === null) return false

    this.#mark("jump", { toS })
    return true
  }

  /** @returns {number | null} the second that a jump goes to */
  wayTo(where) {
    if (!this.hasBegun || this.#isStopped || this.#isAsking || this.isEnded) return null
    return where(this.#timeline, this.#marks, this.nowMs)
  }

  stop() {
    if (this.#isStopped || this.isEnded) return

    this.#isStopped = true
    this.#mark("pause")
  }

  goOn() {
    this.#isStopped = false
    if (!this.#isAsking) this.resume()
  }

  /** Whoever goes on without an answer leaves the most that may have been done. */
  finishHere() {
    const toS = afterCareJump(this.#timeline)

    if (this.#isAsking) this.answer("partly")
    this.#ended = "finished-early"
    this.#isStopped = false
    if (this.position.atS < toS) this.#mark("jump", { toS })
    this.resume()
  }

  somethingIsWrong() {
    if (this.#isAsking) this.answer("partly")
    this.end(HELP)
  }

  /** @param {string} what of the things that can be wrong */
  tell(what) {
    const event = { id: entryId(this.nowMs), what, at: localIso(this.nowMs) }
    this.#letter = { ...this.#letter, events: [...(this.#letter.events ?? []), event] }
  }

  /** What lay on the skin is off, says the person. */
  removed() {
    this.#isOff = true
  }

  /** @param {"yes" | "partly" | "no"} said whether the hands went on where nobody saw */
  answer(said) {
    this.#marks = answered(this.#marks, this.#gap, said, this.nowMs).marks
    this.#gap = null
  }

  /** @param {string} [how] as the diary writes it */
  end(how = this.#ended ?? "finished") {
    this.#endedAtMs = this.nowMs
    this.#ended = how
    this.#isStopped = false
    this.#letter = letterOf(this.#timeline, this.#marks, this.#endedAtMs, how)
  }

  /**
   * Looks at the clock. A page that showed nothing for long was asleep, and nobody knows
   * what the hands did: what ran since is left out, and asked about.
   *
   * @returns {boolean} whether time went by unseen
   */
  see() {
    const hasSlept = this.#clock.slept() > 0
    const nowMs = this.nowMs
    const isUnseen = !this.isEnded && this.hasBegun && (hasSlept || nowMs - this.#seenMs > UNSEEN_AFTER_MS)
    const wasRunning = isUnseen && this.#breakOff(nowMs)

    this.#seenMs = nowMs
    return wasRunning
  }

  /** What another life of the page needs to go on from here. */
  get kept() {
    const letter = this.#letter ?? letterOf(this.#timeline, this.#marks, this.#seenMs, null, this.#gap)

    return {
      marks: this.#marks,
      seenMs: this.#seenMs,
      gap: this.#gap,
      hands: handsAt(this.#timeline, this.#marks, this.#seenMs),
      isOff: this.#isOff,
      isStopped: this.#isStopped,
      ended: this.#ended,
      endedAtMs: this.#endedAtMs,
      letter,
    }
  }

  get #isAsking() {
    return this.#gap !== null
  }

  #mark(kind, { inMs = 0, ...more } = {}) {
    this.see()
    this.#marks = [...this.#marks, { kind, atMs: this.nowMs + inMs, ...more }]
  }

  #pickUp({ marks, seenMs, gap = null, isOff = false, isStopped = false, ended, endedAtMs, letter }) {
    this.#marks = marks
    this.#seenMs = seenMs
    this.#gap = gap
    this.#isOff = isOff
    this.#isStopped = isStopped
    this.#ended = ended
    this.#endedAtMs = endedAtMs
    if (this.isEnded) this.#letter = letter
    else if (gap === null) this.#breakOff(this.nowMs)
    this.#clock.slept()
    this.#seenMs = this.nowMs
  }

  /** @returns {boolean} whether it ran; a session that stood has lost nothing */
  #breakOff(nowMs) {
    const marks = withGap(this.#marks, this.#seenMs)
    if (marks === this.#marks) return false

    this.#gap = gapOf(this.#timeline, this.#marks, this.#seenMs, nowMs)
    this.#isOff = false
    this.#marks = marks
    return true
  }
}
