/**
 * Hands what was done over to the diary, until the diary has it.
 *
 * @typedef {"saving" | "kept" | "saved" | "refused" | "not-kept"} Answer `kept`: on this
 *   device and on its way; `not-kept`: nowhere yet, so the page must stay
 * @typedef {{ keep: (entries: import("../outbox/entry.js").Entry[]) =>
 *     Promise<"device" | "server" | "refused" | "nowhere">,
 *   standing: (ids: string[]) => Promise<"waiting" | "saved" | "refused">,
 *   onChange: (hear: () => void) => void, sendNow: () => void }} Diary
 */
const RETRY_AFTER_MS = 5_000

export class Record {
  #letterNow
  #entriesOf
  #diary
  #onAnswer
  #retry = null
  #isSending = false
  /** The letter that the diary has. */
  #saved = null
  /** The letter that is on this device, and on its way. */
  #kept = null

  /**
   * @param {{ letter: () => import("./letter.js").Letter, entriesOf: (letter: object) =>
   *   import("../outbox/entry.js").Entry[], diary: Diary, onAnswer: (answer: Answer) => void }} way
   *   `letter` gives the letter as it is now: events may be added while one is on its way
   */
  constructor({ letter, entriesOf, diary, onAnswer }) {
    this.#letterNow = letter
    this.#entriesOf = entriesOf
    this.#diary = diary
    this.#onAnswer = onAnswer
    diary.onChange(() => this.#look())
  }

  get isSaved() {
    return this.#saved !== null && this.#saved === this.#letterNow()
  }

  async send() {
    if (this.#isSending || this.isSaved) return
    if (this.#kept !== null && this.#kept === this.#letterNow()) return this.#diary.sendNow()

    this.#isSending = true
    clearTimeout(this.#retry)
    this.#onAnswer("saving")
    const letter = this.#letterNow()
    const where = await this.#diary.keep(this.#entriesOf(letter))
    this.#isSending = false
    if (letter !== this.#letterNow()) return this.send()

    if (where === "nowhere") this.#retry = setTimeout(() => this.send(), RETRY_AFTER_MS)
    if (where === "server") this.#saved = letter
    if (where === "device") this.#kept = letter
    this.#onAnswer({ device: "kept", server: "saved", refused: "refused", nowhere: "not-kept" }[where])
    await this.#look()
  }

  stop() {
    clearTimeout(this.#retry)
    this.#kept = null
  }

  async #look() {
    const letter = this.#kept
    if (letter === null || letter !== this.#letterNow()) return

    const standing = await this.#diary.standing(this.#entriesOf(letter).map(({ id }) => id))
    if (standing === "waiting" || letter !== this.#kept) return
    this.#kept = null
    this.#saved = letter
    this.#onAnswer(standing)
  }
}
