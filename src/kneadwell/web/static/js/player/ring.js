/**
 * One key, one switch or one headset button goes everywhere.
 *
 * Each press marks the next way on; the one that stays marked is taken. Nothing is marked
 * until somebody presses, and after the last way nothing is marked again.
 */

/** As long as the count before a start, and a slow hand presses again within it. */
export const TAKEN_AFTER_MS = 3_000

/** Kept as long as the browser is open, once somebody went their way with one key. */
export const ONE_KEY = "kneadwell-one-key"

export class Ring {
  #onMark
  #onTake
  #marked = null
  #timer = null

  /**
   * @param {(way: HTMLElement | null) => void} onMark
   * @param {(way: HTMLElement) => void} onTake
   */
  constructor(onMark, onTake) {
    this.#onMark = onMark
    this.#onTake = onTake
  }

  get isOn() {
    return this.#marked !== null
  }

  /** @param {HTMLElement[]} ways that are open now */
  press(ways) {
    const next = ways[ways.indexOf(this.#marked) + 1] ?? null
    this.#mark(next)
    if (next !== null) this.#timer = setTimeout(() => this.#take(), TAKEN_AFTER_MS)
  }

  stop() {
    if (this.isOn) this.#mark(null)
  }

  #take() {
    const way = this.#marked
    this.#mark(null)
    this.#onTake(way)
  }

  #mark(way) {
    clearTimeout(this.#timer)
    this.#marked = way
    this.#onMark(way)
  }
}
