/**
 * Keeps the screen on for as long as it is asked to, or says that it cannot.
 */
export class Awake {
  #isWanted = false
  #lock = null
  #onRefused

  /** @param {() => void} onRefused */
  constructor(onRefused) {
    this.#onRefused = onRefused
  }

  /**
   * To be called whenever the wish or the visibility of the page may have changed: the
   * browser takes the lock away from a page that is not seen.
   *
   * @param {boolean} isWanted
   */
  async want(isWanted) {
    const isNew = isWanted && !this.#isWanted
    this.#isWanted = isWanted
    if (!isWanted) return this.#release()
    if (document.hidden || this.#lock?.released === false) return

    try {
      const lock = await navigator.wakeLock.request("screen")
      this.#release()
      this.#lock = lock
      if (!this.#isWanted) this.#release()
    } catch {
      if (isNew) this.#onRefused()
    }
  }

  #release() {
    this.#lock?.release()
    this.#lock = null
  }
}
