import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

import { answered, gapOf, handsAt, mostMs, unseenIn, workOf } from "../../src/kneadwell/web/static/js/player/gap.js"
import { positionAt, withGap } from "../../src/kneadwell/web/static/js/player/position.js"
import { chance } from "./chance.js"

const CONTRACT = JSON.parse(readFileSync(new URL("../contracts/positions.json", import.meta.url)))
const TIMELINE = CONTRACT.timeline
const TOGETHER = CONTRACT.together.timeline
const BEGUN = [{ kind: "begin", atMs: 0 }]
const MINUTE = 60_000
const doneOf = (marks, nowMs) => positionAt(TIMELINE, marks, nowMs).done

/** A timeline of [kind, seconds, place, tool, technique]. */
function timelineOf(...parts) {
  let endsS = 0
  const cues = parts.map(([kind, lasts_s, place = null, tool = null, technique = "one"]) => {
    endsS += lasts_s
    return { at_s: endsS - lasts_s, lasts_s, kind, technique, place, show: tool && { tool } }
  })
  return { cues, ends_s: endsS }
}

// Rest 0-20, hand 20-30, ice 30-80, look 80-90, ice 90-120, dry 120-140, after-care to 200.
const ICE = timelineOf(
  ["rest", 20, "left foot", "flat-hand"],
  ["work", 10, "left foot", "flat-hand"],
  ["work", 50, "left foot", "wrapped-ice"],
  ["check", 10, "left foot"],
  ["work", 30, "left foot", "wrapped-ice"],
  ["work", 20, "left foot", "flat-hand"],
  ["after-care", 60],
)
const OTHER = [["switch", 10, "right foot"], ["work", 60, "right foot", "soft-ball"]]
const toolAt = (seenS, gapS) => gapOf(ICE, BEGUN, seenS * 1000, (seenS + gapS) * 1000)?.tool

test("H-04 hands that were on may have stayed on for the whole of it", () => {
  assert.deepEqual(gapOf(TIMELINE, BEGUN, 20_000, 500_000), {
    technique: "foot-oil",
    place: "left foot",
    tool: null,
    maxMs: 480_000,
    fromMs: 20_000,
  })
})

test("work that was to come may have been begun, but not before it was due", () => {
  assert.deepEqual(gapOf(TIMELINE, BEGUN, 62_000, 182_000), {
    technique: "foot-oil",
    place: "right foot",
    tool: null,
    maxMs: 117_000,
    fromMs: 62_000,
  })
})

test("a session that waits to begin has no hands on before it begins", () => {
  assert.equal(gapOf(TIMELINE, [{ kind: "begin", atMs: 40_000 }], 1_000, 110_000).maxMs, 55_000)
})

test("what is still to be laid on the skin does not lie there while the session waits", () => {
  const ball = timelineOf(["work", 60, "left foot", "soft-ball"])

  assert.deepEqual(handsAt(ball, [{ kind: "begin", atMs: 40_000 }], 1_000), { technique: "one", place: "left foot", inMs: 39_000 })
})

test("no more than an hour of a gap counts", () => {
  assert.equal(gapOf(TIMELINE, BEGUN, 20_000, 26 * 60 * MINUTE).maxMs, 60 * MINUTE)
})

test("nothing is asked about a session that stood, was over, or had no work left", () => {
  assert.equal(gapOf(TIMELINE, [], 0, 9 * MINUTE), null)
  assert.equal(gapOf(TIMELINE, withGap(BEGUN, 20_000), 20_000, 9 * MINUTE), null)
  assert.equal(gapOf(TIMELINE, BEGUN, 130_000, 9 * MINUTE), null)
  assert.equal(gapOf(TIMELINE, BEGUN, 106_000, 9 * MINUTE), null)
})

test("a moment is nothing to ask about", () => {
  assert.equal(gapOf(TIMELINE, BEGUN, 20_000, 29_999), null)
  assert.equal(gapOf(TIMELINE, BEGUN, 20_000, 30_000).maxMs, 10_000)
  assert.equal(gapOf(TIMELINE, BEGUN, 20_000, 15_000), null)
})

test("H-59 what lies on the skin comes off first", () => {
  assert.equal(toolAt(40, 100), "wrapped-ice")
})

test("H-59 ice that is looked under still lies there", () => {
  assert.equal(toolAt(80, 10), "wrapped-ice")
  assert.equal(gapOf(ICE, BEGUN, 82_000, 182_000).maxMs, 100_000)
})

test("H-59 ice that may have been laid on meanwhile comes off too", () => {
  assert.equal(toolAt(5, 20), undefined)
  assert.equal(toolAt(12, 18), null)
  assert.equal(toolAt(12, 100), "wrapped-ice")
})

test("ice that was taken off does not come off again", () => {
  assert.equal(toolAt(125, 100), null)
})

test("a thing on one place does not lie on the next", () => {
  const ball = timelineOf(["work", 60, "left foot", "soft-ball"], ["switch", 10, "right foot"], ["work", 60, "right foot", "thumb"])

  assert.equal(gapOf(timelineOf(["work", 60, "left foot", "thumb"], ...OTHER), BEGUN, 10_000, 120_000).tool, null)
  assert.deepEqual(gapOf(ball, BEGUN, 62_000, 120_000), { technique: "one", place: "right foot", tool: null, maxMs: 50_000, fromMs: 62_000 })
})

test("H-04 until it is answered, the most it can have been counts", () => {
  const gap = gapOf(TIMELINE, BEGUN, 20_000, 500_000)

  assert.deepEqual(unseenIn(withGap(BEGUN, 20_000), gap), { "left foot": 480 })
  assert.deepEqual(unseenIn(BEGUN), {})
})

test("H-04 yes: all of it is done, even more than was planned, and none is left", () => {
  const { marks, unseen } = answered(BEGUN, gapOf(TIMELINE, BEGUN, 20_000, 500_000), "yes", 510_000)

  assert.deepEqual(unseen, {})
  assert.deepEqual(doneOf(marks, 600_000), { "left foot": 485, "right foot": 0 })
  assert.deepEqual(doneOf([...marks, { kind: "resume", atMs: 600_000 }], 9_000_000), { "left foot": 485, "right foot": 40 })
})

test("H-04 only a part: nothing is done for sure, its most stays, and the place gets no more", () => {
  const { marks, unseen } = answered(BEGUN, gapOf(TIMELINE, BEGUN, 20_000, 500_000), "partly", 510_000)

  assert.deepEqual(unseen, { "left foot": 480 })
  assert.deepEqual(doneOf([...marks, { kind: "resume", atMs: 600_000 }], 9_000_000), { "left foot": 5, "right foot": 40 })
})

test("no: it goes on where it was last seen, with all that is left", () => {
  const gap = gapOf(TIMELINE, BEGUN, 20_000, 500_000)
  const { marks, unseen } = answered(BEGUN, gap, "no", 510_000)

  assert.deepEqual(unseen, {})
  assert.equal(positionAt(TIMELINE, marks, 600_000).atS, 20)
  assert.deepEqual(doneOf([...marks, { kind: "resume", atMs: 600_000 }], 9_000_000), { "left foot": 40, "right foot": 40 })
})

test("the answer is the same whether the pause was marked before or not", () => {
  const gap = gapOf(TIMELINE, BEGUN, 20_000, 500_000)

  for (const answer of ["yes", "partly", "no"]) {
    assert.deepEqual(answered(withGap(BEGUN, 20_000), gap, answer, 510_000), answered(BEGUN, gap, answer, 510_000))
  }
})

test("the most of several gaps adds up, to whole seconds and never less", () => {
  const first = answered(BEGUN, gapOf(TIMELINE, BEGUN, 20_000, 32_100), "partly", 33_000)
  const on = [...first.marks, { kind: "resume", atMs: 40_000 }]
  const second = answered(on, gapOf(TIMELINE, on, 41_000, 53_050), "partly", 54_000)

  assert.deepEqual(second.unseen, { "left foot": 25 })
})

test("H-04 seen and unseen together are never more than the time there was, nor than planned and answered yes", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const drawn = chance(seed)
    let marks = [{ kind: "begin", atMs: 0 }]
    let [nowMs, saidYes] = [0, false]
    for (let i = 0; i < 4; i += 1) {
      const seenMs = nowMs + drawn(0, 50_000)
      nowMs = seenMs + drawn(0, 400_000)
      const gap = gapOf(TIMELINE, marks, seenMs, nowMs)
      const answer = ["yes", "partly", "no"][drawn(0, 2)]
      marks = gap === null ? withGap(marks, seenMs) : answered(marks, gap, answer, nowMs).marks
      saidYes ||= gap !== null && answer === "yes"
      marks = [...marks, { kind: "resume", atMs: nowMs }]
    }

    const done = doneOf(marks, nowMs)
    const unseen = unseenIn(marks)
    for (const [place, seconds] of Object.entries(done)) {
      assert.ok(seconds + (unseen[place] ?? 0) <= Math.ceil(nowMs / 1000) + 4)
      assert.ok(saidYes || seconds <= 40)
    }
  }
})

test("hands that are left alone are where the work goes on", () => {
  assert.deepEqual(handsAt(TIMELINE, BEGUN, 20_000), { technique: "foot-oil", place: "left foot", inMs: 0 })
  assert.deepEqual(handsAt(TIMELINE, BEGUN, 62_000), { technique: "foot-oil", place: "right foot", inMs: 3_000 })
  assert.equal(handsAt(TIMELINE, withGap(BEGUN, 20_000), 25_000), null)
  assert.equal(mostMs({ place: "left foot", inMs: 3_000 }, MINUTE), 57_000)
})

// Cloth on the left foot 0-60, a change 60-70, hands there 70-130, a change, ball 140-200.
const THREE = timelineOf(
  ["work", 60, "left foot", "compress", "warmth"],
  ["switch", 10, "left foot", null, "hands"],
  ["work", 60, "left foot", "thumb", "hands"],
  ["switch", 10, "left foot", null, "ball"],
  ["work", 60, "left foot", "soft-ball", "ball"],
  ["after-care", 30, null, null, "ball"],
)
const askedOfThree = (seenS, gapS) => {
  const { technique, tool } = gapOf(THREE, BEGUN, seenS * 1000, (seenS + gapS) * 1000)
  return [technique, tool]
}

test("H-59 what one technique laid on the skin does not lie there in the next", () => {
  assert.deepEqual(askedOfThree(30, 100), ["warmth", "compress"])
  assert.deepEqual(askedOfThree(62, 60), ["hands", null])
  assert.deepEqual(askedOfThree(80, 30), ["hands", null])
  assert.deepEqual(askedOfThree(132, 300), ["ball", "soft-ball"])
})

test("H-59 a ball of the next technique that may have been laid on meanwhile comes off too", () => {
  assert.deepEqual(askedOfThree(100, 300), ["hands", "soft-ball"])
})

test("H-04 unseen time counts for the technique that hands were at, and takes from no other", () => {
  const gap = gapOf(TOGETHER, BEGUN, 70_000, 270_000)
  assert.deepEqual(workOf(TOGETHER, withGap(BEGUN, 70_000), 270_000, gap), [
    { technique: "foot-oil", places: { "left foot": 30, "right foot": 20 } },
    { technique: "soft-ball", places: { "left foot": 5 }, unseen: { "left foot": 200 } },
  ])

  const work = answer => {
    const { marks } = answered(BEGUN, gap, answer, 280_000)
    return workOf(TOGETHER, [...marks, { kind: "resume", atMs: 280_000 }], 9_000_000)[1]
  }
  assert.deepEqual(work("yes"), { technique: "soft-ball", places: { "left foot": 205 } })
  assert.deepEqual(work("partly"), { technique: "soft-ball", places: { "left foot": 5 }, unseen: { "left foot": 200 } })
  assert.deepEqual(work("no"), { technique: "soft-ball", places: { "left foot": 20 } })
})

test("what an earlier release kept of its one technique still counts", () => {
  const marks = [...withGap(BEGUN, 20_000), { kind: "unseen", atMs: 90_000, place: "left foot", ms: 70_000 }]

  assert.deepEqual(workOf(TIMELINE, marks, 100_000), [
    { technique: "foot-oil", places: { "left foot": 5, "right foot": 0 }, unseen: { "left foot": 70 } },
  ])
})
