/**
 * <leave-device> lets this browser forget its person, and nothing that was noted is lost by
 * it: what the diary does not have is sent, taken as a file, or given up by a clear yes.
 */
import { forgetPages } from "../device/own.js"
import { handOver, unsentFile } from "../outbox/file.js"
import { onStatus, outbox, person, syncNow } from "../outbox/here.js"

const FILE_NAME = "kneadwell-notes.json"
const KEPT_UNDER = "kneadwell-"

class LeaveDevice extends HTMLElement {
  #outbox = null
  #unsent = 0
  #isSafe = false

  async connectedCallback() {
    this.addEventListener("submit", event => this.#leave(event))
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-act]")?.dataset.act))

    this.#outbox = person() === null ? null : await outbox().catch(() => null)
    if (this.#outbox === null) return
    onStatus(status => this.#hear(status))
    await syncNow()
  }

  #hear({ waiting, attention }) {
    this.#unsent = waiting + attention
    this.#part("unsent").hidden = this.#unsent === 0
    const count = this.#part("count")
    count.textContent = count.dataset[this.#unsent === 1 ? "one" : "other"].replace("{n}", this.#unsent)
  }

  async #act(name) {
    if (name === "send") await syncNow()
    if (name === "file") await this.#save()
    if (name === "give-up") this.#isSafe = true
    if (name === "give-up") this.querySelector("form").requestSubmit()
  }

  async #save() {
    handOver(await unsentFile(this.#outbox), FILE_NAME)
    this.#isSafe = true
    this.#part("saved").hidden = false
  }

  async #leave(event) {
    event.preventDefault()
    if (this.#unsent > 0 && !this.#isSafe) return this.#part("unsent").focus()

    await Promise.allSettled([forgetPages(), this.#outbox?.clear()])
    for (const storage of [localStorage, sessionStorage]) empty(storage)
    event.target.elements.emptied.value = "yes"
    event.target.submit()
  }

  #part(name) {
    return this.querySelector(`[data-part=${name}]`)
  }
}

function empty(storage) {
  for (const name of Object.keys(storage)) if (name.startsWith(KEPT_UNDER)) storage.removeItem(name)
}

customElements.define("leave-device", LeaveDevice)
