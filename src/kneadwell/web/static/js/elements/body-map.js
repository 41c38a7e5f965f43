/**
 * <body-map> lets a press on the picture of a place tick the box of that place.
 *
 * The boxes stay the real controls; the map repeats them and keeps nothing itself. A place
 * that is closed has no box: a press on it leads to the words that say why.
 */
import { onePress } from "../player/press.js"

class BodyMap extends HTMLElement {
  #isNewPress = {}

  connectedCallback() {
    this.addEventListener("click", event => this.#press(event))
  }

  #press({ target, timeStamp }) {
    const region = target.closest("[data-region]")
    if (region === null) return
    const { region: part } = region.dataset
    this.#isNewPress[part] ??= onePress()
    if (!this.#isNewPress[part](timeStamp)) return

    const entry = this.closest("form").querySelector(`[data-part="${part}"]`)
    const folded = entry.closest("details")
    if (folded) folded.open = true
    if (entry instanceof HTMLInputElement) entry.click()
    else entry.scrollIntoView({ block: "center" })
  }
}

customElements.define("body-map", BodyMap)
