/**
 * <attention-tray> shows the notes that the diary refused, or has otherwise, one at a time:
 * what was wrong, what can be mended, and what can be done. What is being mended stays as
 * it is while other notes come and go.
 */
import { localIso } from "../player/format.js"
import { entryOf } from "../outbox/entry.js"
import { fieldsOf, insteadOf, textOf, valueOf, withValue } from "../outbox/fields.js"
import { handOver, unsentFile } from "../outbox/file.js"
import { onStatus, outbox, person, syncNow } from "../outbox/here.js"
import { isRoomLow } from "../outbox/room.js"

const FILE_NAME = "kneadwell-notes.json"

class AttentionTray extends HTMLElement {
  #words
  #outbox = null
  /** What needs the person, and which of it is shown. */
  #needed = []
  #shown = null
  /** What a yes to the question would do. */
  #ifYes = null

  async connectedCallback() {
    this.#words = JSON.parse(this.querySelector("#entry-words").textContent)
    this.addEventListener("click", ({ target }) => this.#act(target.closest("[data-act]")?.dataset.act))
    this.#part("refused").addEventListener("submit", event => this.#mend(event))

    this.#outbox = person() === null ? null : await outbox().catch(() => null)
    this.#part("forbidden").hidden = this.#outbox !== null
    if (this.#outbox === null) return

    this.#part("low").hidden = !(await isRoomLow())
    onStatus(status => this.#hear(status))
    await syncNow()
  }

  async #hear({ waiting, attention }) {
    this.#part("nothing").hidden = waiting + attention > 0
    this.#part("unsent").hidden = waiting + attention === 0
    this.#part("waiting").hidden = waiting === 0
    this.#part("waiting").textContent = counted(this.#part("waiting"), waiting)

    this.#needed = await this.#outbox.attention()
    this.#part("needed").hidden = attention === 0
    this.querySelector("[data-act=next]").hidden = this.#needed.length < 2
    if (!this.#needed.some(({ entry }) => entry.id === this.#shown?.entry.id)) this.#show(this.#needed[0] ?? null)
    else this.#number()
  }

  #show(needed) {
    this.#shown = needed
    this.#part("sure").hidden = true
    if (needed === null) return

    const { entry, outcome } = needed
    this.#number()
    this.#part("what").textContent = this.#words.kinds[entry.kind] ?? entry.kind
    this.#part("when").textContent = momentOf(entry.at)
    this.#part("refused").hidden = outcome.outcome !== "refused"
    this.#part("conflict").hidden = outcome.outcome !== "conflict"
    if (outcome.outcome === "conflict") this.#compare(entry, outcome.entry)
    else this.#ask(entry, outcome)
  }

  #number() {
    const { which } = this.#parts("which")
    const n = this.#needed.findIndex(({ entry }) => entry.id === this.#shown.entry.id) + 1
    which.textContent = which.dataset.word.replace("{n}", n).replace("{all}", this.#needed.length)
    which.hidden = this.#needed.length < 2
  }

  #ask(entry, { field, problem }) {
    const { why, problem: said, fields } = this.#parts("why", "problem", "fields")
    why.textContent = this.#words.problems[field] ?? this.#words.problems["*"]
    said.hidden = !problem
    said.textContent = said.dataset.word.replace("{problem}", [field, problem].filter(Boolean).join(": "))
    fields.replaceChildren(this.#atField(entry), ...fieldsOf(entry.body, this.#words).map(one => this.#field(one)))
  }

  #atField({ at }) {
    const made = this.#made("at")
    // What a clock showed there, without its offset.
    return filled(made, at.slice(0, 19))
  }

  #field(field) {
    const made = this.#made(field.type)
    made.querySelector(".label").textContent = field.label
    if (field.type === "read") {
      made.querySelector("[data-part=value]").textContent = textOf(field, this.#words)
      return made
    }

    const control = made.querySelector("input, select, textarea")
    control.dataset.path = JSON.stringify(field.path)
    control.dataset.type = field.type
    if (field.type === "number" && field.most !== undefined) control.max = field.most
    if (field.type === "choice") control.append(...Object.entries(field.choices).map(([value, name]) => new Option(name, value)))
    return filled(made, field.type === "yes-no" ? yesNo(field.value) : String(field.value ?? ""))
  }

  #compare(ours, theirs) {
    for (const [name, entry] of Object.entries({ ours, theirs })) {
      const lines = fieldsOf(entry.body, this.#words)
        .map(field => [field.label, textOf(field, this.#words)])
        .filter(([, text]) => text !== "")
      this.#part(name).replaceChildren(
        ...[[this.#words.kinds[entry.kind] ?? entry.kind, momentOf(entry.at)], ...lines].map(line => this.#line(line)),
      )
    }
  }

  #line([label, text]) {
    const made = this.querySelector("template[data-field=line]").content.cloneNode(true)
    made.querySelector("dt").textContent = label
    made.querySelector("dd").textContent = text
    return made
  }

  async #mend(event) {
    event.preventDefault()
    const { entry } = this.#shown
    const mended = this.#mended(entry)
    if (mended === null) await this.#settle("again", box => box.again(entry.id))
    else await this.#settle("again", box => box.replace(entry.id, mended))
  }

  /** null when nothing was changed: then it goes once more under its own id. */
  #mended({ kind, at, body }) {
    const [moment, ...controls] = this.#part("fields").querySelectorAll("input, select, textarea")
    const changed = controls.filter(control => control.value !== control.dataset.was)
    const isMoved = moment.value !== moment.dataset.was && moment.value !== ""
    if (changed.length === 0 && !isMoved) return null

    const mended = changed.reduce((inner, { dataset, value }) => {
      return withValue(inner, JSON.parse(dataset.path), valueOf(dataset.type, value))
    }, body)
    return entryOf(kind, mended, { at: isMoved ? localIso(new Date(moment.value).getTime()) : at })
  }

  #act(name) {
    const id = this.#shown?.entry.id
    if (name === "file") this.#save()
    if (name === "send") syncNow()
    if (name === "next") this.#turn()
    if (name === "ask-drop") this.#makeSure(() => this.#settle("dropped", box => box.drop(id)))
    if (name === "ask-accept") this.#makeSure(() => this.#settle("accepted", box => box.accept(id)))
    if (name === "yes") this.#ifYes()
    if (name === "no") this.#part("sure").hidden = true
    if (name === "correct") this.#correct()
  }

  #turn() {
    const at = this.#needed.findIndex(({ entry }) => entry.id === this.#shown.entry.id)
    this.#show(this.#needed[(at + 1) % this.#needed.length])
    this.#part("what").focus()
  }

  #makeSure(act) {
    this.#ifYes = act
    this.#part("sure").hidden = false
    this.#part("sure").focus()
  }

  async #correct() {
    const { entry, outcome } = this.#shown
    const known = await this.#outbox.recent()
    await this.#settle("corrected", box => box.replace(entry.id, insteadOf(entry, outcome.entry, known)))
  }

  async #settle(word, act) {
    const { told } = this.#parts("told")
    try {
      await act(this.#outbox)
      told.textContent = told.dataset[word]
    } catch {
      told.textContent = told.dataset.failed
    }
    told.scrollIntoView({ block: "center" })
  }

  async #save() {
    handOver(await unsentFile(this.#outbox), FILE_NAME)
  }

  #made(type) {
    return this.querySelector(`template[data-field="${type}"]`).content.firstElementChild.cloneNode(true)
  }

  #part(name) {
    return this.querySelector(`[data-part=${name}]`)
  }

  #parts(...names) {
    return Object.fromEntries(names.map(name => [name, this.#part(name)]))
  }
}

/** What a control makes of a value is what it was, so that only people change it. */
function filled(made, value) {
  const control = made.querySelector("input, select, textarea")
  control.value = value
  control.dataset.was = control.value
  return made
}

function counted({ dataset }, number) {
  const form = new Intl.PluralRules(document.documentElement.lang).select(number)
  return (dataset[form] ?? dataset.other).replace("{n}", number)
}

/** As the clock showed it where it was. */
function momentOf(at) {
  const shown = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "full",
    timeStyle: "short",
    timeZone: "UTC",
  })
  const ms = Date.parse(`${at.slice(0, 19)}Z`)
  return Number.isNaN(ms) ? at : shown.format(ms)
}

function yesNo(value) {
  if (value === null) return ""
  return value ? "yes" : "no"
}

customElements.define("attention-tray", AttentionTray)
