import assert from "node:assert/strict"
import { test } from "node:test"

import { captionAt } from "../../src/kneadwell/web/static/js/player/caption.js"

const SENTENCES = ["Left foot.", "Make slow circles on the heel pad.", "Keep off cracks and hard skin."]

test("each sentence has its turn, in order", () => {
  const shown = [0, 3_500, 7_500].map(ms => captionAt(SENTENCES, 60, ms))

  assert.deepEqual(shown, SENTENCES)
})

test("what the hands do comes back when all was shown, not the name of the place", () => {
  assert.equal(captionAt(SENTENCES, 60, 59_000), "Make slow circles on the heel pad.")
})

test("a short cue still shows every sentence", () => {
  const shown = new Set(Array.from({ length: 40 }, (_, i) => captionAt(SENTENCES, 4, i * 100)))

  assert.deepEqual([...shown], SENTENCES)
})
