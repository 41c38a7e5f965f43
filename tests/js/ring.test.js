import assert from "node:assert/strict"
import { mock, test } from "node:test"

import { actOf } from "../../src/kneadwell/web/static/js/player/keys.js"
import { Announcer } from "../../src/kneadwell/web/static/js/player/announcer.js"
import { Ring, TAKEN_AFTER_MS } from "../../src/kneadwell/web/static/js/player/ring.js"

const WAYS = ["next", "stop", "back"]

test("each press marks the next way, and the one that stays marked is taken once", () => {
  mock.timers.enable({ apis: ["setTimeout"] })
  const [marked, taken] = [[], []]
  const ring = new Ring(way => marked.push(way), way => taken.push(way))

  ring.press(WAYS)
  mock.timers.tick(TAKEN_AFTER_MS - 1)
  ring.press(WAYS)
  mock.timers.tick(TAKEN_AFTER_MS - 1)
  assert.deepEqual([marked, taken], [["next", "stop"], []])
  mock.timers.tick(1)
  mock.timers.tick(60_000)
  assert.deepEqual([taken, ring.isOn], [["stop"], false])
  mock.timers.reset()
})

test("after the last way nothing is marked, and nothing happens", () => {
  mock.timers.enable({ apis: ["setTimeout"] })
  const taken = []
  const ring = new Ring(() => {}, way => taken.push(way))

  for (let i = 0; i < 4; i += 1) ring.press(WAYS)
  assert.equal(ring.isOn, false)
  mock.timers.tick(60_000)
  assert.deepEqual(taken, [])
  mock.timers.reset()
})

test("a key of any clicker is a press; keys of the browser are left alone", () => {
  const act = (key, more = {}) => actOf({ key, ...more })

  assert.deepEqual([" ", "Enter", "b", "PageDown", "MediaPlayPause"].map(key => act(key)), Array(5).fill("press"))
  assert.deepEqual(["Escape", "s", "ArrowRight", "ArrowLeft"].map(key => act(key)), ["stop", "stop", "next", "back"])
  assert.deepEqual([act("Tab"), act("Shift"), act("F5"), act("r", { ctrlKey: true })], [null, null, null, null])
})

test("a screen reader is told politely once in ten seconds, and the latest wins", t => {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  let nowMs = 0
  t.mock.method(performance, "now", () => nowMs)
  const tick = ms => {
    nowMs += ms
    t.mock.timers.tick(ms)
  }
  const told = []
  const announcer = new Announcer({ set textContent(text) { told.push([nowMs, text]) } }, {})

  announcer.tell("one")
  for (const text of ["two", "three", "four"]) {
    tick(1_000)
    announcer.tell(text)
  }
  for (let i = 0; i < 60; i += 1) tick(1_000)
  assert.deepEqual(told, [[0, "one"], [10_000, "four"]])
})
