import assert from "node:assert/strict"
import { test } from "node:test"

import { answersOf, fill } from "../../src/kneadwell/web/static/js/forms/answers.js"

test("answers are kept without the token of the page", () => {
  const entries = [["csrfmiddlewaretoken", "secret"], ["places", "left foot"], ["places", "right foot"], ["pain", "4"]]

  assert.deepEqual(answersOf(entries), { places: ["left foot", "right foot"], pain: ["4"] })
})

test("files are not kept", () => {
  assert.deepEqual(answersOf([["photo", new Blob([])]]), {})
})

test("controls get back what was chosen and written", () => {
  const yes = { name: "wound", type: "radio", value: "yes", checked: false }
  const no = { name: "wound", type: "radio", value: "no", checked: true }
  const left = { name: "places", type: "checkbox", value: "left foot", checked: false }
  const pain = { name: "pain", type: "range", value: "0" }

  fill([yes, no, left, pain], { wound: ["yes"], places: ["left foot"], pain: ["4"] })
  assert.deepEqual([yes.checked, no.checked, left.checked, pain.value], [true, false, true, "4"])
})

test("H-02 a question without an answer is left without one", () => {
  const yes = { name: "wound", type: "radio", value: "yes", checked: false }
  const no = { name: "wound", type: "radio", value: "no", checked: true }

  fill([yes, no], {})
  assert.deepEqual([yes.checked, no.checked], [false, false])
})

test("hidden fields and passwords keep what the page gave them", () => {
  const token = { name: "token", type: "hidden", value: "new" }

  fill([token], { token: ["old"] })
  assert.equal(token.value, "new")
})
