/**
 * Tells a screen reader what changes, and never chatters: of all there is to tell politely,
 * the latest is told, at most one in ten seconds.
 */
const APART_MS = 10_000

export class Announcer {
  #polite
  #urgent
  #lastMs = -Infinity
  #timer = null

  /**
   * @param {HTMLElement} polite a live region for what happens by itself
   * @param {HTMLElement} urgent an alert, for what was just pressed and what cannot wait
   */
  constructor(polite, urgent) {
    this.#polite = polite
    this.#urgent = urgent
  }

  /** @param {string} text */
  tell(text) {
    clearTimeout(this.#timer)
    const inMs = this.#lastMs + APART_MS - performance.now()
    if (inMs > 0) this.#timer = setTimeout(() => this.#write(text), inMs)
    else this.#write(text)
  }

  /** @param {string} text */
  answer(text) {
    this.#urgent.textContent = text
  }

  stop() {
    clearTimeout(this.#timer)
  }

  #write(text) {
    this.#lastMs = performance.now()
    this.#polite.textContent = text
  }
}
