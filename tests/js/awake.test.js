import assert from "node:assert/strict"
import { test } from "node:test"

import { Awake } from "../../src/kneadwell/web/static/js/player/awake.js"

/** A browser that answers the next request for the screen when it is told to. */
function browser(test) {
  const answers = []
  const before = ["document", "navigator"].map(name => [name, Object.getOwnPropertyDescriptor(globalThis, name)])
  const request = () => new Promise((_, refuse) => answers.push(() => refuse(new Error("not allowed"))))
  for (const [name, value] of [["document", { hidden: false }], ["navigator", { wakeLock: { request } }]]) {
    Object.defineProperty(globalThis, name, { value, configurable: true })
  }
  test.after(() => {
    for (const [name, was] of before) was ? Object.defineProperty(globalThis, name, was) : delete globalThis[name]
  })
  return answers
}

test("a screen that may go dark is told once in each stretch", async t => {
  const answers = browser(t)
  let told = 0
  const awake = new Awake(() => (told += 1))
  for (const stretch of [1, 2]) {
    for (let look = 0; look < 3; look++) {
      const asked = awake.want(true)
      answers.pop()()
      await asked
    }
    assert.equal(told, stretch)
    await awake.want(false)
  }
})

test("an answer that comes after a pause takes the place of no other words", async t => {
  const answers = browser(t)
  let told = 0
  const awake = new Awake(() => (told += 1))
  const asked = awake.want(true)
  await awake.want(false)
  answers.pop()()
  await asked
  assert.equal(told, 0)
})
