import assert from "node:assert/strict"
import { test } from "node:test"

import { linesOf, signalsOf } from "../../src/kneadwell/web/static/js/player/signals.js"

const work = (lasts_s, tool = "thumb", place = "left foot") => ({ kind: "work", lasts_s, place, show: { tool } })
const other = (kind, lasts_s) => ({ kind, lasts_s, place: null, show: null })

/** A timeline of cues one after the other, each with one sentence. */
function timelineOf(...cues) {
  let at_s = 0
  const placed = cues.map((cue, i) => {
    const whole = { at_s, sentences: [`Cue ${i}.`], ahead: [], to_receiver: [], ...cue }
    at_s += cue.lasts_s
    return whole
  })
  return { cues: placed, ends_s: at_s }
}

/** What comes when the timeline has run for some milliseconds. */
function comingAt(timeline, atMs) {
  return timeline.cues
    .map(({ at_s, lasts_s }, index) => ({ index, inMs: at_s * 1000 - atMs, lastsMs: lasts_s * 1000 }))
    .filter(({ inMs, lastsMs }) => inMs + lastsMs > 0)
}

const sounds = signals => signals.filter(({ kind }) => kind !== "speech" && kind !== "tick").map(({ kind, inMs }) => [kind, inMs])
const ticks = signals => signals.filter(({ kind }) => kind === "tick").map(({ inMs }) => inMs)
const said = lines => lines.map(({ sentence, inMs }) => [sentence, inMs])

const DAY = timelineOf(other("get-ready", 10), work(60), other("switch", 10), work(60), other("check", 20), other("finish", 15))

test("every change has its own sound at its own moment", () => {
  const signals = signalsOf(comingAt(DAY, 0), DAY)

  assert.deepEqual(sounds(signals), [
    ["rest", 0], ["work", 10_000], ["rest", 70_000], ["work", 80_000], ["check", 140_000], ["end", 160_000],
  ])
})

test("three ticks come before each change, a second apart", () => {
  const before = ticks(signalsOf(comingAt(DAY, 0), DAY)).filter(inMs => inMs > 60_000 && inMs < 80_000)

  assert.deepEqual(before, [67_000, 68_000, 69_000, 77_000, 78_000, 79_000])
})

test("a plan made later names the same moments", () => {
  const at = (signals, atMs) => signals.filter(({ inMs }) => inMs + atMs > 12_000).map(({ id, kind, inMs }) => [id, kind, inMs + atMs])

  const early = at(signalsOf(comingAt(DAY, 0), DAY), 0)
  const late = at(signalsOf(comingAt(DAY, 11_234), DAY, 10_000 - 11_234), 11_234)
  assert.deepEqual(late, early)
})

test("somebody who goes on is counted in, and hears the cue again", () => {
  const signals = signalsOf(comingAt(DAY, 30_000), DAY, 3_000)

  assert.deepEqual(ticks(signals).slice(0, 3), [0, 1_000, 2_000])
  assert.deepEqual(sounds(signals)[0], ["work", 3_000])
  assert.equal(signals.find(({ kind }) => kind === "speech").sentences[0], "Cue 1.")
})

test("H-07 warmth has to come off when its last work is over, not at a look in between", () => {
  const warm = timelineOf(work(60, "compress"), other("check", 20), work(90, "compress"), other("check", 20), work(36, "flat-hand"))

  assert.deepEqual(sounds(signalsOf(comingAt(warm, 0), warm)), [
    ["work", 0], ["check", 60_000], ["work", 80_000], ["remove", 170_000], ["work", 190_000], ["end", 226_000],
  ])
})

test("H-07 ice on the other foot comes off this one first", () => {
  const ice = timelineOf(work(48, "wrapped-ice"), other("switch", 10), work(48, "wrapped-ice", "right foot"), other("finish", 15))

  assert.deepEqual(sounds(signalsOf(comingAt(ice, 0), ice)).map(([kind]) => kind), ["work", "remove", "work", "remove"])
})

test("H-07 Next in the middle of warmth sounds to take it off, going on after it does not", () => {
  const warm = timelineOf(work(60, "compress"), work(60, "flat-hand"), other("finish", 15))
  const [first] = sounds(signalsOf(comingAt(warm, 60_000), warm))
  const [later] = sounds(signalsOf(comingAt(warm, 80_000), warm, 3_000))

  assert.deepEqual([first, later], [["remove", 0], ["work", 3_000]])
})

test("the end sounds when the hands come off, and at the end where no cue says so", () => {
  const short = timelineOf(work(20))

  assert.deepEqual(sounds(signalsOf(comingAt(short, 0), short)), [["work", 0], ["end", 20_000]])
})

test("nothing comes of nothing", () => {
  assert.deepEqual(signalsOf([], DAY), [])
})

test("cues that are passed over make no sound", () => {
  const signals = signalsOf(comingAt(DAY, 0).filter(({ index }) => index !== 2), DAY)

  assert.equal(signals.some(({ id }) => id.startsWith("2-")), false)
})

const SECOND = () => 1_000
const linesFrom = (timeline, lengthMs = SECOND, so) => linesOf(signalsOf(comingAt(timeline, 0), timeline), lengthMs, so)

test("the giver is told first, then the receiver, one sentence after the other", () => {
  const helper = timelineOf({ ...work(20), sentences: ["A.", "B."], to_receiver: ["Tell them."] })
  const lines = linesFrom(helper)

  assert.deepEqual(said(lines), [["A.", 700], ["B.", 2_050], ["Tell them.", 3_400]])
  assert.deepEqual(lines.map(({ voice }) => voice), ["giver", "giver", "receiver"])
})

test("a sentence that cannot begin inside its cue is left out", () => {
  const long = timelineOf({ ...work(4), sentences: ["A.", "B.", "C.", "D.", "E."] }, work(4))

  assert.deepEqual(said(linesFrom(long)).map(([sentence]) => sentence), ["A.", "B.", "C.", "Cue 1."])
})

test("nobody is interrupted: words that run over make the next ones wait", () => {
  const lines = linesFrom(timelineOf({ ...work(4), sentences: ["A."] }, work(10)), () => 5_000)

  assert.deepEqual(said(lines), [["A.", 700], ["Cue 1.", 6_050]])
})

test("what comes next is said before the ticks", () => {
  const lines = linesFrom(timelineOf(work(20), { ...work(20), ahead: ["Next: the heel.", "For 20 seconds."] }))

  assert.deepEqual(said(lines).slice(1, 3), [["Next: the heel.", 14_300], ["For 20 seconds.", 15_650]])
})

test("what comes next is left out where there is no room for all of it", () => {
  const lines = linesFrom(timelineOf({ ...work(6), sentences: ["A."] }, { ...work(20), ahead: ["Next: the heel.", "For 20 seconds."] }))

  assert.deepEqual(said(lines).map(([sentence]) => sentence), ["A.", "Cue 1."])
})

test("a sentence that nobody can say takes no time from the others", () => {
  const some = timelineOf({ ...work(20), sentences: ["A.", "B.", "C."] })

  assert.deepEqual(said(linesFrom(some, sentence => (sentence === "B." ? null : 1_000))), [["A.", 700], ["C.", 2_050]])
})

test("what could not be said yet is said late, and what has begun keeps its moment", () => {
  const some = timelineOf({ ...work(20), sentences: ["A.", "B.", "C."] })
  const begunMs = id => ({ "0-say-0": 900 })[id]

  assert.deepEqual(said(linesFrom(some, SECOND, { freeMs: 5_000, begunMs })), [["A.", 900], ["B.", 5_000], ["C.", 6_350]])
})
