/**
 * <unsent-sessions> sends what a player kept and could not send, and leads back to one that
 * is still open.
 *
 * A record waits in this browser until some page gets it to the server. `data-ends` says
 * which sessions that were left open are over by now: "others", or "all" with this one.
 */
import { isToSend, lateLetter, send } from "../player/letter.js"
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
    if (!isToSend(kept, Date.now(), endsAfterMs(ends, isThis))) return this.#offer(kept)

    const over = overAt(kept, Date.now())
    shelf.keep(over)
    const answer = await send(over.doneUrl, over.letter, this.querySelector("input").value)
    if (answer === "saved") shelf.clear()
    if (answer === "refused") shelf.keep({ ...over, isRefused: true })
    if (answer === "saved" && isThis && nextUrl) location.replace(nextUrl)
  }

  /** A page that ends no session leads back to one that nobody ended. */
  #offer(kept) {
    if (this.dataset.ends || !kept?.url || kept.endedAtMs !== null) return

    const link = this.querySelector("[data-part=open] a")
    link.href = kept.url
    link.textContent = link.dataset.word.replace("{what}", kept.called)
    link.closest("[data-part=open]").hidden = false
    this.hidden = false
  }
}

/** A session that was left open is over now, with the most that may have been done. */
function overAt(kept, nowMs) {
  if (kept.endedAtMs !== null) return kept
  return { ...kept, ended: "finished-early", endedAtMs: nowMs, letter: lateLetter(kept, nowMs) }
}

function endsAfterMs(ends, isThis) {
  if (isThis) return ends === "all" ? 0 : Infinity
  return ends ? OPEN_IN_ANOTHER_TAB_MS : Infinity
}

customElements.define("unsent-sessions", UnsentSessions)
