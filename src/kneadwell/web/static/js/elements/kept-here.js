/**
 * <kept-here> shows what was noted on this device and does not stand on the page: it waits
 * to be sent, or the page is older than it.
 *
 * `data-known` lists the entries that the page knows, also those that were taken back. With
 * `data-date` or `data-today` it shows one day, sent or not; else all that waits, and what
 * was sent of the days from `data-since` on. What it has shown stays when it is sent.
 */
import { keep, outbox, person } from "../outbox/here.js"
import { correctionOf } from "../outbox/entry.js"
import { localIso } from "../player/format.js"

/** What happened in a session is mended on its own page, which says what stays. */
const MAY_TAKE_BACK = new Set(["check-in", "note", "change"])

class KeptHere extends HTMLElement {
  #isBusy = false
  #told = new Set()

  async connectedCallback() {
    if (person() === null) return
    const box = await outbox().catch(() => null)
    if (box === null) return

    box.addEventListener("change", () => this.#show(box))
    await this.#show(box)
  }

  async #show(box) {
    const all = await box.recent()
    const waiting = new Set((await box.waiting()).map(({ id }) => id))
    const shown = this.#unseen(all, waiting)
    shown.sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
    this.querySelector("ul").replaceChildren(...shown.map(entry => this.#row(entry, waiting.has(entry.id))))
    for (const { id } of shown) this.#told.add(id)
    this.hidden = shown.length === 0
  }

  /** What belongs on this page and does not stand there, as it was mended. */
  #unseen(all, waiting) {
    const known = new Set(this.dataset.known.split(" "))
    const mended = lastCorrections(all)
    const day = this.#day
    const isOpen = id => waiting.has(id) || this.#told.has(id)
    const isRecent = entry => isOpen(entry.id) || dateOf(entry) >= this.dataset.since

    const entries = all
      .filter(({ id, kind }) => kind !== "correction" && !known.has(id))
      .map(entry => ({ ...entry, body: mended.has(entry.id) ? mended.get(entry.id).body.body : entry.body }))
      .filter(entry => entry.body !== null && (day === null ? isRecent(entry) : dateOf(entry) === day))
    const corrections = [...mended.values()].filter(
      ({ id, body }) => isOpen(id) && (day === null ? !isOpen(body.corrects) : known.has(body.corrects)),
    )
    return [...entries, ...corrections]
  }

  /** @returns {string | null} the day that the page is about, if it is one */
  get #day() {
    if ("today" in this.dataset) return localIso(Date.now()).slice(0, 10)
    return this.dataset.date ?? null
  }

  #row(entry, isWaiting) {
    const row = this.querySelector("template").content.cloneNode(true)
    const words = this.querySelector("[data-words]").dataset
    row.firstElementChild.dataset.entry = entry.id
    row.querySelector("time").textContent = entry.at.slice(11, 16)
    row.querySelector("b").textContent = words[camel(entry.kind)] ?? entry.kind
    row.querySelector(".own-words").textContent = (entry.body.text ?? entry.body.body?.text) || ""
    row.querySelector("[data-waits]").hidden = !isWaiting
    row.querySelector("[data-sent]").hidden = isWaiting
    const button = row.querySelector("button")
    if (MAY_TAKE_BACK.has(entry.kind)) button.addEventListener("click", () => this.#takeBack(entry))
    else button.parentElement.remove()
    return row
  }

  async #takeBack({ id }) {
    if (this.#isBusy) return
    this.#isBusy = true
    const box = await outbox()
    await keep([correctionOf(id, null, { known: await box.recent() })])
    this.#isBusy = false
  }
}

/** The correction that counts, by the id of its entry, as far as this device knows. */
function lastCorrections(entries) {
  const corrections = entries.filter(({ kind }) => kind === "correction")
  corrections.sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
  return new Map(corrections.map(correction => [correction.body.corrects, correction]))
}

/** The day an entry belongs to, as it was where it was noted. */
function dateOf({ kind, at, body }) {
  return kind === "check-in" ? body.date : at.slice(0, 10)
}

function camel(kind) {
  return kind.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())
}

customElements.define("kept-here", KeptHere)
