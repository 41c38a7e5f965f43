import assert from "node:assert/strict"
import { test } from "node:test"

import { entriesOf } from "../../src/kneadwell/web/static/js/player/entries.js"

const FACTS = { technique: "rolling-ball", giver: "self", planned: { "left foot": 60, "right foot": 60 }, edition: "abc" }
const LETTER = {
  places: { "left foot": 60, "right foot": 0 },
  ended: "finished-early",
  started_at: "2026-11-23T09:00:00.000+01:00",
  ended_at: "2026-11-23T09:06:30.000+01:00",
}
const EVENT = { id: "0190", what: "colour", at: "2026-11-23T09:06:00.000+01:00" }

test("a session is one entry under its own id, and its moment is its end", () => {
  assert.deepEqual(entriesOf("7", FACTS, LETTER), [
    {
      id: "7",
      kind: "session",
      at: LETTER.ended_at,
      body: { ...FACTS, places: LETTER.places, ended: "finished-early" },
    },
  ])
})

test("H-59 what nobody saw goes along, and where it was prepared", () => {
  const facts = { ...FACTS, prepared: "9", checked_at: "2026-11-23T08:50:00.000+01:00" }
  const [{ body }] = entriesOf("7", facts, { ...LETTER, unseen: { "left foot": 20 } })

  assert.deepEqual(body.unseen, { "left foot": 20 })
  assert.deepEqual([body.prepared, body.checked_at], [facts.prepared, facts.checked_at])
})

test("H-57 what went wrong is an entry of its own, for the places that were worked", () => {
  const places = letter => entriesOf("7", FACTS, { ...letter, events: [EVENT] })[0].body.places

  assert.deepEqual(places(LETTER), ["left foot"])
  assert.deepEqual(places({ ...LETTER, unseen: { "right foot": 5 } }), ["left foot", "right foot"])
  assert.deepEqual(places({ ...LETTER, places: {} }), ["left foot", "right foot"])
})

test("the same letter makes the same entries, and an event more changes no other", () => {
  const again = entriesOf("7", FACTS, { ...LETTER, events: [EVENT] })

  assert.deepEqual(entriesOf("7", FACTS, { ...LETTER, events: [EVENT] }), again)
  assert.deepEqual(entriesOf("7", FACTS, LETTER), again.slice(1))
})

const SEVERAL = { ...FACTS, then: [{ technique: "hand-compression", planned: { "left hand": 60, "left foot": 30 } }] }
const WORK = [
  { technique: "rolling-ball", places: { "left foot": 60, "right foot": 0 } },
  { technique: "hand-compression", places: { "left hand": 20, "left foot": 0 }, unseen: { "left foot": 7 } },
]
const TOGETHER = { ...LETTER, places: { "left foot": 60, "right foot": 0, "left hand": 20 }, unseen: { "left foot": 7 }, work: WORK }

test("H-73 of several techniques each has its own seconds and its own plan", () => {
  const [{ body }] = entriesOf("7", SEVERAL, TOGETHER)

  assert.deepEqual(body, {
    ...FACTS,
    places: WORK[0].places,
    ended: "finished-early",
    then: [{ ...SEVERAL.then[0], places: WORK[1].places, unseen: { "left foot": 7 } }],
  })
})

test("H-73 a technique that nobody came to is written down with nothing", () => {
  const [{ body }] = entriesOf("7", SEVERAL, { ...TOGETHER, work: WORK.slice(0, 1) })

  assert.deepEqual(body.then, [{ ...SEVERAL.then[0], places: {} }])
})

test("H-57 what went wrong in several techniques may be of any that hands were on for", () => {
  const told = letter => entriesOf("7", SEVERAL, { ...letter, events: [EVENT] })[0].body
  const onlyFirst = [WORK[0], { technique: "hand-compression", places: { "left hand": 0 } }]

  assert.equal(told(TOGETHER).technique, null)
  assert.deepEqual(told(TOGETHER).places, ["left foot", "left hand"])
  assert.equal(told({ ...TOGETHER, work: onlyFirst }).technique, "rolling-ball")
  assert.deepEqual(told({ ...TOGETHER, work: [] }).places, ["left foot", "right foot", "left hand"])
  assert.equal(told({ ...TOGETHER, work: [] }).technique, null)
})
