import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

import {
  afterCareJump,
  backJump,
  comingUp,
  nextJump,
  positionAt,
  withGap,
} from "../../src/kneadwell/web/static/js/player/position.js"
import { chance } from "./chance.js"

const CONTRACT = JSON.parse(readFileSync(new URL("../contracts/positions.json", import.meta.url)))
const TIMELINE = CONTRACT.timeline

const begin = (atMs = 0) => ({ kind: "begin", atMs })
const pause = atMs => ({ kind: "pause", atMs })
const resume = atMs => ({ kind: "resume", atMs })
const jump = (atMs, toS) => ({ kind: "jump", atMs, toS })
const credit = (atMs, place, ms) => ({ kind: "credit", atMs, place, ms })
const indexes = coming => coming.map(({ index }) => index)

for (const [of, { timeline, cases, after_care_jump_s: toS }] of [["one technique", CONTRACT], ["several", CONTRACT.together]]) {
  for (const { name, marks, nowMs, position, nextJumpS, backJumpS, withGapAt20s } of cases) {
    test(`as Python says of ${of}: ${name}`, () => {
      assert.deepEqual(positionAt(timeline, marks, nowMs), position)
      assert.equal(nextJump(timeline, marks, nowMs), nextJumpS)
      assert.equal(backJump(timeline, marks, nowMs), backJumpS)
      assert.deepEqual(withGap(marks, 20_000), withGapAt20s)
    })
  }

  test(`as Python says of ${of}: finish here`, () => {
    assert.equal(afterCareJump(timeline), toS)
  })
}

test("time does not pass before begin", () => {
  assert.equal(positionAt(TIMELINE, [], 9_000).atS, 0)
})

test("time does not pass while paused", () => {
  const marks = [begin(), pause(10_000), resume(70_000)]

  assert.equal(positionAt(TIMELINE, marks, 75_000).atS, 15)
})

test("H-04 a phone that slept comes back to the right cue", () => {
  assert.equal(positionAt(TIMELINE, [begin()], 64_999).index, 5)
  assert.equal(positionAt(TIMELINE, [begin()], 65_000).index, 6)
})

test("H-04 a clock set back an hour takes nothing away and adds nothing", () => {
  const hour = 3_600_000
  const marks = [begin(hour), pause(hour + 20_000), resume(40_000)]

  assert.equal(positionAt(TIMELINE, marks, 45_000).atS, 25)
})

test("H-04 an odd tick drifts by nothing", () => {
  let marks = [begin()]
  let nowMs = 0
  for (let tick = 0; tick < 12; tick += 1) {
    nowMs += 5_700
    marks = [...marks, pause(nowMs), resume(nowMs)]
  }

  assert.equal(positionAt(TIMELINE, marks, nowMs).atS, 68.4)
})

test("H-04 going back again and again gives a place no more than its time", () => {
  let marks = [begin()]
  for (let nowMs = 16_000; nowMs < 300_000; nowMs += 5_000) {
    const toS = backJump(TIMELINE, marks, nowMs)
    if (toS !== null) marks = [...marks, jump(nowMs, toS)]
  }

  assert.deepEqual(positionAt(TIMELINE, marks, 9_000_000).done, { "left foot": 40, "right foot": 40 })
})

test("H-04 going back over a change of technique gives none of them more than its time", () => {
  const { timeline } = CONTRACT.together
  let marks = [begin()]
  for (let nowMs = 10_000; nowMs < 300_000; nowMs += 5_000) {
    const toS = backJump(timeline, marks, nowMs)
    if (toS !== null) marks = [...marks, jump(nowMs, toS)]
  }

  assert.deepEqual(positionAt(timeline, marks, 9_000_000).work, [
    { technique: "foot-oil", places: { "left foot": 30, "right foot": 20 } },
    { technique: "soft-ball", places: { "left foot": 20 } },
  ])
})

test("next does not leave a look at the skin, nor after-care", () => {
  assert.equal(nextJump(TIMELINE, [begin()], 6_000), null)
  assert.equal(nextJump(TIMELINE, [begin()], 106_000), null)
})

test("marks are left as they were", () => {
  const marks = Object.freeze([Object.freeze(begin())])

  withGap(marks, 5_000)
  positionAt(TIMELINE, marks, 50_000)
  assert.deepEqual(marks, [begin()])
})

test("H-04 the sum of all steps is what elapsed, whatever the ticks", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const drawn = chance(seed)
    let marks = [begin()]
    let nowMs = 0
    while (nowMs < 130_000) {
      nowMs += drawn(1, 9_000)
      if (drawn(0, 3) === 0) marks = [...marks, pause(nowMs), resume(nowMs)]

      const { atS, done } = positionAt(TIMELINE, marks, nowMs)
      const elapsedMs = Math.min(nowMs, 130_000)
      assert.equal(atS, elapsedMs / 1000)
      assert.deepEqual(done, workedBy(elapsedMs))
    }
  }
})

test("nobody touches anything: what comes up is what will stand there", () => {
  for (let seed = 1; seed <= 120; seed += 1) {
    const { marks, nowMs } = drawnHistory(chance(seed))
    const coming = comingUp(TIMELINE, marks, nowMs)
    const position = positionAt(TIMELINE, marks, nowMs)
    assert.equal(coming.length > 0, position.isRunning)
    if (coming.length === 0) continue

    assert.equal(coming[0].index, position.index)
    assert.equal(coming[0].inMs + coming[0].lastsMs, position.startsInMs + position.remainingMs)
    for (const [i, { index, inMs, lastsMs }] of coming.entries()) {
      const endsInMs = inMs + lastsMs
      assert.equal(positionAt(TIMELINE, marks, nowMs + Math.max(0, inMs)).index, index)
      assert.ok(lastsMs > 0 && lastsMs <= TIMELINE.cues[index].lasts_s * 1000)
      assert.equal(positionAt(TIMELINE, marks, nowMs + endsInMs - 1).index, index)
      if (i + 1 < coming.length) assert.equal(coming[i + 1].inMs, endsInMs)
      else assert.equal(positionAt(TIMELINE, marks, nowMs + endsInMs).isOver, true)
    }
  }
})

test("the moment at which a cue comes stays the same while nobody touches anything", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const { marks, nowMs } = drawnHistory(chance(seed))
    const momentsAt = ms => Object.fromEntries(comingUp(TIMELINE, marks, ms).map(({ index, inMs }) => [index, ms + inMs]))
    const now = momentsAt(nowMs)

    for (const [index, moment] of Object.entries(momentsAt(nowMs + 7_300))) assert.equal(moment, now[index])
  }
})

test("nothing comes up while it stands, or when it is over", () => {
  assert.deepEqual(comingUp(TIMELINE, [], 5_000), [])
  assert.deepEqual(comingUp(TIMELINE, [begin(), pause(20_000)], 30_000), [])
  assert.deepEqual(comingUp(TIMELINE, [begin()], 130_000), [])
})

test("what is gone on with comes up as if it had run without a pause", () => {
  const marks = [begin(), pause(20_000), resume(93_000)]

  assert.deepEqual(comingUp(TIMELINE, marks, 90_000).slice(0, 2), [
    { index: 2, inMs: -2_000, lastsMs: 20_000 },
    { index: 3, inMs: 18_000, lastsMs: 5_000 },
  ])
  assert.deepEqual(comingUp(TIMELINE, marks, 94_000)[0], { index: 2, inMs: -6_000, lastsMs: 20_000 })
})

test("all comes up later by as long as it waits to begin", () => {
  const [first, second] = comingUp(TIMELINE, [begin(40_000)], 10_000)

  assert.deepEqual([first, second.inMs], [{ index: 0, inMs: 30_000, lastsMs: 5_000 }, 35_000])
})

test("a cue that was reached by Next began at the press", () => {
  assert.deepEqual(comingUp(TIMELINE, [begin(), jump(20_000, 35)], 21_000)[0], { index: 3, inMs: -1_000, lastsMs: 5_000 })
})

test("work on a place that had its time does not come up", () => {
  const marks = [begin(), pause(20_000), credit(80_000, "left foot", 60_000), resume(80_000)]

  assert.deepEqual(indexes(comingUp(TIMELINE, marks, 80_000)), [3, 5, 6, 7, 8])
})

test("no time passes while it waits to begin", () => {
  const { atS, startsInMs, isRunning } = positionAt(TIMELINE, [begin(40_000)], 15_000)

  assert.deepEqual({ atS, startsInMs, isRunning }, { atS: 0, startsInMs: 25_000, isRunning: true })
})

test("a pause while it waits takes the wait away", () => {
  const marks = [begin(20_000), pause(5_000)]
  const { atS, startsInMs, isRunning } = positionAt(TIMELINE, marks, 60_000)

  assert.deepEqual({ atS, startsInMs, isRunning }, { atS: 0, startsInMs: 0, isRunning: false })
})

test("H-04 a credit is no time that runs on: the session stands where it stood", () => {
  const marks = [begin(), pause(70_000), credit(300_000, "right foot", 10_000)]
  const { atS, isRunning, remainingMs } = positionAt(TIMELINE, marks, 900_000)

  assert.deepEqual({ atS, isRunning, remainingMs }, { atS: 70, isRunning: false, remainingMs: 25_000 })
  assert.deepEqual(withGap(marks, 900_000), marks)
})

function workedBy(elapsedMs) {
  const worked = { "left foot": 0, "right foot": 0 }
  for (const { kind, place, at_s, lasts_s } of TIMELINE.cues) {
    if (kind === "work") worked[place] += Math.min(Math.max(0, elapsedMs - at_s * 1000), lasts_s * 1000)
  }
  return Object.fromEntries(Object.entries(worked).map(([place, ms]) => [place, Math.floor(ms / 1000)]))
}

function drawnHistory(drawn) {
  const marks = [begin(drawn(0, 1) * 20_000)]
  let nowMs = drawn(0, 60_000)
  for (let i = drawn(0, 6); i > 0; i -= 1) {
    const make = [pause, ms => resume(ms + 3_000), ms => jump(ms, drawn(0, 120)), ms => credit(ms, "left foot", drawn(1, 30_000))]
    marks.push(make[drawn(0, 3)](nowMs))
    nowMs += drawn(0, 30_000)
  }
  return { marks, nowMs }
}
