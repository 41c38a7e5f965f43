/**
 * The recorded sentences: an index, and a file for each.
 *
 * What a session says is fetched when its page opens, so that a network that goes away
 * later takes no word with it. Sound takes far more room than its file, so only what is
 * said soon is kept as sound.
 */
const FETCHED_AT_ONCE = 4
const TRIES_AGAIN_AFTER_MS = 5_000
const GIVES_UP_AFTER_MS = 15_000

export class Pack {
  #url
  #voices = { giver: {}, receiver: {} }
  #opened = null
  #files = new Map()
  #sounds = new Map()
  #triesAgainMs = new Map()
  #waiting = []
  #fetching = 0

  /** @param {string | null} url of the index; null when there are no recordings */
  constructor(url) {
    this.#url = url ? new URL(url, document.baseURI) : null
  }

  /** @returns {Promise<boolean>} whether there is anything to say */
  open() {
    this.#opened ??= this.#read()
    return this.#opened
  }

  /** Whether the index is read and has something in it. */
  get isOpen() {
    return Object.keys(this.#voices.giver).length > 0
  }

  /**
   * @returns {number | null} milliseconds; null for a sentence that was not recorded, or
   *   whose file cannot be had now
   */
  lengthMs(sentence, voice) {
    const entry = this.#entry(sentence, voice)
    return entry === undefined || this.#isFailing(entry.file) ? null : entry.s * 1000
  }

  /** Fetches the files of some sentences, in this order, in the background. */
  fetch(said) {
    for (const { sentence, voice } of said) {
      const file = this.#entry(sentence, voice)?.file
      if (file !== undefined && !this.#waiting.includes(file)) this.#waiting.push(file)
    }
    this.#fetchOn()
  }

  /** @returns {AudioBuffer | null} null when it is not decoded yet */
  sound(sentence, voice) {
    return this.#sounds.get(this.#entry(sentence, voice)?.file)?.buffer ?? null
  }

  /**
   * Makes sound of a sentence.
   *
   * @param {BaseAudioContext} context
   * @returns {Promise<boolean>} whether something changed: it is ready, or cannot be had
   */
  async decode(sentence, voice, context) {
    const { file } = this.#entry(sentence, voice)
    if (this.#sounds.has(file) || this.#isFailing(file)) return false

    this.#sounds.set(file, { buffer: null })
    try {
      const bytes = await this.#file(file)
      const buffer = await context.decodeAudioData(bytes.slice(0))
      if (this.#sounds.has(file)) this.#sounds.set(file, { buffer })
    } catch {
      this.#sounds.delete(file)
      this.#triesAgainMs.set(file, performance.now() + TRIES_AGAIN_AFTER_MS)
    }
    return true
  }

  /** Lets go of all sound but that of some sentences. */
  keepOnly(said) {
    const files = new Set(said.map(({ sentence, voice }) => this.#entry(sentence, voice)?.file))
    for (const [file, { buffer }] of this.#sounds) {
      if (buffer !== null && !files.has(file)) this.#sounds.delete(file)
    }
  }

  #isFailing(file) {
    return performance.now() < (this.#triesAgainMs.get(file) ?? -Infinity)
  }

  #entry(sentence, voice) {
    const own = this.#voices[voice] ?? {}
    return Object.hasOwn(own, sentence) ? own[sentence] : undefined
  }

  async #read() {
    if (this.#url === null) return false
    try {
      const { sentences, receiver } = JSON.parse(new TextDecoder().decode(await fetched(this.#url)))
      this.#voices = { giver: sentences ?? {}, receiver: receiver ?? {} }
      return this.isOpen
    } catch {
      return false
    }
  }

  #fetchOn() {
    while (this.#fetching < FETCHED_AT_ONCE && this.#waiting.length > 0) {
      const file = this.#waiting.shift()
      if (this.#files.has(file)) continue

      this.#fetching += 1
      this.#file(file)
        .catch(() => {})
        .finally(() => {
          this.#fetching -= 1
          this.#fetchOn()
        })
    }
  }

  #file(file) {
    if (!this.#files.has(file)) {
      const bytes = fetched(new URL(file, this.#url))
      this.#files.set(file, bytes)
      bytes.catch(() => this.#files.delete(file))
    }
    return this.#files.get(file)
  }
}

async function fetched(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(GIVES_UP_AFTER_MS) })
  if (!response.ok) throw new Error(`${url} came back with ${response.status}`)
  return response.arrayBuffer()
}
