/**
 * <unsent-sessions> sends what a player kept and could not send.
 *
 * A record waits in this browser until some page gets it to the server. `data-ends` says
 * which sessions that were left open are over by now: "others", or "all" with this one.
 */
import { isToSend, send } from "../player/letter.js"
import { Shelf, namesOf } from "../player/shelf.js"

const PREFIX = "kneadwell-session-"
const OPEN_IN_ANOTHER_TAB_MS = 30_000

class UnsentSessions extends HTMLElement {
  async connectedCallback() {
    for (const name of namesOf(() => localStorage, PREFIX)) await this.#settle(name)
  }

  async #settle(name) {
    const { session, ends, nextUrl } = this.dataset
    const isThis = name === PREFIX + session
    const shelf = new Shelf(() => localStorage, name)
    const kept = shelf.read()
    if (!isToSend(kept, Date.now(), endsAfterMs(ends, isThis))) return

    const answer = await send(kept.doneUrl, kept.letter, this.querySelector("input").value)
    if (answer === "saved") shelf.clear()
    if (answer === "refused") shelf.keep({ ...kept, isRefused: true })
    if (answer === "saved" && isThis && nextUrl) location.replace(nextUrl)
  }
}

function endsAfterMs(ends, isThis) {
  if (isThis) return ends === "all" ? 0 : Infinity
  return ends ? OPEN_IN_ANOTHER_TAB_MS : Infinity
}

customElements.define("unsent-sessions", UnsentSessions)
