/**
 * <one-key> lets one key answer the questions of a page, for someone who ran the session
 * before with it. Each press marks the next answer; the one that stays marked is taken.
 */
import { actOf } from "../player/keys.js"
import { onePress } from "../player/press.js"
import { ONE_KEY, Ring } from "../player/ring.js"
import { Shelf } from "../player/shelf.js"

class OneKey extends HTMLElement {
  #ring = new Ring(way => this.#mark(way), way => this.#take(way))
  #isNewPress
  #answered = new Set()

  connectedCallback() {
    if (new Shelf(() => sessionStorage, ONE_KEY).read() === null) return

    this.#isNewPress = onePress(Number(this.dataset.pressApartMs))
    document.addEventListener("keydown", this)
  }

  disconnectedCallback() {
    this.#ring.stop()
    document.removeEventListener("keydown", this)
  }

  /** Whoever moves about with Tab has more keys than one. */
  handleEvent(event) {
    const isOnControl = event.target.closest("a, button, input, select, textarea, summary") !== null
    if (event.repeat || isOnControl || actOf(event) !== "press") return

    event.preventDefault()
    if (this.#isNewPress(event.timeStamp)) this.#ring.press(this.#ways)
  }

  get #ways() {
    const all = this.closest("main").querySelectorAll("form label, form button[type=submit]")
    return [...all].filter(way => way.checkVisibility() && !this.#answered.has(way.closest("fieldset")))
  }

  #take(way) {
    const input = way.querySelector("input")
    if (input?.type === "radio" || input?.value === "nothing") this.#answered.add(way.closest("fieldset"))
    way.click()
    document.activeElement?.blur()
  }

  #mark(way) {
    for (const marked of document.querySelectorAll(".one-key-marked")) marked.classList.remove("one-key-marked")
    way?.classList.add("one-key-marked")
    way?.scrollIntoView({ block: "center" })
    this.hidden = way === null
    this.textContent = way === null ? "" : this.dataset.word.replace("{what}", nameOf(way))
  }
}

function nameOf(way) {
  const question = way.closest("fieldset")?.querySelector("legend")?.textContent.trim()
  const answer = way.textContent.trim()
  return question === undefined ? answer : `${question}: ${answer}`
}

customElements.define("one-key", OneKey)
