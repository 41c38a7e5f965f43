import assert from "node:assert/strict"
import { test } from "node:test"

import { framesOf } from "../../src/kneadwell/web/static/js/player/picture.js"

test("moments become keyframes that only transform and fade", () => {
  assert.deepEqual(framesOf("0,0.00,0.00,1,1 0.7,-12.50,3.00,1.06,0.4 1,0.00,0.00,1,1"), [
    { offset: 0, transform: "translate(0%, 0%) scale(1)", opacity: 1 },
    { offset: 0.7, transform: "translate(-12.5%, 3%) scale(1.06)", opacity: 0.4 },
    { offset: 1, transform: "translate(0%, 0%) scale(1)", opacity: 1 },
  ])
})
