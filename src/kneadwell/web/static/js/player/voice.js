const LISTED_WITHIN_MS = 2_000

/**
 * A voice that lives on the device. One from the network would fall silent without it,
 * and would tell somebody else what is done here, so it is never used.
 */
export class DeviceVoice {
  #language
  #isPrimed = false

  /** @param {string} language such as "en" */
  constructor(language) {
    this.#language = language.toLowerCase()
  }

  get isThere() {
    return this.#found !== undefined
  }

  /** @returns {Promise<boolean>} whether there is a voice; browsers list them late */
  async look() {
    if (!("speechSynthesis" in globalThis) || this.isThere) return this.isThere

    await new Promise(resolve => {
      speechSynthesis.addEventListener("voiceschanged", resolve, { once: true })
      setTimeout(resolve, LISTED_WITHIN_MS)
    })
    return this.isThere
  }

  /** Some browsers speak later only when they were asked to inside a press. */
  prime() {
    if (this.#isPrimed || !this.isThere) return

    this.#isPrimed = true
    const nothing = new SpeechSynthesisUtterance(" ")
    nothing.volume = 0
    this.#speak(nothing)
  }

  /**
   * @param {string} sentence
   * @param {"giver" | "receiver"} voice the receiver's is a little lower
   */
  say(sentence, voice) {
    const utterance = new SpeechSynthesisUtterance(sentence)
    utterance.pitch = voice === "receiver" ? 0.7 : 1
    this.#speak(utterance)
  }

  hush() {
    globalThis.speechSynthesis?.cancel()
  }

  #speak(utterance) {
    const voice = this.#found
    if (voice === undefined) return

    utterance.voice = voice
    utterance.lang = voice.lang
    this.hush()
    speechSynthesis.speak(utterance)
  }

  get #found() {
    return globalThis.speechSynthesis
      ?.getVoices()
      .find(({ localService, lang }) => localService && lang.replace("_", "-").toLowerCase().startsWith(this.#language))
  }
}
