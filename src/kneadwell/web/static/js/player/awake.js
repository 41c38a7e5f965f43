/**
 * Keeps the screen on for as long as it is asked to, or says that it cannot.
 */
export class Awake {
  #isWanted = false
  #isAsking = false
  #hasSaid = false
  #lock = null
  #onRefused

  /** @param {() => void} onRefused called once in each stretch of time that it is wanted */
  constructor(onRefused) {
    this.#onRefused = onRefused
  }

  /**
   * To be called whenever the wish or the visibility of the page may have changed: the
   * browser takes the lock away from a page that is not seen, and a phone that saves its
   * battery may do so too.
   *
   * @param {boolean} isWanted
   */
  async want(isWanted) {
    this.#isWanted = isWanted
    if (!isWanted) return this.#release()
    if (document.hidden || this.#isAsking || this.#lock?.released === false) return

    this.#isAsking = true
    try {
      this.#lock = await navigator.wakeLock.request("screen")
      if (!this.#isWanted) this.#release()
    } catch {
      // Who paused meanwhile reads something else now, such as what to take off the skin.
      if (this.#isWanted && !this.#hasSaid && !document.hidden) this.#onRefused()
      this.#hasSaid = this.#isWanted
    }
    this.#isAsking = false
  }

  #release() {
    this.#hasSaid = false
    this.#lock?.release()
    this.#lock = null
  }
}
