/**
 * <plan-progress data-url data-of> shows how far the search for a better plan has come, and
 * says when it has ended. The page below it stays as it is until someone asks for the new
 * one; without this script, the link beside it loads the page again.
 *
 * `data-of` is the version that the page shows.
 */
import { Announcer } from "../player/announcer.js"

const APART_MS = 1500
/** After this long a question comes only now and then. */
const SLOW_AFTER = 20
const SLOW_MS = 10_000

class PlanProgress extends HTMLElement {
  #timer = null
  #asked = 0
  #said = ""

  connectedCallback() {
    const told = this.querySelector("[data-part=told]")
    this.announcer = new Announcer(told, told)
    this.#later()
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    this.announcer.stop()
  }

  #later() {
    this.#asked += 1
    this.#timer = setTimeout(() => this.#ask(), this.#asked > SLOW_AFTER ? SLOW_MS : APART_MS)
  }

  async #ask() {
    const url = `${this.dataset.url}?of=${encodeURIComponent(this.dataset.of)}`
    const found = await fetch(url)
      .then(answer => (answer.ok ? answer.json() : null))
      .catch(() => null)
    if (found !== null) this.#show(found)
    if (!found?.ended) this.#later()
  }

  #show({ says, ended, better }) {
    this.querySelector("[data-part=says]").textContent = says
    this.querySelector("[data-part=again]").hidden = !(ended && better)
    if (ended) this.querySelector("[data-part=plain]")?.remove()
    if (says !== this.#said) this.announcer.tell(says)
    this.#said = says
  }
}

customElements.define("plan-progress", PlanProgress)
