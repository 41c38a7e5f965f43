/**
 * Sends what was done until the server has it.
 */
import { send } from "./letter.js"

const RETRY_AFTER_MS = 5_000

export class Record {
  #url
  #token
  #letterNow
  #onAnswer
  #retry = null
  #isSending = false
  /** The letter that the server has. */
  #saved = null

  /**
   * @param {{ url: string, token: string, letter: () => import("./letter.js").Letter,
   *   onAnswer: (answer: "saving" | "saved" | "refused" | "failed" | "not-reached") => void }}
   *   way `letter` gives the letter as it is now: events may be added while one is on its way
   */
  constructor({ url, token, letter, onAnswer }) {
    this.#url = url
    this.#token = token
    this.#letterNow = letter
    this.#onAnswer = onAnswer
  }

  get isSaved() {
    return this.#saved !== null && this.#saved === this.#letterNow()
  }

  async send() {
    if (this.#isSending || this.isSaved) return

    this.#isSending = true
    clearTimeout(this.#retry)
    this.#onAnswer("saving")
    const letter = this.#letterNow()
    const answer = await send(this.#url, letter, this.#token)
    this.#isSending = false
    if (letter !== this.#letterNow()) return this.send()

    if (answer === "saved") this.#saved = letter
    else if (answer !== "refused") this.#retry = setTimeout(() => this.send(), RETRY_AFTER_MS)
    this.#onAnswer(answer)
  }

  stop() {
    clearTimeout(this.#retry)
  }
}
