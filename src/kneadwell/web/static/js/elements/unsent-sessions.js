/**
 * <unsent-sessions> hands over what a player kept and could not hand over, and leads back
 * to one that is still open.
 *
 * A record waits in this browser until some page gets it into the diary. `data-ends` says
 * which sessions that were left open are over by now: "others", or "all" with this one.
 */
import { keep, onChange, sendNow, standing } from "../player/diary.js"
import { entriesOf } from "../player/entries.js"
import { isToSend, lateLetter, send } from "../player/letter.js"
import { Shelf, namesOf } from "../player/shelf.js"

const PREFIX = "kneadwell-session-"
const OPEN_IN_ANOTHER_TAB_MS = 30_000

class UnsentSessions extends HTMLElement {
  connectedCallback() {
    for (const name of namesOf(() => localStorage, PREFIX)) void this.#settle(name)
  }

  async #settle(name) {
    const { session, ends, nextUrl } = this.dataset
    const isThis = name === PREFIX + session
    const shelf = new Shelf(() => localStorage, name)
    const kept = shelf.read()
    if (!isToSend(kept, Date.now(), endsAfterMs(ends, isThis))) return this.#offer(kept)

    const over = overAt(kept, Date.now())
    shelf.keep(over)
    const answer = over.facts ? await this.#handOver(name, over) : await this.#sendAsBefore(over)
    if (answer === "saved") shelf.clear()
    if (answer === "refused") shelf.keep({ ...over, isRefused: true })
    if (answer === "saved" && isThis && nextUrl) location.replace(nextUrl)
  }

  async #handOver(name, { facts, letter }) {
    const entries = entriesOf(name.slice(PREFIX.length), facts, letter)
    const where = await keep(entries)
    if (where !== "device") return where === "server" ? "saved" : where

    sendNow()
    return answerFor(entries.map(({ id }) => id))
  }

  #sendAsBefore({ doneUrl, letter }) {
    return send(doneUrl, letter, this.querySelector("input").value)
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

/** Waits until the server has said something about all of these. */
function answerFor(ids) {
  return new Promise(resolve => {
    const look = async () => {
      const answer = await standing(ids)
      if (answer !== "waiting") resolve(answer)
    }
    onChange(look)
    void look()
  })
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
