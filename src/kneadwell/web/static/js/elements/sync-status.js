/**
 * <sync-status> tells when notes of this device are not in the diary yet, and leads to
 * those that need the person. It is quiet when there is nothing to tell, and while a note
 * is on its short way.
 */
import { onStatus, outbox, person, syncNow } from "../outbox/here.js"

const SHORT_WAY_MS = 2_000
const TELLS = ["offline", "failed", "signed-out", "other-person"]

class SyncStatus extends HTMLElement {
  #timer = null

  async connectedCallback() {
    if (person() === null) return

    onStatus(status => this.#hear(status))
    const box = await outbox().catch(() => null)
    if (box === null) this.#show(["forbidden"])
    else syncNow()
  }

  #hear(status) {
    clearTimeout(this.#timer)
    if (status.state === "sending") this.#timer = setTimeout(() => this.#tell(status), SHORT_WAY_MS)
    else this.#tell(status)
  }

  #tell({ state, waiting, attention }) {
    count(this.#part("waiting"), waiting)
    count(this.#part("attention").querySelector("a"), attention)
    this.#show([
      ...(waiting > 0 ? ["waiting", ...TELLS.filter(one => one === state)] : []),
      ...(attention > 0 ? ["attention"] : []),
    ])
  }

  #show(names) {
    for (const part of this.querySelectorAll("[data-part]")) part.hidden = !names.includes(part.dataset.part)
    this.hidden = names.length === 0
  }

  #part(name) {
    return this.querySelector(`[data-part=${name}]`)
  }
}

function count(element, number) {
  const form = new Intl.PluralRules(document.documentElement.lang).select(number)
  element.textContent = (element.dataset[form] ?? element.dataset.other).replace("{n}", number)
}

customElements.define("sync-status", SyncStatus)
