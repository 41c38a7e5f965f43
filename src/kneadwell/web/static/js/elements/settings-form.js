/**
 * Settings that hold as soon as they are chosen.
 *
 * `<settings-form>` wraps the form. A choice changes the page at once and is sent in the
 * background; what is typed waits for Save, as all does without scripts.
 */
const SEEN_ON_ROOT = { text_size: "text", skin: "skin" }

class SettingsForm extends HTMLElement {
  #told = document.createElement("p")
  #seen = document.createElement("p")
  #isSending = false
  #isOpen = false

  connectedCallback() {
    this.#told.className = "unseen"
    this.#told.role = "status"
    this.append(this.#told)
    this.#seen.className = "set-told"
    this.#seen.ariaHidden = "true"
    this.addEventListener("change", ({ target }) => this.#choose(target))
    this.addEventListener("submit", () => this.#takeTurn())
    addEventListener("pagehide", () => this.#leave())
  }

  #choose(control) {
    if (!control.matches("[type=radio], select")) return

    show(control)
    this.#tell("")
    control.closest(".set").querySelector(".set-what").append(this.#seen)
    this.#isOpen = true
    if (!this.#isSending) this.#send()
  }

  /** One after the other, so that the last choice is also the last one to be kept. */
  async #send() {
    this.#isSending = true
    let isKept = false
    while (this.#isOpen) {
      this.#isOpen = false
      const answer = await fetch(this.#form.action, this.#letter()).catch(() => null)
      isKept = answer?.ok ?? false
      if (isKept) this.#refresh(await answer.text().catch(() => ""))
    }
    this.#isSending = false
    this.#tell(isKept ? this.dataset.wordSaved : this.dataset.wordNotSaved)
  }

  /** The answer is this page once more, and knows which number it names now. */
  #refresh(text) {
    const called = new DOMParser().parseFromString(text, "text/html").querySelector("#called")
    if (called !== null) this.querySelector("#called").replaceWith(called)
  }

  #leave() {
    if (!this.#isOpen) return

    this.#takeTurn()
    navigator.sendBeacon(this.#form.action, new FormData(this.#form))
  }

  #letter() {
    this.#takeTurn()
    return { method: "POST", body: new FormData(this.#form), keepalive: true }
  }

  /** A letter may overtake an earlier one that is still on its way; the server counts turns. */
  #takeTurn() {
    this.#form.elements.turn.value = Number(this.#form.elements.turn.value) + 1
  }

  get #form() {
    return this.querySelector("form")
  }

  #tell(word) {
    this.#told.textContent = word
    this.#seen.textContent = word
  }
}

/** Let the page look as it will. */
function show({ name, value }) {
  const root = document.documentElement
  if (name === "theme") root.dataset.theme = value
  const kind = SEEN_ON_ROOT[name]
  if (kind === undefined) return

  root.classList.remove(...[...root.classList].filter(one => one.startsWith(`${kind}-`)))
  root.classList.add(`${kind}-${value}`)
}

customElements.define("settings-form", SettingsForm)
