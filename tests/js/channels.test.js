import assert from "node:assert/strict"
import { afterEach, beforeEach, mock, test } from "node:test"

import { Channels } from "../../src/kneadwell/web/static/js/player/channels.js"

// What a browser has and Node has not. The audio clock stands still unless a test moves it.

const RECORDED = { "Rub.": 1.5, "Rest.": 1, "Next: rest.": 1.2, "Paused.": 0.8 }
let started
let contexts
let device
let heard
let made
let nowMs

class AudioClock extends EventTarget {
  constructor() {
    super()
    contexts.push(this)
  }
  state = "suspended"
  destination = {}
  sampleRate = 24_000
  get currentTime() {
    return nowMs / 1000
  }
  async resume() {
    if (device.isBroken) return new Promise(() => {})
    this.state = "running"
    this.dispatchEvent(new Event("statechange"))
  }
  createBuffer(_, length, rate) {
    return { duration: length / rate, copyToChannel() {} }
  }
  async decodeAudioData(bytes) {
    const { s } = JSON.parse(new TextDecoder().decode(bytes))
    return { duration: s, isWords: true }
  }
  async close() {}
}

class Source {
  constructor(_, { buffer }) {
    Object.assign(this, { buffer, atS: null, isStopped: false })
  }
  connect() {}
  disconnect() {}
  start(atS = nowMs / 1000) {
    this.atS = atS
    started.push(this)
  }
  stop() {
    this.isStopped ||= nowMs < (this.atS + this.buffer.duration) * 1000
  }
}

/** Its end is told by the audio clock, which here no test waits for. */
class Silence {
  connect() {}
  start() {}
  stop() {}
}

async function fetchFile(url) {
  if (device.isOffline) throw new TypeError("no network")
  const name = url.pathname.split("/").at(-1)
  const index = { sentences: Object.fromEntries(Object.entries(RECORDED).map(([sentence, s]) => [sentence, { file: `${s}.mp3`, s }])) }
  return new Response(JSON.stringify(name === "index.json" ? index : { s: Number.parseFloat(name) }))
}

beforeEach(() => {
  nowMs = 1_000
  started = []
  made = []
  contexts = []
  heard = { missing: [], flashes: [], buzzes: [] }
  device = { isBroken: false, isOffline: false }
  mock.timers.enable({ apis: ["setTimeout"] })
  mock.method(performance, "now", () => nowMs)
  mock.method(globalThis, "fetch", fetchFile)
  Object.assign(globalThis, {
    AudioContext: AudioClock,
    AudioBufferSourceNode: Source,
    ConstantSourceNode: Silence,
    GainNode: class { connect() {} },
    document: { baseURI: "http://localhost/" },
    matchMedia: () => ({ matches: false }),
  })
  Object.defineProperty(globalThis, "navigator", {
    value: { vibrate: pattern => heard.buzzes.push(pattern) },
    configurable: true,
  })
})

afterEach(async () => {
  for (const channels of made) channels.close()
  await settled()
  mock.timers.reset()
  mock.restoreAll()
})

/** Lets everything be done that waits for no time. */
async function settled() {
  for (let i = 0; i < 8; i += 1) await new Promise(setImmediate)
}

/** Lets time pass, a timer at a time. */
async function pass(ms) {
  for (let left = ms; left > 0; left -= 50) {
    nowMs += Math.min(50, left)
    mock.timers.tick(Math.min(50, left))
    await settled()
  }
}

async function awake(so = {}) {
  const channels = new Channels({
    tones: true,
    voice: "recorded",
    vibration: true,
    flash: true,
    packUrl: "/voice/en/index.json",
    language: "en",
    onMissing: channel => heard.missing.push(channel),
    onFlash: kind => heard.flashes.push(kind),
    ...so,
  })
  made.push(channels)
  channels.wake()
  await settled()
  return channels
}

const cue = (at_s, kind, sentences, ahead = []) => ({ at_s, lasts_s: 20, kind, place: null, show: null, sentences, ahead, to_receiver: [] })
const DAY = { ends_s: 60, cues: [cue(0, "work", ["Rub."]), cue(20, "rest", ["Rest."], ["Next: rest."]), cue(40, "finish", [])] }

/** What comes when the session has run for some seconds. */
const comingAt = s => DAY.cues.map(({ at_s }, index) => ({ index, inMs: (at_s - s) * 1000, lastsMs: 20_000 })).filter(({ inMs }) => inMs > -20_000)
const words = () => started.filter(({ buffer }) => buffer.isWords)
const tones = () => started.filter(({ buffer }) => !buffer.isWords)
const kept = sources => sources.filter(({ isStopped }) => !isStopped).map(({ atS }) => Math.round(atS * 1000)).sort((a, b) => a - b)

test("all tones to the end stand on the audio clock at once", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)

  assert.deepEqual(kept(tones()), [1_000, 18_000, 19_000, 20_000, 21_000, 38_000, 39_000, 40_000, 41_000])
})

test("words stand on the audio clock too, with what comes next before the ticks", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await settled()

  assert.deepEqual(kept(words()), [1_700, 16_450, 21_700])
})

test("a plan made every second is heard once", async () => {
  const channels = await awake()
  for (let s = 0; s < 15; s += 1) {
    channels.run(comingAt((nowMs - 1_000) / 1000), DAY)
    await pass(1_000)
  }

  assert.equal(tones().length, 9)
  assert.equal(words().length, 3)
  assert.deepEqual(started.filter(({ isStopped }) => isStopped), [])
})

test("nobody has to plan again for words to go on: a page that is not seen may not", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await pass(50_000)

  assert.deepEqual(kept(words()), [1_700, 16_450, 21_700])
  assert.equal(words().length, 3)
})

test("a jump silences what was planned, and says the new cue from its start", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await pass(2_000)
  channels.run(comingAt(20), DAY)
  await settled()

  assert.equal(words()[0].isStopped, true)
  assert.deepEqual(kept(words()), [3_700])
  assert.deepEqual(kept(tones()), [1_000, 3_000, 20_000, 21_000, 22_000, 23_000])
})

test("Back to the start of the cue sounds and says it again", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await pass(5_000)
  started.length = 0
  channels.run(comingAt(0), DAY)
  await settled()

  assert.equal(kept(tones())[0], 6_000)
  assert.equal(kept(words())[0], 6_700)
})

test("whoever goes on in the middle is counted in, and hears the cue again", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await pass(9_000)
  channels.hush()
  channels.run([], DAY)
  await pass(5_000)
  started.length = 0
  channels.run(comingAt(6), DAY, 3_000)
  await settled()

  const fromMs = nowMs + 3_000
  assert.deepEqual(kept(tones()).slice(0, 4), [nowMs, nowMs + 1_000, nowMs + 2_000, fromMs])
  assert.equal(kept(words())[0], fromMs + 700)
})

test("a pause is heard at once, and the plan is not", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await pass(5_000)
  channels.say(["Paused."])
  channels.run([], DAY)
  await pass(40_000)

  assert.deepEqual(kept(words()), [1_700, 6_060])
  assert.deepEqual(kept(tones()), [1_000])
})

test("a slow phone shifts nothing: of two plans a moment apart the earlier holds", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await pass(1_000)
  nowMs += 150
  channels.run(comingAt(1), DAY)

  assert.equal(tones().length, 9)
})

test("a first plan that was late is mended by the next", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await pass(1_000)
  channels.run(comingAt(1.1), DAY)

  assert.deepEqual(kept(tones()).slice(1, 5), [17_900, 18_900, 19_900, 20_900])
})

test("each change buzzes and flashes once, and no tick flashes", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await pass(45_000)

  assert.deepEqual(heard.flashes, ["work", "rest", "end"])
  assert.equal(heard.buzzes.length, 9)
})

test("flashes are never closer than three a second", async () => {
  const channels = await awake()
  for (let i = 0; i < 10; i += 1) {
    channels.signal("remove")
    await pass(100)
  }

  assert.ok(heard.flashes.length <= 3)
})

test("H-60 without an audio clock the player says so, and buzz and flash go on", async () => {
  device.isBroken = true
  const channels = await awake()
  await pass(2_500)
  await settled()
  channels.run(comingAt(0), DAY)
  await pass(25_000)

  assert.deepEqual(heard.missing.sort(), ["tones", "voice"])
  assert.deepEqual(heard.flashes, ["work", "rest"])
  assert.equal(channels.state.tones, "missing")
})

test("H-60 without recordings and without a voice the player says so once, and tones go on", async () => {
  device.isOffline = true
  const channels = await awake()
  await pass(2_500)
  channels.run(comingAt(0), DAY)
  await pass(21_000)

  assert.deepEqual(heard.missing, ["voice"])
  assert.equal(tones().length, 9)
})

test("H-60 sound that is lost on the way is told of, and what comes after it sounds again", async () => {
  const channels = await awake()
  const [context] = contexts
  channels.run(comingAt(0), DAY)
  await pass(1_000)
  context.state = "suspended"
  device.isBroken = true
  for (let s = 1; s < 6; s += 1) {
    channels.run(comingAt(s), DAY)
    await pass(1_000)
  }
  assert.deepEqual(heard.missing, ["tones"])

  device.isBroken = false
  started.length = 0
  channels.run(comingAt(6), DAY)
  await settled()
  assert.deepEqual(kept(tones()).slice(0, 4), [18_000, 19_000, 20_000, 21_000])
})

test("H-60 a recording that cannot be had is passed over, and the next ones are said", async () => {
  const channels = await awake()
  mock.method(globalThis, "fetch", async url => (url.pathname.endsWith("1.5.mp3") ? new Response("", { status: 404 }) : fetchFile(url)))
  const two = { ends_s: 20, cues: [cue(0, "work", ["Rub.", "Rest."])] }
  channels.run([{ index: 0, inMs: 0, lastsMs: 20_000 }], two)
  await pass(4_000)

  assert.equal(words()[0].buffer.duration, 1)
  assert.deepEqual(heard.missing, ["some-words"])
})

test("a device that cannot buzz says so", async () => {
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true })
  const channels = await awake()

  assert.deepEqual(heard.missing, ["vibration"])
  assert.equal(channels.state.vibration, "missing")
})

test("what somebody turned off is off, and never missing", async () => {
  device.isBroken = true
  const channels = await awake({ tones: false, voice: "off", vibration: false, flash: false })
  channels.run(comingAt(0), DAY)
  await pass(25_000)

  assert.deepEqual(heard, { missing: [], flashes: [], buzzes: [] })
  assert.deepEqual(channels.state, { tones: "off", voice: "off", vibration: "off", flash: "off" })
})

test("after hush nothing is left to sound", async () => {
  const channels = await awake()
  channels.run(comingAt(0), DAY)
  await settled()
  channels.hush()
  await pass(60_000)

  assert.deepEqual(kept(started), [])
  assert.equal(words().length, 3)
})
