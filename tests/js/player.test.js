import assert from "node:assert/strict"
import { test } from "node:test"

import { steadyClock } from "../../src/kneadwell/web/static/js/player/clock.js"
import { digits, inWords, localIso } from "../../src/kneadwell/web/static/js/player/format.js"
import { onePress } from "../../src/kneadwell/web/static/js/player/press.js"
import { Shelf } from "../../src/kneadwell/web/static/js/player/shelf.js"

test("digits are seconds alone under a minute", () => {
  assert.deepEqual([0, 1, 1_000, 59_000].map(digits), ["0", "1", "1", "59"])
})

test("digits are minutes and seconds from a minute on", () => {
  assert.deepEqual([59_001, 65_000, 600_000].map(digits), ["1:00", "1:05", "10:00"])
})

test("the same in words leaves out what is nothing", () => {
  assert.equal(inWords(42_000, "en"), "42 seconds")
  assert.equal(inWords(1_000, "en"), "1 second")
  assert.equal(inWords(60_000, "en"), "1 minute")
  assert.equal(inWords(102_000, "en"), "1 minute 42 seconds")
  assert.equal(inWords(0, "en"), "0 seconds")
})

test("a moment carries the offset of its place", () => {
  const ms = Date.UTC(2026, 10, 23, 22, 30)

  assert.equal(localIso(ms, 0), "2026-11-23T22:30:00.000+00:00")
  assert.equal(localIso(ms, 120), "2026-11-24T00:30:00.000+02:00")
  assert.equal(localIso(ms, -210), "2026-11-23T19:00:00.000-03:30")
  assert.equal(Date.parse(localIso(ms, -210)), ms)
})

test("H-04 a clock set back stands still for a moment and then goes on", () => {
  const wall = [10_000, 10_200, 4_000, 4_200, 4_700]
  const now = steadyClock(() => wall.shift())

  assert.deepEqual([now(), now(), now(), now(), now()], [10_000, 10_200, 10_200, 10_400, 10_900])
})

test("H-04 a clock set back over a reload goes on from where it was", () => {
  const now = steadyClock(() => 4_000, 10_000)

  assert.equal(now(), 10_000)
})

test("two presses within 700 ms are one", () => {
  const isNew = onePress()

  assert.deepEqual([5, 200, 800, 1_500, 2_100].map(isNew), [true, false, false, true, false])
})

test("what was kept is found again, until it is cleared", () => {
  const kept = new Map()
  const storage = {
    getItem: name => kept.get(name) ?? null,
    setItem: (name, text) => kept.set(name, text),
    removeItem: name => kept.delete(name),
  }
  const shelf = new Shelf(() => storage, "place")

  assert.equal(shelf.read(), null)
  shelf.keep({ marks: [1] })
  assert.deepEqual(shelf.read(), { marks: [1] })
  shelf.clear()
  assert.equal(shelf.read(), null)
})

test("a browser that keeps nothing stops nobody", () => {
  const refuse = () => {
    throw new Error("storage is forbidden")
  }
  const shelf = new Shelf(refuse, "place")

  shelf.keep({})
  shelf.clear()
  assert.equal(shelf.read(), null)
})
