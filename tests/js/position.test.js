import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

import {
  afterCareJump,
  backJump,
  nextJump,
  positionAt,
  withGap,
} from "../../src/kneadwell/web/static/js/player/position.js"

const CONTRACT = JSON.parse(readFileSync(new URL("../contracts/positions.json", import.meta.url)))
const TIMELINE = CONTRACT.timeline

const begin = (atMs = 0) => ({ kind: "begin", atMs })
const pause = atMs => ({ kind: "pause", atMs })
const resume = atMs => ({ kind: "resume", atMs })
const jump = (atMs, toS) => ({ kind: "jump", atMs, toS })

for (const { name, marks, nowMs, position, nextJumpS, backJumpS, withGapAt20s } of CONTRACT.cases) {
  test(`as Python says: ${name}`, () => {
    assert.deepEqual(positionAt(TIMELINE, marks, nowMs), position)
    assert.equal(nextJump(TIMELINE, marks, nowMs), nextJumpS)
    assert.equal(backJump(TIMELINE, marks, nowMs), backJumpS)
    assert.deepEqual(withGap(marks, 20_000), withGapAt20s)
  })
}

test("as Python says: finish here", () => {
  assert.equal(afterCareJump(TIMELINE), CONTRACT.after_care_jump_s)
})

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
