const APART_MS = 700

/**
 * A shaking hand presses twice: what follows too soon belongs to the same press.
 *
 * @param {number} [apartMs] how far apart two presses are
 * @returns {(timeStamp: number) => boolean} whether a press at this moment, in
 *   milliseconds, is a new one
 */
export function onePress(apartMs = APART_MS) {
  let lastMs = -Infinity

  return timeStamp => {
    const isNew = timeStamp - lastMs >= apartMs
    lastMs = timeStamp
    return isNew
  }
}

/**
 * What touches the screen. A palm touches it in several places, and none of them is aimed:
 * it is one press of the whole screen, and never of a button under it.
 */
export class Touches {
  #isPalm = false

  /** @param {{ isPrimary: boolean }} pointer that came down; the first of several is primary */
  down({ isPrimary }) {
    this.#isPalm = isPrimary === false
  }

  /** Whether several touched at once, from then until the next first one comes down. */
  get isPalm() {
    return this.#isPalm
  }
}
