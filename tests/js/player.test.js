import assert from "node:assert/strict"
import { test } from "node:test"

import { digits, inWords, localIso } from "../../src/kneadwell/web/static/js/player/format.js"
import { Touches, onePress } from "../../src/kneadwell/web/static/js/player/press.js"
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

test("two presses within 700 ms are one", () => {
  const isNew = onePress()

  assert.deepEqual([5, 200, 800, 1_500, 2_100].map(isNew), [true, false, false, true, false])
})

test("how far apart two presses are can be set", () => {
  const isNew = onePress(1_500)

  assert.deepEqual([5, 1_400, 2_800, 4_300].map(isNew), [true, false, false, true])
})

test("a palm that comes down is no finger, until the next touch", () => {
  const touches = new Touches()
  const heard = [true, false, false, true].map(isPrimary => {
    touches.down({ isPrimary })
    return touches.isPalm
  })

  assert.deepEqual(heard, [false, true, true, false])
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
