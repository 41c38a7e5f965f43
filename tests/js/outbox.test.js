import assert from "node:assert/strict"
import { test } from "node:test"

import { MOST_ENTRIES, batchOf, delayMs, meaningOf, outcomesFor, silenceMs } from "../../src/kneadwell/web/static/js/outbox/batch.js"
import { correctionOf, entryOf, isSame } from "../../src/kneadwell/web/static/js/outbox/entry.js"
import { fieldsOf, insteadOf, textOf, valueOf, withValue } from "../../src/kneadwell/web/static/js/outbox/fields.js"
import { post } from "../../src/kneadwell/web/static/js/outbox/post.js"
import { askToStay, isRoomLow } from "../../src/kneadwell/web/static/js/outbox/room.js"
import { startSync } from "../../src/kneadwell/web/static/js/outbox/sync.js"
import { chance } from "./chance.js"

const NOON_MS = Date.parse("2026-11-23T12:00:00Z")
const note = (text, nowMs = NOON_MS) => entryOf("note", { text }, { nowMs })

/** An outbox in memory that knows what sync asks of it. */
class Box extends EventTarget {
  name = "box"
  person = "p"
  rows = new Map()
  facts = new Map()

  keep(entries) {
    for (const entry of entries) this.rows.set(entry.id, { entry, state: "waiting" })
    this.dispatchEvent(new Event("change"))
  }

  async waiting() {
    return this.#in("waiting")
  }

  async counts() {
    return { waiting: this.#in("waiting").length, attention: this.#in("attention").length }
  }

  async settle(outcomes) {
    for (const { id, outcome } of outcomes) {
      this.rows.get(id).state = ["kept", "known"].includes(outcome) ? "sent" : "attention"
    }
  }

  async turnFact(name, next) {
    const value = next(this.facts.get(name) ?? null)
    if (value !== undefined) this.facts.set(name, value)
    return value !== undefined
  }

  #in(state) {
    return [...this.rows.values()].filter(row => row.state === state).map(row => row.entry)
  }
}

function answer(status, content, headers = {}) {
  return new Response(JSON.stringify(content), { status, headers })
}

function taken({ entries }, outcome = "kept") {
  return answer(200, { outcomes: entries.map(({ id }) => ({ id, outcome })) })
}

/** A sync over a server that is a function of what was asked. */
function meeting(entries, serve, parts = {}) {
  const outbox = new Box()
  outbox.keep(entries)
  const asked = []
  const told = []
  const fetchFn = async (_, { body }) => {
    asked.push(JSON.parse(body))
    return serve(asked.at(-1), asked.length)
  }
  const sync = startSync({ outbox, fetchFn, locks: null, onChange: status => told.push(status), ...parts })
  return { outbox, asked, told, sync }
}

test("what is noted later sorts later, also when the clock was set back", () => {
  const ids = [NOON_MS, NOON_MS, NOON_MS - 86_400_000, NOON_MS].map(nowMs => note("x", nowMs).id)

  assert.deepEqual(ids, ids.toSorted())
  assert.equal(new Set(ids).size, 4)
})

test("an entry has the local time of its moment, whatever its id had to be", () => {
  note("x", NOON_MS)
  const early = note("x", NOON_MS - 86_400_000)

  assert.equal(Date.parse(early.at), NOON_MS - 86_400_000)
  assert.match(early.at, /[+-]\d\d:\d\d$/)
})

test("the last correction counts, also when the clock was set back before it (H-13)", () => {
  const first = correctionOf("a", null, { nowMs: NOON_MS })
  const other = correctionOf("b", null, { nowMs: NOON_MS + 86_400_000 })
  const second = correctionOf("a", { text: "y" }, { known: [first, other], nowMs: NOON_MS - 3_600_000 })

  assert.equal(Date.parse(second.at), Date.parse(first.at) + 1)
})

test("the same words in another order are the same entry", () => {
  assert.ok(isSame({ id: "a", body: { x: 1, y: [1, 2] } }, { body: { y: [1, 2], x: 1 }, id: "a" }))
  assert.ok(!isSame({ id: "a", body: { x: 1 } }, { id: "a", body: { x: null } }))
  assert.ok(!isSame({ id: "a", body: { y: [1, 2] } }, { id: "a", body: { y: [2, 1] } }))
})

test("a letter holds no more than the server takes, and always something", () => {
  const draw = chance(1)
  for (let round = 0; round < 50; round += 1) {
    const entries = Array.from({ length: draw(1, 500) }, () => note("ü".repeat(draw(1, 4000))))
    const batch = batchOf(entries)
    const bytes = new TextEncoder().encode(JSON.stringify(batch)).length

    assert.ok(batch.length > 0 && batch.length <= MOST_ENTRIES)
    assert.ok(bytes <= 500_002)
    assert.deepEqual(batch, entries.slice(0, batch.length))
  }
  assert.equal(batchOf([note("ü".repeat(400_000)), note("x")]).length, 1)
})

test("each wait is longer, up to five minutes, and never in step with others", () => {
  assert.equal(delayMs(1, 1), 2_000)
  assert.equal(delayMs(1, 0), 1_000)
  assert.equal(delayMs(4, 1), 16_000)
  assert.equal(delayMs(1_000, 1), 300_000)
})

test("the server is left alone as long as it asks, and no longer than an hour", () => {
  assert.equal(silenceMs("7", NOON_MS), 7_000)
  assert.equal(silenceMs("Mon, 23 Nov 2026 12:00:30 GMT", NOON_MS), 30_000)
  assert.equal(silenceMs("Mon, 23 Nov 2026 11:00:00 GMT", NOON_MS), 0)
  assert.equal(silenceMs("99999999", NOON_MS), 3_600_000)
  for (const odd of [null, "", "soon", "-5"]) assert.equal(silenceMs(odd, NOON_MS), 0)
})

test("only an answer with outcomes is an answer (H-13)", () => {
  assert.equal(meaningOf(200, { outcomes: [] }), "answered")
  assert.equal(meaningOf(200, null), "failed")
  assert.equal(meaningOf(200, { hello: "café" }), "failed")
  assert.equal(meaningOf(0, null), "signed-out")
  assert.equal(meaningOf(401, {}), "signed-out")
  assert.equal(meaningOf(409, {}), "other-person")
  assert.equal(meaningOf(413, {}), "too-much")
  for (const status of [400, 500]) assert.equal(meaningOf(status, {}), "ill")
  for (const status of [403, 404, 415, 429, 502, 503, 507]) assert.equal(meaningOf(status, {}), "failed")
})

test("outcomes that answer for nothing sent, or cannot be read, count for nothing", () => {
  const [a, b] = [note("a"), note("b")]
  const said = [
    { id: a.id, outcome: "kept" },
    { id: b.id, outcome: "conflict" },
    { id: b.id, outcome: "maybe" },
    { id: "else", outcome: "kept" },
    null,
  ]

  assert.deepEqual(outcomesFor(said, [a, b]), [{ id: a.id, outcome: "kept" }])
})

test("everything goes, letter after letter, each entry once", async () => {
  const entries = Array.from({ length: 450 }, (_, n) => note(`${n}`))
  const { sync, asked, told } = meeting(entries, letter => taken(letter))
  const status = await sync.now()
  sync.stop()

  assert.deepEqual(status, { state: "idle", waiting: 0, attention: 0 })
  assert.deepEqual(asked.map(letter => letter.entries.length), [200, 200, 50])
  assert.deepEqual(asked.flatMap(letter => letter.entries), entries)
  assert.equal(told.at(-1).state, "idle")
})

test("what was not answered for waits on (H-13)", async () => {
  for (const [serve, state] of [
    [() => Promise.reject(new TypeError("no network")), "offline"],
    [() => answer(503, {}), "failed"],
    [() => answer(507, {}), "failed"],
    [() => answer(200, { outcomes: [] }), "failed"],
    [() => new Response("<html>", { status: 200 }), "failed"],
    [() => answer(401, {}), "signed-out"],
    [() => answer(409, {}), "other-person"],
    [() => answer(500, {}), "failed"],
    [() => answer(400, {}), "failed"],
  ]) {
    const { sync } = meeting([note("a"), note("b")], serve)
    const status = await sync.now()
    sync.stop()

    assert.deepEqual(status, { state, waiting: 2, attention: 0 })
  }
})

test("refused and conflicting entries need the person; the others are there", async () => {
  const entries = [note("a"), note("b"), note("c")]
  const { sync } = meeting(entries, () =>
    answer(200, {
      outcomes: [
        { id: entries[0].id, outcome: "refused", field: "at", problem: "lies ahead" },
        { id: entries[1].id, outcome: "conflict", entry: note("else") },
        { id: entries[2].id, outcome: "known" },
      ],
    }),
  )
  const status = await sync.now()
  sync.stop()

  assert.deepEqual(status, { state: "idle", waiting: 0, attention: 2 })
})

test("an entry that the server stumbles over holds up no other", async () => {
  const entries = Array.from({ length: 9 }, (_, n) => note(`${n}`))
  const sick = entries[0].id
  const { sync, outbox } = meeting(entries, letter =>
    letter.entries.some(({ id }) => id === sick) ? answer(500, {}) : taken(letter),
  )
  for (let turn = 0; turn < 6; turn += 1) await sync.now()
  sync.stop()

  assert.deepEqual((await outbox.waiting()).map(({ id }) => id), [sick])
})

test("an entry that no letter can hold needs the person, and the others go", async () => {
  const entries = Array.from({ length: 5 }, (_, n) => note(`${n}`))
  const large = entries[3].id
  const { sync, outbox } = meeting(entries, letter =>
    letter.entries.some(({ id }) => id === large) ? answer(413, {}) : taken(letter),
  )
  const status = await sync.now()
  sync.stop()

  assert.deepEqual(status, { state: "idle", waiting: 0, attention: 1 })
  assert.equal(outbox.rows.get(large).state, "attention")
})

test("while one letter is on its way no other goes", async () => {
  let open = 0
  let most = 0
  const { sync, outbox } = meeting([note("a")], async letter => {
    open += 1
    most = Math.max(most, open)
    await new Promise(resolve => setTimeout(resolve, 5))
    open -= 1
    return taken(letter)
  })
  outbox.keep([note("b")])
  const first = sync.now()
  await new Promise(resolve => setTimeout(resolve, 2))
  outbox.keep([note("c")])
  await Promise.all([first, sync.now()])
  const status = await sync.now()
  sync.stop()

  assert.equal(status.waiting, 0)
  assert.equal(most, 1)
})

test("nobody asks before the server wants it, whatever happens", async () => {
  let nowMs = 0
  const { sync, asked, outbox } = meeting(
    [note("a")],
    (letter, turn) => (turn === 1 ? answer(503, {}, { "Retry-After": "60" }) : taken(letter)),
    { nowMs: () => nowMs },
  )
  await sync.now()
  outbox.keep([note("b")])
  await sync.now()
  assert.equal(asked.length, 1)

  nowMs = 60_000
  const status = await sync.now()
  sync.stop()

  assert.equal(asked.length, 2)
  assert.equal(status.waiting, 0)
})

test("a turn that nobody gave back is over in the end", async () => {
  const outbox = new Box()
  outbox.facts.set("turn", { id: 1, untilMs: Date.now() - 1 })
  outbox.keep([note("a")])
  const sync = startSync({ outbox, locks: null, fetchFn: async (_, { body }) => taken(JSON.parse(body)) })
  const status = await sync.now()
  sync.stop()

  assert.equal(status.waiting, 0)
})

test("a letter says whose it is and goes nowhere else", async () => {
  let asked
  await post({ url: "/sync/", person: "p", fetchFn: async (url, options) => ((asked = { url, ...options }), answer(401, {})) }, [])

  assert.equal(asked.url, "/sync/")
  assert.equal(asked.redirect, "manual")
  assert.deepEqual(JSON.parse(asked.body), { person: "p", entries: [] })
})

test("a browser that never answers holds up nothing", async t => {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  const never = new Promise(() => {})
  const asked = askToStay({ persisted: async () => false, persist: () => never })
  await Promise.resolve()
  t.mock.timers.tick(3_000)

  assert.equal(await asked, null)
})

test("little room is told, and a browser that does not say is not", async () => {
  assert.equal(await isRoomLow({ estimate: async () => ({ quota: 10e9, usage: 10e9 - 1e6 }) }), true)
  assert.equal(await isRoomLow({ estimate: async () => ({ quota: 10e9, usage: 1e6 }) }), false)
  assert.equal(await isRoomLow(null), false)
  assert.equal(await askToStay(null), null)
})

const WORDS = {
  fields: {
    "scores.pain": { label: "Pain", type: "number", most: 10 },
    flare: { label: "Flare", type: "yes-no" },
    text: { label: "Words", type: "text" },
    "places.*": { label: "Seconds on: {name}", type: "number" },
    found: { label: "Found", type: "read", choices: { colour: "Another colour" } },
  },
  says: { yes: "Yes", no: "No" },
}

test("an entry is read as its fields, without what is for machines", () => {
  const body = { session: "id", flare: null, scores: { pain: 3 }, places: { "left foot": 60 }, found: ["colour", "new"] }
  const shown = fieldsOf(body, WORDS).map(field => [field.label, textOf(field, WORDS)])

  assert.deepEqual(shown, [["Pain", "3"], ["Flare", ""], ["Seconds on: left foot", "60"], ["Found", "Another colour, new"]])
})

test("a correction is read as what it corrects", () => {
  const [field] = fieldsOf({ corrects: "id", body: { text: "x" } }, WORDS)

  assert.deepEqual([field.label, field.path], ["Words", ["body", "text"]])
  assert.deepEqual(fieldsOf({ corrects: "id", body: null }, WORDS), [])
})

test("nothing typed was not said, and is no zero", () => {
  assert.equal(valueOf("number", ""), null)
  assert.equal(valueOf("number", "0"), 0)
  assert.equal(valueOf("yes-no", ""), null)
  assert.equal(valueOf("yes-no", "no"), false)
  assert.equal(valueOf("text", ""), "")
})

test("one field is mended and all else stays", () => {
  const body = { scores: { pain: 3, sleep: null }, flare: true }

  assert.deepEqual(withValue(body, ["scores", "pain"], 4), { scores: { pain: 4, sleep: null }, flare: true })
  assert.deepEqual(body.scores.pain, 3)
})

test("what this device has goes as a correction of what is kept, or else on its own", () => {
  const ours = note("ours")
  const theirs = { ...note("theirs"), id: ours.id }
  const other = { ...theirs, kind: "change", body: { change: "no-change" } }
  const undo = correctionOf("a", null)

  assert.deepEqual(insteadOf(ours, theirs, []).body, { corrects: ours.id, body: ours.body, at: ours.at })
  assert.deepEqual(insteadOf(ours, other, []).body, ours.body)
  assert.notEqual(insteadOf(ours, other, []).id, ours.id)
  assert.deepEqual(insteadOf(undo, undo, []).body, { corrects: "a", body: null })
})
