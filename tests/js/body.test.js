import assert from "node:assert/strict"
import { test } from "node:test"

import { bodyOf, clean, isEmpty } from "../../src/kneadwell/web/static/js/forms/body.js"

const control = (name, type, value, more = {}) => ({
  name,
  value,
  type: "text",
  defaultValue: value,
  checked: false,
  dataset: { type },
  ...more,
})
const radio = (name, type, value, checked = false) => control(name, type, value, { type: "radio", checked })

const UNSAID = { date: "2026-11-23", scores: { pain: null, sleep: null }, flare: null, falls: null }

test("what nobody said is null, and zero is zero", () => {
  const controls = [
    radio("scores.pain", "number", "0", true),
    radio("scores.pain", "number", "1"),
    radio("scores.sleep", "number", "skip", true),
    radio("flare", "yes-no", "no", true),
    control("falls", "number", ""),
  ]

  assert.deepEqual(bodyOf(controls, UNSAID), { ...UNSAID, scores: { pain: 0, sleep: null }, flare: false })
})

test("what the form does not ask for stays, and what was before is left alone", () => {
  const was = { technique: "ball", places: { "left foot": 95, "right foot": 60 } }
  const controls = [
    control("places.left foot", "minutes", "2"),
    control("places.right foot", "minutes", "3", { defaultValue: "1" }),
    control("csrfmiddlewaretoken", undefined, "secret"),
  ]

  assert.deepEqual(bodyOf(controls, was), { technique: "ball", places: { "left foot": 95, "right foot": 180 } })
  assert.deepEqual(was.places, { "left foot": 95, "right foot": 60 })
})

test("a place that was emptied keeps its seconds", () => {
  const emptied = control("places.left foot", "minutes", "", { defaultValue: "2" })

  assert.deepEqual(bodyOf([emptied], { places: { "left foot": 95 } }), { places: { "left foot": 95 } })
})

test("the minutes of a further technique go to that one", () => {
  const was = { places: { "left foot": 60 }, then: [{ technique: "ball", places: { "left foot": 60, "left hand": 30 } }] }
  const controls = [
    control("places.left foot", "minutes", "1", { defaultValue: "1" }),
    control("then.0.places.left foot", "minutes", "2", { defaultValue: "1" }),
  ]

  const mended = bodyOf(controls, was)

  assert.deepEqual(mended.places, was.places)
  assert.deepEqual(mended.then, [{ technique: "ball", places: { "left foot": 120, "left hand": 30 } }])
  assert.equal(was.then[0].places["left foot"], 60)
})

test("a list holds what is ticked, in order", () => {
  const box = (value, checked) => control("found", "list", value, { type: "checkbox", checked })
  const controls = [box("redness", true), box("blister", false), box("bruise", true)]

  assert.deepEqual(bodyOf(controls, { found: [] }), { found: ["redness", "bruise"] })
  assert.deepEqual(bodyOf([box("redness", false)], { found: ["redness"] }), { found: [] })
})

test("a form of which everything is skipped is empty", () => {
  const skipped = [radio("scores.pain", "number", "skip", true), control("falls", "number", "")]

  assert.equal(isEmpty(skipped), true)
  assert.equal(isEmpty([...skipped, radio("flare", "yes-no", "no", true)]), false)
  assert.equal(isEmpty([radio("scores.pain", "number", "3")]), true)
})

test("text is the same from every device", () => {
  assert.equal(clean(" a\r\nb\0 \n"), "a\nb")
})
