import assert from "node:assert/strict"
import { test } from "node:test"

import { sessionClock } from "../../src/kneadwell/web/static/js/player/clock.js"
import { backJump, nextJump } from "../../src/kneadwell/web/static/js/player/position.js"
import { READY_MS, Session } from "../../src/kneadwell/web/static/js/player/session.js"

const cue = (at_s, lasts_s, kind, place = null, tool = null) => ({
  at_s, lasts_s, kind, technique: "any", place, spot: null, sentences: [kind], ahead: [], to_receiver: [],
  show: tool && { stroke: "roll", tool, tempo: 10, pressure: 1 },
})
const TIMELINE = {
  edition: "any",
  cleared: true,
  ends_s: 220,
  cues: [
    cue(0, 10, "get-ready"),
    cue(10, 100, "work", "left foot", "soft-ball"),
    cue(110, 10, "switch", "right foot"),
    cue(120, 80, "work", "right foot", "thumb"),
    cue(200, 10, "after-care"),
    cue(210, 10, "finish"),
  ],
}

/** A session whose clock is turned by hand; `pass` lets seconds be seen, `sleep` unseen. */
function sessionAt(kept = null, startMs = 1_000_000, timeline = TIMELINE) {
  let wallMs = startMs
  const clock = sessionClock({ wall: () => wallMs, steady: () => wallMs - startMs }, kept?.seenMs)
  const session = new Session(timeline, clock, kept)
  const pass = seconds => {
    for (let i = 0; i < seconds; i += 1) {
      wallMs += 1_000
      session.see()
    }
  }
  const sleep = seconds => (wallMs += seconds * 1_000)
  return { session, pass, sleep, wall: () => wallMs }
}

function begunAt(seconds) {
  const at = sessionAt()
  at.session.see()
  at.session.begin(0)
  at.pass(seconds)
  return at
}

test("hands are counted in before they go on, and a press meanwhile costs nothing", () => {
  const { session, pass } = begunAt(20)
  session.pause()
  session.resume()
  assert.equal(session.phase, "waiting")
  assert.equal(session.position.startsInMs, READY_MS)

  pass(1)
  session.pause()
  assert.deepEqual([session.phase, session.position.atS], ["paused", 20])
  session.resume()
  pass(4)
  assert.deepEqual([session.phase, session.position.atS], ["work", 21])
})

test("a begin may wait until the hands are oiled", () => {
  const { session, pass } = sessionAt()
  session.see()
  session.begin(20_000)
  pass(19)
  assert.equal(session.phase, "waiting")
  pass(6)
  assert.deepEqual([session.phase, session.position.atS], ["rest", 5])
})

test("H-04 after a sleep what lies on the skin comes off before anything is asked", () => {
  const { session, sleep } = begunAt(30)
  sleep(480)
  assert.equal(session.see(), true)

  assert.equal(session.phase, "remove")
  assert.deepEqual([session.gap.tool, session.gap.place, session.gap.maxMs], ["soft-ball", "left foot", 480_000])
  session.removed()
  assert.equal(session.phase, "gap")
  assert.equal(session.wayTo(nextJump), null)
  assert.deepEqual(session.coming, [])
  assert.deepEqual(session.position.done, { "left foot": 20, "right foot": 0 })
})

test("H-04 a ball that may have lain there for 8 minutes counts 8 until somebody says", () => {
  const { session, sleep } = begunAt(30)
  sleep(480)
  session.see()
  assert.deepEqual(session.kept.letter.unseen, { "left foot": 480 })

  session.stop()
  session.somethingIsWrong()
  assert.deepEqual(session.letter.places, { "left foot": 20, "right foot": 0 })
  assert.deepEqual(session.letter.unseen, { "left foot": 480 })
})

test("each answer counts what it says", () => {
  const after = said => {
    const { session, sleep } = begunAt(140)
    sleep(100)
    session.see()
    assert.equal(session.phase, "gap")
    session.answer(said)
    assert.equal(session.phase, "paused")
    session.stop()
    session.finishHere()
    session.end()
    return [session.letter.places["right foot"], session.letter.unseen?.["right foot"]]
  }

  assert.deepEqual(after("yes"), [120, undefined])
  assert.deepEqual(after("partly"), [20, 100])
  assert.deepEqual(after("no"), [20, undefined])
})

test("whoever finishes without an answer leaves the most it may have been", () => {
  const { session, sleep, pass } = begunAt(140)
  sleep(100)
  session.see()
  session.stop()
  session.finishHere()
  assert.equal(session.phase, "waiting")

  pass(23)
  assert.equal(session.isToEnd, true)
  session.end()
  assert.equal(session.letter.ended, "finished-early")
  assert.deepEqual(session.letter.unseen, { "right foot": 100 })
})

test("H-04 a page killed at any second comes back to it, and asks", () => {
  for (let second = 1; second < 200; second += 7) {
    const before = begunAt(second)
    const kept = JSON.parse(JSON.stringify(before.session.kept))
    const { session } = sessionAt(kept, before.wall() + 60_000)

    assert.equal(session.position.atS, second)
    assert.ok(["paused", "gap", "remove"].includes(session.phase))
  }
})

test("an open question is still open after a reload", () => {
  const { session, sleep, wall } = begunAt(30)
  sleep(480)
  session.see()
  session.removed()
  const again = sessionAt(JSON.parse(JSON.stringify(session.kept)), wall() + 5_000).session

  assert.deepEqual([again.phase, again.gap], ["gap", session.gap])
})

test("a stop outlives the page", () => {
  const { session, wall } = begunAt(30)
  session.stop()
  const again = sessionAt(JSON.parse(JSON.stringify(session.kept)), wall() + 5_000).session

  assert.equal(again.phase, "stopped")
})

test("12 steps of 5.7 seconds are 68.4 seconds, and so is every other pattern", () => {
  for (const [count, ms] of [[12, 5_700], [684, 100], [1, 68_400], [36, 1_900]]) {
    let wallMs = 0
    const session = new Session(TIMELINE, sessionClock({ wall: () => wallMs, steady: () => wallMs }))
    session.see()
    session.begin(0)
    for (let i = 0; i < count; i += 1) {
      wallMs += ms
      session.see()
    }
    assert.equal(session.position.atS, 68.4)
  }
})

const of = (technique, ...args) => ({ ...cue(...args), technique })
const TOGETHER = {
  edition: "any",
  cleared: true,
  ends_s: 150,
  cues: [
    of("warmth", 0, 60, "work", "left foot", "compress"),
    of("hands", 60, 10, "switch", "left foot"),
    of("hands", 70, 60, "work", "left foot", "thumb"),
    of("hands", 130, 10, "after-care"),
    of("hands", 140, 10, "finish"),
  ],
}

test("what a place has left is what this technique has left for it", () => {
  const { session, pass } = sessionAt(null, 1_000_000, TOGETHER)
  session.see()
  session.begin(0)
  pass(20)
  assert.deepEqual([session.placeLeftMs, session.onSkin], [40_000, "compress"])

  pass(45)
  assert.deepEqual([session.placeLeftMs, session.onSkin], [60_000, null])
  pass(15)
  assert.equal(session.placeLeftMs, 50_000)
})

test("H-04 back into a technique that had its time takes nothing from the next", () => {
  const { session, pass } = sessionAt(null, 1_000_000, TOGETHER)
  session.see()
  session.begin(0)
  pass(61)
  assert.equal(session.jump(backJump), false)

  pass(14)
  assert.equal(session.jump(backJump), true)
  pass(70)
  assert.deepEqual(session.position.work, [
    { technique: "warmth", places: { "left foot": 60 } },
    { technique: "hands", places: { "left foot": 60 } },
  ])
})
