import assert from "node:assert/strict"
import { test } from "node:test"

import { captionAt, stayingAt } from "../../src/kneadwell/web/static/js/player/caption.js"

const cue = (kind, sentences, more = {}) => ({ kind, place: "left foot", spot: "sole-heel", sentences, to_receiver: [], ...more })
const SENTENCES = ["Left foot.", "Make slow circles on the heel pad.", "Keep off cracks and hard skin.", "About 1 minute."]
const WORK = { cues: [cue("work", SENTENCES)] }
const text = (timeline, index, lastsMs, sinceMs) => captionAt(timeline, index, lastsMs, sinceMs).text

test("each sentence has its turn, in order", () => {
  const shown = [0, 3_500, 7_500, 10_500].map(ms => text(WORK, 0, 60_000, ms))

  assert.deepEqual(shown, SENTENCES)
})

test("what the hands do comes back when all was shown, not the name of the place", () => {
  assert.equal(text(WORK, 0, 60_000, 59_000), "Make slow circles on the heel pad.")
})

test("a short cue still shows every sentence", () => {
  const shown = new Set(Array.from({ length: 40 }, (_, i) => text(WORK, 0, 4_000, i * 100)))

  assert.deepEqual([...shown], SENTENCES)
})

test("how long it takes is never what stays; work that was told of before is named there", () => {
  const told = cue("rest", ["Slide from the tip to the root."])
  const begun = cue("work", ["Begin now.", "About 1 minute 45 seconds."])

  assert.equal(stayingAt({ cues: [told, begun] }, 1).text, "Slide from the tip to the root.")
  assert.equal(stayingAt({ cues: [cue("rest", ["Rest your hands for now."], { spot: null }), begun] }, 1).text, "Begin now.")
})

test("what is said to the receiver has its turn too, and is told apart", () => {
  const ask = { cues: [cue("check", ["Ask: how is the pressure?"], { to_receiver: ["Say so if it is too much."] })] }

  assert.deepEqual(captionAt(ask, 0, 20_000, 3_500), { text: "Say so if it is too much.", voice: "receiver" })
  assert.deepEqual(stayingAt(ask, 0), { text: "Ask: how is the pressure?", voice: "giver" })
})
