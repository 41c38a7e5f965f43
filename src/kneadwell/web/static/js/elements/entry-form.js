/**
 * <entry-form> writes down what its form says, on this device first.
 *
 * Nothing is told as kept before it lies on the device, or in the diary where the device
 * keeps nothing. Then the form makes room for what was kept and for a way to undo it. Where
 * nothing could be kept, the form stays as it was filled in.
 *
 * `form.entry` says which `data-kind` it notes and what `data-body` was before; with
 * `data-today` its date is the one of now. A correction says which entry it
 * `data-corrects`, whether that one is `data-gone`, and `data-after` when it last changed.
 */
import { bodyOf, isEmpty } from "../forms/body.js"
import { keep, outbox, person } from "../outbox/here.js"
import { correctionOf, entryOf } from "../outbox/entry.js"
import { localIso } from "../player/format.js"
import { onePress } from "../player/press.js"

class EntryForm extends HTMLElement {
  #isNewPress = onePress()
  #isBusy = false
  #undo = null

  connectedCallback() {
    // Where nobody is known there is no outbox, and the form goes to the server.
    if (person() === null) return

    this.#form.noValidate = true
    this.addEventListener("submit", event => this.#submit(event))
    this.querySelector("[data-act=undo]").addEventListener("click", event => this.#press(event, () => this.#undo()))
  }

  #submit(event) {
    event.preventDefault()
    const controls = [...this.#form.elements]
    const isWithdrawn = event.submitter?.name === "withdraw"
    if (!isWithdrawn && this.#tellMissing(controls)) return

    const { kind, corrects } = this.#form.dataset
    const was = JSON.parse(this.#form.dataset.body)
    this.#press(event, async () => {
      const body = isWithdrawn ? null : bodyOf(controls, this.#asOfNow(was))
      const entry = corrects ? await this.#correction(corrects, body) : entryOf(kind, body)
      if (!(await this.#keep(entry))) return

      this.#undo = () => this.#takeBack(corrects ? [corrects, "gone" in this.#form.dataset ? null : was] : [entry.id, null])
      this.#show("kept")
    })
  }

  async #takeBack([corrects, body]) {
    if (!(await this.#keep(await this.#correction(corrects, body)))) return
    this.#show("undone")
  }

  async #correction(corrects, body) {
    const known = await outbox().then(box => box.recent(), () => [])
    const { after } = this.#form.dataset
    const last = { kind: "correction", at: after, body: { corrects } }
    return correctionOf(corrects, body, { known: after ? [...known, last] : known })
  }

  /** @returns {Promise<boolean>} whether it is safe to say so */
  async #keep(entry) {
    const { where, why, outcomes } = await keep([entry])
    const isKept = where === "device" || where === "server"
    for (const part of this.querySelectorAll("[data-where]")) part.hidden = part.dataset.where !== where
    this.#part("problem").hidden = isKept
    if (!isKept) {
      const words = this.#part("problem").dataset
      this.#tell(where === "refused" ? (outcomes?.[0]?.problem ?? words.refused) : (words[why] ?? words.nowhere))
    }
    return isKept
  }

  /** What a shaking hand presses twice, or while it is being kept, counts once. */
  async #press(event, act) {
    if (!this.#isNewPress(event.timeStamp) || this.#isBusy) return

    this.#isBusy = true
    try {
      await act()
    } finally {
      this.#isBusy = false
    }
  }

  #show(name) {
    for (const part of ["kept", "undone"]) this.#part(part).hidden = part !== name
    this.#form.hidden = name === "kept"
    const shown = this.#part(name)
    shown.focus()
    shown.scrollIntoView({ block: "nearest" })
    this.dispatchEvent(new Event(name, { bubbles: true }))
  }

  /** @returns {boolean} whether something has to be said first */
  #tellMissing(controls) {
    const missing = controls.find(control => !control.validity.valid)
    for (const mend of this.querySelectorAll("[data-mend]")) {
      mend.hidden = mend.dataset.mend !== missing?.name
      if (!mend.hidden) this.#say(mend, missing.validity.valueMissing ? mend.dataset.missing : mend.dataset.wrong)
    }
    const isMute = !missing && "needsOne" in this.#form.dataset && isEmpty(controls)
    this.#part("problem").hidden = !isMute
    if (isMute) this.#tell(this.#part("problem").dataset.empty)
    missing?.focus()
    return isMute || missing !== undefined
  }

  /** A page that the device kept may be of another day; then the day is the one of now. */
  #asOfNow(body) {
    return "today" in this.#form.dataset ? { ...body, date: localIso(Date.now()).slice(0, 10) } : body
  }

  #tell(words) {
    const problem = this.#part("problem")
    problem.hidden = false
    this.#say(problem, words)
    problem.focus()
    problem.scrollIntoView({ block: "center" })
  }

  #say(mend, words) {
    mend.querySelector("span").textContent = words
  }

  #part(name) {
    return this.querySelector(`[data-part=${name}]`)
  }

  get #form() {
    return this.querySelector("form.entry")
  }
}

customElements.define("entry-form", EntryForm)
