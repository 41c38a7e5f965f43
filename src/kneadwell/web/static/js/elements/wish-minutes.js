/**
 * <wish-minutes data-url> tells how many minutes a wish needs beside those it gives, while
 * it is being made. It wraps the form; the numbers come from the server, and without this
 * script they come when the form is sent.
 */
import { Announcer } from "../player/announcer.js"

/** So long nothing is ticked or typed before the server is asked. */
const STILL_MS = 400

class WishMinutes extends HTMLElement {
  #timer = null
  #asked = null

  connectedCallback() {
    const told = this.querySelector("[data-part=told]")
    this.announcer = new Announcer(told, told)
    this.addEventListener("input", () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#ask(), STILL_MS)
    })
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    this.#asked?.abort()
    this.announcer.stop()
  }

  /** Only the last question counts; an answer to an earlier one is not waited for. */
  async #ask() {
    this.#asked?.abort()
    const asked = new AbortController()
    this.#asked = asked
    const letter = { method: "POST", body: new FormData(this.querySelector("form")), signal: asked.signal }
    const text = await fetch(this.dataset.url, letter)
      .then(answer => answer.text())
      .catch(() => null)
    if (text === null || asked.signal.aborted) return

    const page = new DOMParser().parseFromString(text, "text/html")
    const minutes = page.querySelector("[data-part=minutes]")
    if (minutes === null) return
    this.querySelector("[data-part=minutes]").replaceWith(minutes)
    this.announcer.tell(minutes.textContent.trim().replace(/\s+/g, " "))
  }
}

customElements.define("wish-minutes", WishMinutes)
