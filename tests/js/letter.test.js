import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { afterEach, test } from "node:test"

import { entryId } from "../../src/kneadwell/web/static/js/player/entry-id.js"
import { gapOf, handsAt } from "../../src/kneadwell/web/static/js/player/gap.js"
import { isToSend, lateLetter, letterOf, send } from "../../src/kneadwell/web/static/js/player/letter.js"
import { namesOf } from "../../src/kneadwell/web/static/js/player/shelf.js"

const { timeline } = JSON.parse(readFileSync(new URL("../contracts/positions.json", import.meta.url)))
const LETTER = { places: {}, ended: "finished", started_at: "", ended_at: "" }
const KEPT = { endedAtMs: null, seenMs: 100_000, doneUrl: "/sessions/1/done/", letter: LETTER }
const realFetch = globalThis.fetch

afterEach(() => (globalThis.fetch = realFetch))

test("a letter says what was done, and that a session nobody ended was finished early", () => {
  const marks = [{ kind: "begin", atMs: 0 }]
  const letter = letterOf(timeline, marks, 30_000, null)

  assert.equal(letter.ended, "finished-early")
  assert.deepEqual(Object.keys(letter.places), ["left foot", "right foot"])
  assert.equal(Date.parse(letter.ended_at) - Date.parse(letter.started_at), 30_000)
})

test("H-59 a letter holds the most that nobody saw, until the question is answered", () => {
  const marks = [{ kind: "begin", atMs: 0 }]
  const gap = gapOf(timeline, marks, 30_000, 510_000)

  assert.deepEqual(letterOf(timeline, marks, 30_000, null, gap).unseen, { "left foot": 480 })
  assert.equal("unseen" in letterOf(timeline, marks, 30_000, null), false)
})

test("H-59 a letter keeps the most of what was worked only in part, and counts what was credited", () => {
  const told = kind => [
    { kind: "begin", atMs: 0 },
    { kind: "pause", atMs: 30_000 },
    { kind, atMs: 90_000, place: "left foot", ms: 60_000 },
  ]
  const [partly, yes] = ["unseen", "credit"].map(kind => letterOf(timeline, told(kind), 95_000, "finished-early"))

  assert.deepEqual([partly.places["left foot"], partly.unseen], [15, { "left foot": 60 }])
  assert.deepEqual([yes.places["left foot"], yes.unseen], [75, undefined])
})

test("H-59 a session that was left running may have gone on until somebody sends it", () => {
  const marks = [{ kind: "begin", atMs: 0 }]
  const kept = { ...KEPT, seenMs: 30_000, hands: handsAt(timeline, marks, 30_000), letter: letterOf(timeline, marks, 30_000, null) }

  assert.deepEqual(lateLetter(kept, 510_000), { ...kept.letter, unseen: { "left foot": 480 } })
  assert.deepEqual(lateLetter(kept, 9e9).unseen, { "left foot": 3_600 })
  assert.deepEqual(lateLetter({ ...kept, letter: { ...kept.letter, unseen: { "left foot": 20 } } }, 510_000).unseen, { "left foot": 500 })
})

test("H-59 what nobody saw of a technique goes to that one alone", () => {
  const work = [
    { technique: "rolling-ball", places: { "left foot": 60 } },
    { technique: "reflexology", places: { "left foot": 5 }, unseen: { "left foot": 2 } },
  ]
  const letter = { ...LETTER, unseen: { "left foot": 2 }, work }
  const hands = { technique: "reflexology", place: "left foot", inMs: 0 }

  const late = lateLetter({ ...KEPT, hands, letter }, 110_000)

  assert.deepEqual(late.unseen, { "left foot": 12 })
  assert.deepEqual(late.work, [work[0], { ...work[1], unseen: { "left foot": 12 } }])
})

test("a session that was ended, stood or was kept by an older page is sent as it is", () => {
  assert.equal(lateLetter({ ...KEPT, endedAtMs: 5, hands: { place: "left foot", inMs: 0 } }, 9e9), LETTER)
  assert.equal(lateLetter({ ...KEPT, hands: null }, 9e9), LETTER)
  assert.equal(lateLetter(KEPT, 9e9), LETTER)
  assert.deepEqual(lateLetter({ ...KEPT, hands: { place: "left foot", inMs: 0 } }, 100_500), LETTER)
})

test("H-12 a record that was ended is sent by any page", () => {
  assert.equal(isToSend({ ...KEPT, endedAtMs: 5 }, 100_001, Infinity), true)
})

test("a session left open is sent only by a page that may end it", () => {
  assert.equal(isToSend(KEPT, 9_000_000, Infinity), false)
  assert.equal(isToSend(KEPT, 9_000_000, 30_000), true)
  assert.equal(isToSend(KEPT, 100_000, 0), true)
})

test("a session that goes on in another tab is left alone", () => {
  assert.equal(isToSend(KEPT, 110_000, 30_000), false)
})

test("what was refused, or holds nothing to send, is left alone", () => {
  assert.equal(isToSend({ ...KEPT, endedAtMs: 5, isRefused: true }, 0, 0), false)
  assert.equal(isToSend({ marks: [], endedAtMs: 5 }, 0, 0), false)
  assert.equal(isToSend(null, 0, 0), false)
})

for (const [status, redirected, answer] of [
  [200, false, "saved"],
  [200, true, "failed"],
  [409, false, "refused"],
  [422, false, "refused"],
  [403, false, "failed"],
  [500, false, "failed"],
]) {
  test(`${status}${redirected ? " after a redirect" : ""} means ${answer}`, async () => {
    globalThis.fetch = async () => ({ ok: status < 400, status, redirected })

    assert.equal(await send("/done/", LETTER, "token"), answer)
  })
}

test("no network means not reached", async () => {
  globalThis.fetch = async () => {
    throw new TypeError("offline")
  }

  assert.equal(await send("/done/", LETTER, "token"), "not-reached")
})

test("an id is a UUID of version 7 that begins with its time", () => {
  const id = entryId(0x0123456789ab, bytes => bytes.fill(0xff))

  assert.equal(id, "01234567-89ab-7fff-bfff-ffffffffffff")
})

test("ids of one moment differ", () => {
  assert.notEqual(entryId(1), entryId(1))
})

test("what was kept under like names is found; a forbidden storage holds nothing", () => {
  const storage = { "kneadwell-session-1": "", other: "" }

  assert.deepEqual(namesOf(() => storage, "kneadwell-session-"), ["kneadwell-session-1"])
  assert.deepEqual(namesOf(() => { throw new Error("forbidden") }, "kneadwell-session-"), [])
})
