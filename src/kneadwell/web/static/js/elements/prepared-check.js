/**
 * <prepared-check> asks what is asked before a session, and opens the way to the player
 * when the gate of this device does. It says at once when it would not.
 */
import { entryId } from "../player/entry-id.js"
import { onePress } from "../player/press.js"
import { keepCheck, known } from "../prepared/device.js"
import { SKIN_LOOKED, THERMOMETER, mayOpen } from "../prepared/gate.js"

const REACHED_WITHIN_MS = 4_000
const CLEAR_NUMBER = /^\d{1,3}([.,]\d*)?$/

class PreparedCheck extends HTMLElement {
  #page
  #form
  #isNewPress = onePress()

  async connectedCallback() {
    this.#page = JSON.parse(this.querySelector("script#prepared").textContent)
    this.#form = this.querySelector("form")
    this.addEventListener("submit", event => {
      event.preventDefault()
      if (this.#isNewPress(event.timeStamp)) void this.#submit()
    })
    this.#form.addEventListener("click", event => {
      const link = event.target.closest("a")
      if (link === null) return
      event.preventDefault()
      void this.#somethingIs(link.href)
    })

    const { why, possibleAtMs } = await this.#answer(this.#allSaid())
    if (why !== null) return this.#refuse(why, possibleAtMs)
    this.#show("asks")
  }

  async #submit() {
    this.#mend([])
    const check = this.#said()
    if (check.open.length > 0) return this.#mend(check.open)
    if (check.celsius !== null && check.celsius > this.#page.most_c) return this.#refuse("warm")

    const { why, possibleAtMs } = await this.#answer(check)
    if (why !== null) return this.#refuse(why, possibleAtMs)

    const { open, ...kept } = check
    try {
      await keepCheck(kept)
      location.assign(this.dataset.nextUrl)
    } catch {
      this.#tell("not-kept")
    }
  }

  /** Where the server can be reached, it asks what it is; here it only keeps closed. */
  async #somethingIs(url) {
    try {
      const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(REACHED_WITHIN_MS) })
      if (!response.ok) throw new Error(`${response.status}`)
      location.assign(url)
    } catch {
      this.#refuse("something")
    }
  }

  /** What cannot be found out stays closed. */
  async #answer(check) {
    try {
      const { pocket, here } = await known()
      return mayOpen(this.#page, pocket, check, here)
    } catch {
      return { why: "nothing-kept" }
    }
  }

  #said() {
    const answers = new FormData(this.#form)
    const { cards, statements } = this.#page
    const reading = (answers.get("temperature") ?? "").trim()
    const saidTo = name => answers.get(`confirm-${name}`)
    const celsius = CLEAR_NUMBER.test(reading) ? Number(reading.replace(",", ".")) : null
    const isOpen = name => (name === THERMOMETER ? celsius === null : !saidTo(name))

    return {
      ...this.#checkNow(),
      cards: cards.filter(card => answers.get(`card-${card}`) === "none"),
      confirmed: statements.filter(name => saidTo(name) === "yes"),
      celsius,
      open: [
        ...cards.filter(card => answers.get(`card-${card}`) !== "none").map(card => `card-${card}`),
        ...statements.filter(isOpen).map(name => (name === SKIN_LOOKED ? name : `confirm-${name}`)),
      ],
    }
  }

  #allSaid() {
    const { cards, statements, most_c: celsius } = this.#page
    return { ...this.#checkNow(), cards, confirmed: statements, celsius }
  }

  #checkNow() {
    const atMs = Date.now()
    return { prepared: this.#page.id, session: entryId(atMs), atMs }
  }

  #mend(ids) {
    this.#part("open").hidden = true
    for (const shown of this.querySelectorAll("fieldset > .mend-line")) shown.remove()
    if (ids.length === 0) return

    for (const id of ids) {
      const line = this.#part("mend").cloneNode(true)
      line.removeAttribute("data-part")
      line.hidden = false
      this.querySelector(`#${CSS.escape(id)} > legend`).after(line)
    }
    this.#tell("open")
  }

  #refuse(why, possibleAtMs) {
    for (const one of this.querySelectorAll("[data-why]")) one.hidden = one.dataset.why !== why
    if (possibleAtMs !== undefined) this.#showMoment(possibleAtMs)
    this.#show("refused")
    this.#part("refused").focus()
  }

  #showMoment(ms) {
    const time = this.#part("possible-at")
    const format = { weekday: "long", hour: "2-digit", minute: "2-digit" }
    time.dateTime = new Date(ms).toISOString()
    time.textContent = new Intl.DateTimeFormat(document.documentElement.lang, format).format(ms)
  }

  #show(name) {
    for (const part of ["loading", "asks", "refused"]) this.#part(part).hidden = part !== name
  }

  #tell(name) {
    this.#part(name).hidden = false
    this.#part(name).focus()
  }

  #part(name) {
    return this.querySelector(`[data-part=${name}]`)
  }
}

customElements.define("prepared-check", PreparedCheck)
