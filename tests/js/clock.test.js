import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"

import { sessionClock } from "../../src/kneadwell/web/static/js/player/clock.js"
import { gapOf } from "../../src/kneadwell/web/static/js/player/gap.js"
import { positionAt, withGap } from "../../src/kneadwell/web/static/js/player/position.js"
import { chance } from "./chance.js"

const TIMELINE = JSON.parse(readFileSync(new URL("../contracts/positions.json", import.meta.url))).timeline
const NOON = 1_795_521_600_000
const HOUR = 3_600_000

/** A device: what passes for everyone, what is slept through, and what somebody sets. */
function device() {
  const it = { wallMs: NOON, steadyMs: 512.25 }
  return {
    wall: () => it.wallMs,
    steady: () => it.steadyMs,
    pass(ms) {
      it.wallMs += ms
      it.steadyMs += ms
    },
    sleep(ms) {
      it.wallMs += ms
    },
    set(ms) {
      it.wallMs += ms
    },
  }
}

test("it begins with the wall clock and goes on with the steady one", () => {
  const its = device()
  const { now } = sessionClock(its)

  assert.equal(now(), NOON)
  its.pass(61_000)
  assert.equal(now(), NOON + 61_000)
})

for (const [what, byMs] of [
  ["back an hour", -HOUR],
  ["forward an hour", HOUR],
  ["forward five seconds", 5_000],
  ["back to 1970", -NOON],
]) {
  test(`H-04 a wall clock set ${what} makes nothing longer or shorter`, () => {
    const its = device()
    const { now } = sessionClock(its)

    its.pass(20_000)
    its.set(byMs)
    assert.equal(now(), NOON + 20_000)
    its.pass(4_000)
    assert.equal(now(), NOON + 24_000)
  })
}

test("H-04 a device that slept says how long, once, and then the clock has it in", () => {
  const its = device()
  const { now, slept } = sessionClock(its)

  its.pass(1_000)
  assert.equal(slept(), 0)
  its.sleep(300_000)
  its.pass(1_000)
  assert.equal(now(), NOON + 2_000)
  assert.equal(slept(), 300_000)
  assert.equal(now(), NOON + 302_000)
  assert.equal(slept(), 0)
})

test("H-04 short sleeps add up", () => {
  const its = device()
  const { now, slept } = sessionClock(its)
  const heard = []
  for (let i = 0; i < 3; i += 1) {
    its.pass(1_000)
    its.sleep(4_000)
    now()
    heard.push(slept())
  }

  assert.deepEqual(heard, [0, 0, 12_000])
})

test("clocks that differ by a hair for a day did not sleep", () => {
  const its = device()
  const { now, slept } = sessionClock(its)
  for (let i = 0; i < 86_400; i += 1) {
    its.pass(1_000)
    its.set(i % 2 === 0 ? 200 : -100)
    now()
  }

  assert.equal(slept(), 0)
  assert.equal(now(), NOON + 86_400_000)
})

test("H-04 over a kill the wall clock counts, but never back", () => {
  const its = device()

  assert.equal(sessionClock(its, NOON - 300_000).now(), NOON)
  assert.equal(sessionClock(its, NOON + 300_000).now(), NOON + 300_000)
})

test("it never goes back, whatever is done to the clocks", () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const [drawn, its] = [chance(seed), device()]
    const { now, slept } = sessionClock(its, NOON - drawn(0, 1) * 60_000)
    let lastMs = now()
    for (let i = 0; i < 60; i += 1) {
      its[["pass", "sleep", "set"][drawn(0, 2)]](drawn(0, 1) * drawn(0, 90_000))
      if (drawn(0, 2) === 0) its.set(-drawn(0, HOUR))
      if (drawn(0, 2) === 0) slept()
      const nowMs = now()
      assert.ok(Number.isInteger(nowMs) && nowMs >= lastMs)
      lastMs = nowMs
    }
  }
})

test("H-04 300 seconds of sleep credit nothing: the session stands and there is something to ask", () => {
  const its = device()
  const { now, slept } = sessionClock(its)
  const marks = [{ kind: "begin", atMs: now() }]
  its.pass(25_000)
  const seenMs = now()
  its.sleep(300_000)
  its.pass(1_000)

  assert.ok(slept() > 0)
  assert.deepEqual(gapOf(TIMELINE, marks, seenMs, now()), {
    technique: "foot-oil",
    place: "left foot",
    tool: null,
    maxMs: 301_000,
    fromMs: seenMs,
  })
  const { atS, done, isRunning } = positionAt(TIMELINE, withGap(marks, seenMs), now())
  assert.deepEqual({ atS, done, isRunning }, { atS: 25, done: { "left foot": 10, "right foot": 0 }, isRunning: false })
})

test("H-04 killed at any moment, it comes back to within a second, with what was done", () => {
  for (let killedMs = 0; killedMs < 130_000; killedMs += 977) {
    const its = device()
    const marks = [{ kind: "begin", atMs: NOON }]
    const { now } = sessionClock(its)
    let kept = null
    for (let ms = 0; ms <= killedMs; ms += 1_000) {
      kept = JSON.stringify({ marks, seenMs: now() })
      its.pass(Math.min(1_000, killedMs - ms))
    }
    const had = positionAt(TIMELINE, marks, now())
    its.sleep(40_000)
    its.set(-HOUR)

    const found = JSON.parse(kept)
    const later = sessionClock(its, found.seenMs)
    const { atS, done } = positionAt(TIMELINE, withGap(found.marks, found.seenMs), later.now())
    assert.ok(had.atS - atS >= 0 && had.atS - atS <= 1)
    for (const [place, seconds] of Object.entries(had.done)) assert.ok(seconds - done[place] <= 1)
  }
})
