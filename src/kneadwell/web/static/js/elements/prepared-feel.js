/**
 * <prepared-feel> keeps how it feels around a session that this device started by itself,
 * and after it how the skin looks.
 */
import { entryOf } from "../outbox/entry.js"
import { keep, outbox } from "../outbox/here.js"
import { onePress } from "../player/press.js"
import { lastCheck } from "../prepared/device.js"

class PreparedFeel extends HTMLElement {
  #session
  #worked = []
  #isNewPress = onePress()

  async connectedCallback() {
    const check = await lastCheck().catch(() => null)
    this.#session = location.hash.slice(1) || check?.session
    if (!this.#session) return location.replace(this.dataset.checkUrl)

    if (this.#isAfter) this.#showPlaces(await placesOf(this.#session))
    this.addEventListener("submit", event => {
      event.preventDefault()
      if (this.#isNewPress(event.timeStamp)) void this.#save()
    })
  }

  get #isAfter() {
    return this.dataset.when === "after"
  }

  /** Only where hands were on there is something to look at. */
  #showPlaces(worked) {
    this.#worked = worked
    const look = this.querySelector("#look")
    look.hidden = worked.length === 0
    for (const box of look.querySelectorAll("[name=places]")) {
      if (!worked.includes(box.value)) box.closest("label").remove()
    }
    for (const part of look.querySelectorAll("[data-part=where]")) part.hidden = worked.length < 2
  }

  async #save() {
    for (const line of this.querySelectorAll(".mend-line")) line.hidden = true
    const answers = new FormData(this.querySelector("form"))
    const found = answers.getAll("found")
    if (answers.has("answer") && found.length > 0) return this.#tell("both")

    const entries = [...this.#scores(answers), ...this.#look(answers, found)]
    const { where } = entries.length > 0 ? await keep(entries) : { where: "device" }
    if (where !== "device" && where !== "server") return this.#tell("not-kept")
    if (found.length > 0) return this.#showFound(found)
    location.assign(this.dataset.nextUrl)
  }

  #scores(answers) {
    const measures = [...this.querySelectorAll("fieldset:has(.scale)")].map(({ id }) => id)
    const points = measures.map(id => [id, answers.get(id)])
    const scores = Object.fromEntries(points.map(([id, said]) => [id, /^\d+$/.test(said) ? Number(said) : null]))
    if (Object.values(scores).every(score => score === null)) return []
    return [entryOf("score", { session: this.#session, when: this.dataset.when, scores })]
  }

  /** Found and not said where: it may be anywhere that was massaged. */
  #look(answers, found) {
    if (!answers.has("answer") && found.length === 0) return []
    const said = answers.getAll("places")
    const places = said.length > 0 ? said : this.#worked
    return [entryOf("skin-check", { session: this.#session, when: "after", found, places })]
  }

  #showFound(found) {
    const panel = this.querySelector("[data-part=found]")
    for (const one of panel.querySelectorAll("[data-for]")) {
      one.hidden = !one.dataset.for.split(" ").some(kind => found.includes(kind))
    }
    this.querySelector("[data-part=ask]").hidden = true
    panel.hidden = false
    panel.focus()
  }

  #tell(name) {
    const line = this.querySelector(`[data-part=${name}]`)
    line.hidden = false
    line.focus()
  }
}

async function placesOf(session) {
  const entries = await (await outbox()).recent()
  const { places = {}, unseen = {} } = entries.find(({ id }) => id === session)?.body ?? {}
  return [...new Set([...Object.keys(places), ...Object.keys(unseen)])].filter(
    place => (places[place] ?? 0) + (unseen[place] ?? 0) > 0,
  )
}

customElements.define("prepared-feel", PreparedFeel)
