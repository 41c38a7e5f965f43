/**
 * <own-device> asks whether this device is somebody's own, and keeps their pages on it then.
 *
 * With `data-asks="once"` it is seen only while nobody has said; else it shows what was said
 * and how it stands.
 */
import { canKeep, forgetPages, isOwn, keepPages, sayOwn } from "../device/own.js"
import { register } from "../device/worker.js"
import { person } from "../outbox/here.js"

class OwnDevice extends HTMLElement {
  async connectedCallback() {
    if (person() === null) return

    this.hidden = this.#asksOnce
    if (!canKeep() || (await register()) === null) return this.#cannot()

    this.addEventListener("click", ({ target }) => this.#say(target.closest("button[data-own]")))
    this.addEventListener("change", ({ target }) => this.#say(target))
    try {
      await this.#begin(await isOwn())
    } catch {
      this.#cannot()
    }
  }

  async #begin(isMine) {
    this.hidden = this.#asksOnce && isMine !== null
    const said = this.querySelector(`input[data-own="${isMine === null ? "" : yesNo(isMine)}"]`)
    if (said !== null) said.checked = true
    // Nobody here has said yes: what is kept is of somebody who was here before.
    if (isMine !== true) await forgetPages()
    await this.#hold(isMine)
  }

  async #say(control) {
    if (control === null || !("own" in control.dataset)) return

    const isMine = control.dataset.own === "yes"
    if (this.#asksOnce) this.#hideQuestion()
    try {
      await sayOwn(isMine)
      await this.#hold(isMine)
    } catch {
      this.#cannot()
    }
  }

  async #hold(isMine) {
    if (isMine === null) return this.#tell("")
    if (!isMine) return this.#tell(this.dataset.wordNone)

    this.#tell(this.dataset.wordKeeping)
    this.#tell((await keepPages()) ? this.dataset.wordKept : this.dataset.wordLater)
  }

  /** Where nothing can be kept, there is nothing to ask; the settings say why. */
  #cannot() {
    this.hidden = this.#asksOnce
    this.#hideQuestion()
    this.#tell(this.dataset.wordCannot)
  }

  #hideQuestion() {
    this.querySelector("[data-part=question]").hidden = true
  }

  #tell(word) {
    this.querySelector("[role=status]").textContent = word
  }

  get #asksOnce() {
    return this.dataset.asks === "once"
  }
}

function yesNo(isSo) {
  return isSo ? "yes" : "no"
}

customElements.define("own-device", OwnDevice)
