/**
 * Reads cues aloud with a voice that lives on the device, when there is one.
 *
 * A voice from the network would fall silent without one, so it is not used.
 */
export class Voice {
  #button
  #language

  /**
   * @param {HTMLButtonElement | undefined} button toggles the voice; hidden while there is none
   * @param {string} language such as "en"
   */
  constructor(button, language) {
    this.#button = button
    this.#language = language
    if (button === undefined || !("speechSynthesis" in globalThis)) return

    const show = () => (button.hidden = this.#found === undefined)
    speechSynthesis.addEventListener("voiceschanged", show)
    show()
  }

  get isOn() {
    return this.#button?.getAttribute("aria-pressed") === "true"
  }

  toggle() {
    this.#button.setAttribute("aria-pressed", String(!this.isOn))
    if (!this.isOn) this.hush()
  }

  /** @param {string} text */
  say(text) {
    if (!this.isOn || this.#found === undefined) return

    this.hush()
    const utterance = new SpeechSynthesisUtterance(text)
    utterance.voice = this.#found
    speechSynthesis.speak(utterance)
  }

  hush() {
    globalThis.speechSynthesis?.cancel()
  }

  get #found() {
    return speechSynthesis
      .getVoices()
      .find(({ localService, lang }) => localService && lang.toLowerCase().startsWith(this.#language.toLowerCase()))
  }
}
