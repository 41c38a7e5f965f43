/**
 * Tones and recordings on the audio clock.
 *
 * A timer of a page is late when the page is hidden or the phone is slow. The audio clock
 * is not: what was scheduled on it sounds on time whatever the page does. So everything is
 * scheduled ahead, and a new plan changes only what differs from the old one.
 *
 * @typedef {{ id: string, atMs: number, latestMs: number, buffer: AudioBuffer,
 *   isWords: boolean }} Sounding `atMs` on the clock of `performance.now()`; what could not
 *   begin up to `latestMs` after it is left out
 */

/** Speech has nothing above 12 kHz, and half the rate takes half the memory. */
const RATE = 24_000

const STARTS_WITHIN_MS = 2_000
/** What sounds soon is moved for less than what sounds later: there is time for that. */
const SOON_MS = 10_000
const SAME_MS = { soon: 3, later: 15 }
const BEAT_S = 1
const STARTS_AT_ONCE = 32
/** What has begun is not begun again for less. */
const STAYS_MS = { words: 250, tone: 1_000 }
const STALLED_MS = 15
const READINGS = 3
const READS_APART_MS = 200

/** Frequency in Hz, start and length in seconds, of each part of a sound. */
const PARTS = {
  tick: [[1_320, 0, 0.07]],
  work: [[523, 0, 0.16], [784, 0.16, 0.34]],
  rest: [[784, 0, 0.16], [523, 0.16, 0.4]],
  check: [[659, 0, 0.14], [659, 0.22, 0.14], [880, 0.44, 0.3]],
  remove: [0, 1, 2, 3].flatMap(i => [[988, i * 0.36, 0.12], [740, i * 0.36 + 0.14, 0.16]]),
  end: [[784, 0, 0.22], [659, 0.24, 0.22], [523, 0.48, 0.8]],
}
const LOUD = { tick: 0.35, remove: 0.8 }
const RISES_S = 0.006

/**
 * The wave of one sound, of numbers between -1 and 1.
 *
 * @param {keyof typeof PARTS} kind
 * @param {number} rate samples a second
 * @returns {Float32Array}
 */
function waveOf(kind, rate) {
  const parts = PARTS[kind]
  const lastsS = Math.max(...parts.map(([, atS, forS]) => atS + forS))
  const wave = new Float32Array(Math.ceil(lastsS * rate))

  for (const [hz, atS, forS] of parts) {
    const from = Math.round(atS * rate)
    for (let i = 0; i < forS * rate && from + i < wave.length; i += 1) {
      const s = i / rate
      const turn = 2 * Math.PI * hz * s
      // An octave and a twelfth above, faintly: small loudspeakers carry the tone by them.
      const tone = (Math.sin(turn) + 0.35 * Math.sin(2 * turn) + 0.15 * Math.sin(3 * turn)) / 1.5
      wave[from + i] += (LOUD[kind] ?? 0.6) * tone * Math.min(1, s / RISES_S) * Math.min(1, (forS - s) / (forS * 0.6))
    }
  }
  return wave
}

export class Sound {
  #context = null
  #out = null
  #volume
  #onChange
  #tones = new Map()
  #planned = new Map()
  #readings = []
  #aheadMs = 0
  #beating = null
  #plannedS = 0

  /**
   * @param {number} volume from 0 to 1
   * @param {() => void} onChange the audio clock went to sleep or woke up, or a second of
   *   it went by while something is planned
   */
  constructor(volume, onChange) {
    this.#volume = volume
    this.#onChange = onChange
  }

  get context() {
    return this.#context
  }

  get isRunning() {
    return this.#context?.state === "running"
  }

  /**
   * To be called while a press is being answered: browsers start no sound before one.
   *
   * @returns {Promise<boolean>} whether the audio clock runs; it never takes long to say so
   */
  async wake() {
    try {
      this.#context ??= this.#made()
      const late = new Promise(resolve => setTimeout(resolve, STARTS_WITHIN_MS))
      await Promise.race([this.#context.resume(), late])
    } catch {
      // Without a sound card there is no audio clock. The other channels go on.
    }
    return this.isRunning
  }

  /** A phone call or another app may have put the clock to sleep. */
  rouse() {
    if (this.#context !== null && !this.isRunning) this.#context.resume?.().catch(() => {})
  }

  /** @param {"tick" | "work" | "rest" | "check" | "remove" | "end"} kind */
  tone(kind) {
    return this.#tones.get(kind)
  }

  /**
   * Puts a plan in the place of the one before. What stays at its moment is left alone, so
   * that a plan made twice sounds once; words that are no longer planned fall silent.
   *
   * @param {Sounding[]} sounds
   * @param {number} nowMs of `performance.now()`
   */
  plan(sounds, nowMs) {
    if (!this.isRunning) return this.hush()

    this.#listen(nowMs)
    const wanted = new Map(sounds.map(sound => [sound.id, sound]))
    for (const [id, planned] of this.#planned) {
      if (this.#stays(planned, wanted.get(id), nowMs)) continue
      stop(planned.source)
      this.#planned.delete(id)
    }
    this.#startNew(sounds, nowMs)
    this.#plannedS = this.#context.currentTime
    if (this.#planned.size > 0) this.#beat()
  }

  /**
   * When a planned sound is heard, or was: later than planned if the audio clock stumbled.
   *
   * @returns {number | undefined} on the clock of `performance.now()`
   */
  momentOf(id) {
    const planned = this.#planned.get(id)
    return planned && planned.atS * 1000 + this.#aheadMs
  }

  /** @param {"tick" | "work" | "rest" | "check" | "remove" | "end"} kind sounds at once */
  async play(kind) {
    if (await this.wake()) this.#source(this.#tones.get(kind)).start()
  }

  hush() {
    for (const { source } of this.#planned.values()) stop(source)
    this.#planned.clear()
  }

  close() {
    this.hush()
    this.#onChange = () => {}
    this.#context?.close().catch(() => {})
    this.#context = null
    this.#beating = null
  }

  #made() {
    const context = madeAt(RATE)
    this.#out = new GainNode(context, { gain: this.#volume })
    this.#out.connect(context.destination)
    context.addEventListener("statechange", () => {
      this.#readings = []
      this.#onChange()
    })

    for (const kind of Object.keys(PARTS)) {
      const wave = waveOf(kind, context.sampleRate)
      const buffer = context.createBuffer(1, wave.length, context.sampleRate)
      buffer.copyToChannel(wave, 0)
      this.#tones.set(kind, buffer)
    }
    return context
  }

  /** The first to sound come first; the others follow, so that no press waits for them. */
  #startNew(sounds, nowMs) {
    const isNew = ({ id, atMs, latestMs }) => !this.#planned.has(id) && nowMs - atMs < latestMs
    const fresh = sounds.filter(isNew).sort((one, other) => one.atMs - other.atMs)

    for (const sound of fresh.slice(0, STARTS_AT_ONCE)) this.#start(sound)
    if (fresh.length > STARTS_AT_ONCE) setTimeout(() => this.#onChange())
  }

  /**
   * A second of silence, over and over. Its end comes from the audio clock, so it comes
   * each second even to a page that gets one timer a minute. A plan that nobody made
   * meanwhile is made again then, since the audio clock may have stumbled.
   */
  #beat() {
    if (this.#beating !== null) return

    this.#beating = new ConstantSourceNode(this.#context, { offset: 0 })
    this.#beating.connect(this.#out)
    this.#beating.onended = () => {
      this.#beating = null
      if (this.#context === null) return

      const isFresh = this.#context.currentTime - this.#plannedS < BEAT_S * 0.9
      if (isFresh) this.#beat()
      else this.#onChange()
    }
    this.#beating.start()
    this.#beating.stop(this.#context.currentTime + BEAT_S)
  }

  /**
   * How far the page's clock is ahead of what is heard.
   *
   * Some browsers read the audio clock in steps of a block, so that a reading is too late
   * by up to a block: the least of a few readings is the true one. One that is later by
   * more tells of a clock that stood still, and makes all earlier ones worthless.
   */
  #listen(nowMs) {
    const aheadMs = aheadOf(this.#context, nowMs)
    const last = this.#readings.at(-1)
    if (last !== undefined && aheadMs - this.#aheadMs > STALLED_MS) this.#readings = []
    if (last === undefined || nowMs - last.nowMs > READS_APART_MS) {
      this.#readings = [...this.#readings, { nowMs, aheadMs }].slice(-READINGS)
    }
    this.#aheadMs = Math.min(aheadMs, ...this.#readings.map(reading => reading.aheadMs))
  }

  #stays({ atMs, atS, buffer, isWords }, wanted, nowMs) {
    const hasBegun = atMs <= nowMs
    if (wanted === undefined) return hasBegun && !isWords && nowMs < atMs + buffer.duration * 1000

    const movedMs = Math.abs(atS - this.#atS(wanted.atMs)) * 1000
    if (hasBegun) return movedMs <= (isWords ? STAYS_MS.words : STAYS_MS.tone)
    return movedMs <= (atMs - nowMs < SOON_MS ? SAME_MS.soon : SAME_MS.later)
  }

  #start({ id, atMs, buffer, isWords }) {
    const source = this.#source(buffer)
    const atS = this.#atS(atMs)
    source.start(Math.max(atS, 0))
    this.#planned.set(id, { source, buffer, atMs, atS, isWords })
  }

  #source(buffer) {
    const source = new AudioBufferSourceNode(this.#context, { buffer })
    source.connect(this.#out)
    return source
  }

  #atS(atMs) {
    return (atMs - this.#aheadMs) / 1000
  }
}

/** The way from the audio clock to the ear takes time too, much of it with wireless headphones. */
function aheadOf(context, nowMs) {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp?.() ?? {}
  if (contextTime > 0 && performanceTime > 0) return performanceTime - contextTime * 1000

  return nowMs - (context.currentTime - (context.outputLatency || 0) - (context.baseLatency || 0)) * 1000
}

/** Some browsers refuse a rate that the device does not have. */
function madeAt(sampleRate) {
  try {
    return new AudioContext({ sampleRate, latencyHint: "interactive" })
  } catch {
    return new AudioContext({ latencyHint: "interactive" })
  }
}

function stop(source) {
  try {
    source.stop()
    source.disconnect()
  } catch {
    // It never began.
  }
}
