/**
 * Everything that tells someone without looking: tones, words, vibration and flash.
 *
 * `run` hands over what is to come, as often as anybody likes; the same plan made twice is
 * heard once. Tones and recorded words stand on the audio clock to the end, so they sound
 * on time while the page is hidden. Only what has no clock of its own, vibration, flash and
 * a voice of the device, waits for a timer, and stays out when that is too late.
 */
import { Pack } from "./pack.js"
import { linesOf, signalsOf } from "./signals.js"
import { Sound } from "./sound.js"
import { DeviceVoice } from "./voice.js"

/** Pages that nobody sees may get one timer a minute; two minutes and a half outlast it. */
const WORDS_AHEAD_MS = 150_000
const OPENS_WITHIN_MS = 2_000
const LOOKS_AGAIN_AFTER_MS = 20_000
const SAME_CUE_MS = 400
const SOON_MS = 60
const LATE_MS = 1_000
/** Sound that an app took away comes back within this, or it is gone. */
const GONE_FOR_MS = 3_000
const FLASHES_APART_MS = 400
/** A late tick misleads; a late change is better than none. */
const LATEST_MS = { tick: 120, change: 1_000, words: 250 }
const SAID_WITHIN_MS = 10_000
const BREATH_MS = 350
const WORD_MS = 420
const SENTENCE_MS = 500

/** Buzzes and rests in milliseconds. */
const BUZZES = {
  tick: [40],
  work: [300],
  rest: [120, 90, 120],
  check: [120, 90, 120, 90, 120],
  remove: [500, 120, 500, 120, 500],
  end: [700],
}

export class Channels {
  #wants
  #sound
  #pack
  #device
  #onMissing
  #onFlash
  #missing = new Set()

  #isAwake = false
  #base = null
  #cues = new Map()
  #signals = []
  #lines = []
  #begunMs = new Map()
  #told = new Set()
  #saying = null
  #sayings = 0
  #flashedMs = -Infinity
  #timer = null
  #runsMs = -Infinity

  /**
   * @param {{ tones: boolean, voice: "recorded" | "device" | "off", vibration: boolean,
   *   flash: boolean, volume?: number, packUrl: string | null, language: string,
   *   onMissing: (channel: "tones" | "voice" | "some-words" | "vibration") => void,
   *   onFlash: (kind: string, isSteady: boolean) => void }} how `packUrl` is the address of
   *   the pack's index; `onMissing` is called for a channel that is wanted and is not there,
   *   or is lost; `onFlash` at each change, steady for someone who asked for less motion
   */
  constructor({ tones, voice, vibration, flash, volume = 1, packUrl, language, onMissing, onFlash }) {
    this.#wants = { tones, voice, vibration, flash }
    this.#sound = new Sound(volume, () => this.#arrange())
    this.#pack = new Pack(voice === "off" ? null : packUrl)
    this.#device = new DeviceVoice(language)
    this.#onMissing = onMissing
    this.#onFlash = onFlash
  }

  /**
   * What each channel does: on, off as wished, or missing; "asleep" until `wake` was called.
   *
   * @returns {Record<"tones" | "voice" | "vibration" | "flash", "on" | "off" | "asleep" | "missing">}
   */
  get state() {
    const { tones, voice, vibration, flash } = this.#wants
    const of = (isWanted, name) => {
      if (!isWanted) return "off"
      if (!this.#isAwake) return "asleep"
      return this.#missing.has(name) ? "missing" : "on"
    }

    return {
      tones: of(tones, "tones"),
      voice: of(voice !== "off", "voice"),
      vibration: of(vibration, "vibration"),
      flash: flash ? "on" : "off",
    }
  }

  /**
   * Fetches what a session says before anybody begins.
   *
   * @param {import("./position.js").Timeline} timeline
   */
  async prepare({ cues }) {
    if (!(await this.#pack.open())) return

    const said = (sentences, voice) => sentences.map(sentence => ({ sentence, voice }))
    this.#pack.fetch(
      cues.flatMap(({ sentences, ahead = [], to_receiver: toReceiver = [] }) => [
        ...said(ahead, "giver"),
        ...said(sentences, "giver"),
        ...said(toReceiver, "receiver"),
      ]),
    )
  }

  /** To be called while a press is being answered: browsers give no sound before one. */
  async wake() {
    const { tones, voice, vibration } = this.#wants
    const speaks = voice !== "off"
    if (speaks) this.#device.prime()
    if (speaks) this.#pack.open().then(() => this.#arrange())

    const [sounds, hasPack] = await Promise.all([
      tones || speaks ? this.#sound.wake() : false,
      speaks && Promise.race([this.#pack.open(), after(OPENS_WITHIN_MS)]),
    ])
    this.#isAwake = true
    this.#arrange()

    if (tones && !sounds) this.#miss("tones")
    if (vibration && !("vibrate" in navigator)) this.#miss("vibration")
    if (speaks && !(hasPack && sounds) && !(await this.#device.look())) this.#miss("voice")
  }

  /**
   * Plans from now on. To be called when somebody begins, goes on or jumps, and whenever
   * the page looks at its clock.
   *
   * @param {import("./signals.js").Coming[]} coming from `comingUp`
   * @param {import("./position.js").Timeline} timeline
   * @param {number} [startsInMs] while somebody is counted in
   */
  run(coming, timeline, startsInMs = 0) {
    if (coming.length === 0) return this.#forget()

    this.#anchor(coming, timeline, startsInMs)
    this.#rouse()
    this.#arrange()
  }

  /**
   * Says something at once; what the session says waits for it.
   *
   * @param {string[]} sentences
   * @param {"giver" | "receiver"} [voice]
   */
  say(sentences, voice = "giver") {
    const nowMs = performance.now()
    this.#sayings += 1
    this.#saying = { id: `said-${this.#sayings}`, sentences, voice, atMs: nowMs + SOON_MS, untilMs: nowMs + SAID_WITHIN_MS }
    this.#pack.fetch(sentences.map(sentence => ({ sentence, voice })))
    this.#arrange()
  }

  /** @param {import("./signals.js").Sounding} kind sounds, buzzes and flashes at once */
  signal(kind) {
    if (this.#wants.tones && this.#isAwake) this.#sound.play(kind)
    this.#tell(kind)
  }

  /** Stops everything at once. */
  hush() {
    this.#forget()
    this.#saying = null
    this.#sound.hush()
    this.#device.hush()
    this.#buzz(0)
  }

  /** Gives the loudspeaker back. */
  close() {
    this.hush()
    this.#sound.close()
  }

  /** A phone call or another app may have put the sound to sleep. */
  #rouse() {
    if (!this.#isAwake) return

    const nowMs = performance.now()
    this.#sound.rouse()
    if (this.#sound.isRunning) this.#runsMs = nowMs
    if (this.#sound.isRunning) this.#missing.delete("tones")
    else if (this.#wants.tones && nowMs - this.#runsMs > GONE_FOR_MS) this.#miss("tones")
  }

  #forget() {
    this.#base = null
    this.#cues.clear()
    this.#begin()
    this.#arrange()
  }

  /** What comes when it was expected goes on as planned; anything else begins anew. */
  #anchor(coming, timeline, startsInMs) {
    const nowMs = performance.now()
    const [{ index, inMs }] = coming
    const planned = this.#cues.get(index)
    const laterMs = planned === undefined ? Infinity : nowMs + inMs - planned.atMs
    const isExpected = Math.abs(laterMs) < SAME_CUE_MS
    if (!isExpected) this.#begin()

    // A slow phone takes a while from reading its clock to coming here, so a plan is never
    // early, only late: of two the earlier one is the true one.
    const atMs = isExpected ? nowMs - Math.max(0, laterMs) : nowMs
    this.#base = { coming, timeline, atMs }
    this.#cues = new Map(coming.map(cue => [cue.index, { atMs: atMs + cue.inMs, fromMs: atMs + cue.inMs }]))
    this.#cues.get(index).fromMs = isExpected ? planned.fromMs : atMs + Math.max(inMs, startsInMs, 0)
  }

  #begin() {
    if (this.#lines.some(({ id, isDevice }) => isDevice && this.#begunMs.has(id))) this.#device.hush()
    this.#lines = this.#lines.filter(({ of }) => of === this.#saying?.id)
    this.#begunMs = new Map(this.#lines.flatMap(({ id }) => (this.#begunMs.has(id) ? [[id, this.#begunMs.get(id)]] : [])))
    this.#told.clear()
  }

  #arrange() {
    const nowMs = performance.now()
    clearTimeout(this.#timer)
    this.#noteBegun(nowMs)
    this.#tellDue(nowMs)
    this.#signals = this.#signalsAt(nowMs)
    this.#lines = this.#linesAt(nowMs)
    this.#schedule(nowMs)
    this.#wait(nowMs)
  }

  #noteBegun(nowMs) {
    for (const { id } of this.#lines) {
      const momentMs = this.#sound.momentOf(id)
      if (momentMs <= nowMs) this.#begunMs.set(id, momentMs)
    }
  }

  #signalsAt(nowMs) {
    if (this.#base === null) return []

    const { coming, timeline, atMs } = this.#base
    const left = coming.map(cue => ({ ...cue, inMs: cue.inMs - (nowMs - atMs) }))
    while (left.length > 1 && left[1].inMs <= 0) left.shift()

    const { fromMs } = this.#cues.get(left[0].index)
    return signalsOf(left, timeline, fromMs - nowMs).map(signal => ({ ...signal, atMs: nowMs + signal.inMs }))
  }

  #linesAt(nowMs) {
    if (!this.#isAwake || this.#wants.voice === "off") return []

    const soon = this.#signals.filter(({ kind, inMs }) => kind === "speech" && inMs < WORDS_AHEAD_MS)
    const speech = [...this.#sayingAt(nowMs), ...soon]
    const planned = new Set(speech.map(({ id }) => id))
    const unfinished = this.#lines.filter(
      ({ of, id, atMs, lastsMs }) => !planned.has(of) && this.#begunMs.has(id) && atMs + lastsMs > nowMs,
    )
    const freeMs = Math.max(...unfinished.map(({ atMs, lastsMs }) => atMs + lastsMs + BREATH_MS - nowMs), 0)

    const lines = linesOf(speech, (sentence, voice) => this.#lengthMs(sentence, voice), {
      freeMs,
      begunMs: id => (this.#begunMs.has(id) ? this.#begunMs.get(id) - nowMs : undefined),
    })
    return [
      ...unfinished,
      ...lines.map(line => ({ ...line, atMs: nowMs + line.inMs, isDevice: this.#recordedMs(line.sentence, line.voice) === null })),
    ]
  }

  #sayingAt(nowMs) {
    if (this.#saying === null) return []

    const { atMs, untilMs, ...said } = this.#saying
    const isOver = nowMs > untilMs && !this.#lines.some(line => line.of === said.id && line.atMs + line.lastsMs > nowMs)
    if (isOver) this.#saying = null
    return isOver ? [] : [{ ...said, kind: "speech", inMs: atMs - nowMs, untilMs: untilMs - nowMs }]
  }

  #recordedMs(sentence, voice) {
    const isWished = this.#wants.voice === "recorded" || !this.#device.isThere
    return isWished && this.#sound.isRunning ? this.#pack.lengthMs(sentence, voice) : null
  }

  /** null for what nobody here can say. */
  #lengthMs(sentence, voice) {
    const recordedMs = this.#recordedMs(sentence, voice)
    if (recordedMs !== null) return recordedMs
    if (this.#device.isThere) return sentence.split(/\s+/).length * WORD_MS + SENTENCE_MS
    if (this.#pack.isOpen && this.#sound.isRunning) this.#miss("some-words")
    return null
  }

  #schedule(nowMs) {
    const words = this.#lines.filter(({ isDevice }) => !isDevice)
    this.#pack.keepOnly(words)
    const sounds = words.flatMap(line => {
      const buffer = this.#pack.sound(line.sentence, line.voice)
      if (buffer === null) this.#decode(line)
      return buffer === null ? [] : [{ id: line.id, atMs: line.atMs, latestMs: LATEST_MS.words, buffer, isWords: true }]
    })
    const tones = this.#wants.tones ? this.#signals.filter(({ kind }) => kind !== "speech") : []
    for (const { id, atMs, kind } of tones) {
      const latestMs = kind === "tick" ? LATEST_MS.tick : LATEST_MS.change
      sounds.push({ id, atMs, latestMs, buffer: this.#sound.tone(kind), isWords: false })
    }
    this.#sound.plan(sounds, nowMs)
  }

  async #decode({ sentence, voice }) {
    const isNew = await this.#pack.decode(sentence, voice, this.#sound.context)
    if (isNew) this.#arrange()
  }

  // What waits for a timer

  #wait(nowMs) {
    if (this.#base === null && this.#saying === null) return

    const due = [...this.#signals.filter(signal => this.#isToTell(signal)), ...this.#lines.filter(line => this.#isToSpeak(line))]
    const nextMs = Math.min(...due.map(({ atMs }) => atMs), nowMs + LOOKS_AGAIN_AFTER_MS)
    this.#timer = setTimeout(() => this.#arrange(), Math.max(0, nextMs - nowMs))
  }

  #tellDue(nowMs) {
    for (const signal of this.#signals.filter(({ atMs }) => atMs <= nowMs)) {
      if (this.#isToTell(signal) && nowMs - signal.atMs < LATE_MS) this.#tell(signal.kind)
      this.#told.add(signal.id)
    }
    for (const line of this.#lines.filter(({ atMs }) => atMs <= nowMs)) {
      if (!this.#isToSpeak(line)) continue
      this.#begunMs.set(line.id, line.atMs)
      this.#device.say(line.sentence, line.voice)
    }
  }

  #isToTell({ kind, id }) {
    return kind !== "speech" && !this.#told.has(id)
  }

  #isToSpeak({ id, isDevice }) {
    return isDevice && !this.#begunMs.has(id)
  }

  #tell(kind) {
    this.#buzz(BUZZES[kind])
    if (!this.#wants.flash || kind === "tick" || performance.now() - this.#flashedMs < FLASHES_APART_MS) return

    this.#flashedMs = performance.now()
    this.#onFlash(kind, matchMedia("(prefers-reduced-motion: reduce)").matches)
  }

  /** Browsers buzz for nobody who has not touched the page yet. */
  #buzz(pattern) {
    if (this.#wants.vibration && this.#isAwake) navigator.vibrate?.(pattern)
  }

  #miss(channel) {
    if (this.#missing.has(channel)) return

    this.#missing.add(channel)
    this.#onMissing(channel)
  }
}

function after(ms) {
  return new Promise(resolve => setTimeout(resolve, ms, false))
}
