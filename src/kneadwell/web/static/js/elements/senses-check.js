/**
 * <senses-check> tries the sound, the flash and the buzz of this device, in ten seconds.
 *
 * One after the other, each with its name on the screen, so that nobody takes one for
 * another. What cannot be there is told at once, with what to use instead; what was
 * noticed only the person knows, so three plain questions ask for it.
 */
import { Channels } from "../player/channels.js"
import { flash } from "../player/flash.js"

const NOTHING = { tones: false, voice: "off", vibration: false, flash: false }
const WAKES_WITHIN_MS = 2_500
const SPEAKS_AFTER_MS = 1_400
const LISTENS_MS = 4_600
const LOOKS_MS = 2_600
const FEELS_MS = 2_600
const AGAIN_AFTER_MS = 1_200

class SensesCheck extends HTMLElement {
  #parts
  #heard
  #seen
  #felt
  #isTrying = false

  connectedCallback() {
    this.#parts = Object.fromEntries([...this.querySelectorAll("[data-part]")].map(part => [part.dataset.part, part]))
    this.#heard = this.#only({ tones: true, voice: this.dataset.voice })
    this.#seen = this.#only({ flash: true })
    this.#felt = this.#only({ vibration: true })

    this.#parts.try.hidden = false
    this.#parts.try.addEventListener("click", () => this.#try())
    this.#heard.prepare({ cues: [{ sentences: [this.dataset.say] }] })
  }

  disconnectedCallback() {
    for (const channels of [this.#heard, this.#seen, this.#felt]) channels?.close()
  }

  #only(wants) {
    return new Channels({
      ...NOTHING,
      ...wants,
      packUrl: this.dataset.packUrl,
      language: document.documentElement.lang,
      onMissing: channel => this.#tellMissing(channel),
      onFlash: (_, isSteady) => flash(this.#parts.flash, isSteady),
    })
  }

  async #try() {
    if (this.#isTrying) return

    this.#isTrying = true
    await Promise.race([this.#heard.wake(), after(WAKES_WITHIN_MS)])
    await this.#listen()
    await this.#twice("look", LOOKS_MS, () => this.#seen.signal("work"))
    await this.#felt.wake()
    await this.#twice("feel", FEELS_MS, () => this.#felt.signal("end"))

    this.#tell("answer")
    if (document.activeElement === this.#parts.try) this.#parts.first.focus()
    this.#isTrying = false
  }

  async #listen() {
    this.#tell("listen")
    this.#heard.signal("check")
    await after(SPEAKS_AFTER_MS)
    this.#heard.say([this.dataset.say])
    await after(LISTENS_MS - SPEAKS_AFTER_MS)
  }

  async #twice(name, forMs, act) {
    this.#tell(name)
    act()
    await after(AGAIN_AFTER_MS)
    act()
    await after(forMs - AGAIN_AFTER_MS)
  }

  #tell(name) {
    this.#parts.now.textContent = this.getAttribute(`data-word-${name}`)
  }

  #tellMissing(channel) {
    const told = this.querySelector(`[data-missing="${channel}"]`)
    if (told !== null) told.hidden = false
  }
}

function after(ms) {
  return new Promise(resolve => setTimeout(resolve, ms))
}

customElements.define("senses-check", SensesCheck)
