import assert from "node:assert/strict"
import { test } from "node:test"

import { mayOpen } from "../../src/kneadwell/web/static/js/prepared/gate.js"

const NOW_MS = Date.parse("2026-11-23T12:00:00Z")
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const iso = ms => new Date(ms).toISOString()

const PAGE = {
  id: "page",
  technique: "foot-oil",
  edition: "abc",
  answers: "said",
  until: iso(NOW_MS + 70 * HOUR_MS),
  cards: ["skin", "signs"],
  statements: ["skin-looked", "thermometer", "meal"],
  most_c: 40,
  work: [{ place: "left foot", asked_s: 120, cap_s: 300 }],
}
const POCKET = {
  edition: "abc",
  answers: "said",
  made_at: iso(NOW_MS - 2 * HOUR_MS),
  until: iso(NOW_MS + 70 * HOUR_MS),
  asked_at_ms: NOW_MS - 2 * HOUR_MS,
  offset_min: 0,
  known: [],
  doses: [],
  pauses: [],
  techniques: {
    "foot-oil": { modality: "hands", times_per_day: 1, times_per_week: null, hours_apart: null },
    warmth: { modality: "heat", times_per_day: 1, times_per_week: null, hours_apart: null },
  },
}
const CHECK = {
  prepared: "page",
  session: "new",
  atMs: NOW_MS - 5 * MINUTE_MS,
  cards: ["skin", "signs"],
  confirmed: ["skin-looked", "meal"],
  celsius: 40,
}
const HERE = { entries: [], answeredAtMs: -Infinity, nowMs: NOW_MS, offsetMin: 0 }

const opens = ({ page = {}, pocket = {}, check = {}, here = {} } = {}) =>
  mayOpen({ ...PAGE, ...page }, { ...POCKET, ...pocket }, { ...CHECK, ...check }, { ...HERE, ...here }).why

const noted = (kind, body, agoMs = HOUR_MS, id = "1") => ({ id, kind, at: iso(NOW_MS - agoMs), body })
const session = (places, agoMs, more = {}) =>
  noted("session", { technique: "foot-oil", planned: places, places, ended: "finished", ...more }, agoMs)

test("H-01 it opens when everything fits", () => {
  assert.equal(opens(), null)
})

test("H-01 nothing opens without what the server gave, or without a check", () => {
  assert.equal(mayOpen(PAGE, null, CHECK, HERE).why, "nothing-kept")
  assert.equal(mayOpen(PAGE, POCKET, null, HERE).why, "again")
})

test("H-08 it opens for three days, and for one edition and the same answers", () => {
  assert.equal(opens({ pocket: { until: iso(NOW_MS) } }), "old")
  assert.equal(opens({ page: { until: iso(NOW_MS) } }), "old")
  assert.equal(opens({ pocket: { edition: "abd" } }), "old")
  assert.equal(opens({ page: { answers: "other" } }), "old")
})

test("H-02 an answer that was sent to the server since then closes it", () => {
  assert.equal(opens({ here: { answeredAtMs: POCKET.asked_at_ms } }), "old")
  assert.equal(opens({ here: { answeredAtMs: POCKET.asked_at_ms - 1 } }), null)
  assert.equal(opens({ pocket: { same_at_ms: NOW_MS - 1 }, here: { answeredAtMs: NOW_MS - 2 } }), null)
  assert.equal(opens({ pocket: { same_at_ms: NOW_MS - 3 }, here: { answeredAtMs: NOW_MS - 2 } }), "old")
  assert.equal(opens({ pocket: { asked_at_ms: undefined, same_at_ms: NOW_MS } }), "old")
})

test("H-56 a clock that does not fit closes it", () => {
  const event = noted("score", {}, -6 * MINUTE_MS)

  assert.equal(opens({ here: { nowMs: POCKET.asked_at_ms - 6 * MINUTE_MS } }), "clock")
  assert.equal(opens({ pocket: { made_at: iso(NOW_MS - 26 * HOUR_MS), until: iso(NOW_MS + 46 * HOUR_MS) } }), "clock")
  assert.equal(opens({ here: { entries: [event] } }), "clock")
  assert.equal(opens({ here: { entries: [{ ...event, at: "soon" }] } }), "clock")
})

test("H-08 a check is of this page, holds for an hour, and for one session", () => {
  assert.equal(opens({ check: { atMs: NOW_MS - HOUR_MS } }), null)
  assert.equal(opens({ check: { atMs: NOW_MS - HOUR_MS - 1 } }), "again")
  assert.equal(opens({ check: { atMs: NOW_MS + 1 } }), "again")
  assert.equal(opens({ check: { prepared: "another" } }), "again")
  assert.equal(opens({ here: { entries: [{ ...session({ "right foot": 0 }), id: "new" }] } }), "again")
})

test("H-02 every card, the look at the skin and every statement must be said", () => {
  assert.equal(opens({ check: { cards: ["skin"] } }), "said")
  assert.equal(opens({ check: { confirmed: ["meal"] } }), "said")
  assert.equal(opens({ page: { statements: [] }, check: { confirmed: [] } }), "said")
  assert.equal(opens({ check: { confirmed: ["skin-looked"] } }), "said")
  assert.equal(opens({ check: { celsius: null } }), "said")
  assert.equal(opens({ check: { celsius: 40.1 } }), "said")
})

test("H-57 a place that the server paused stays closed until its time is over", () => {
  const paused = until => ({ pocket: { pauses: [{ place: "left foot/heel", until }] } })

  assert.equal(opens(paused(null)), "paused")
  assert.equal(opens(paused(iso(NOW_MS + 1))), "paused")
  assert.equal(opens(paused(iso(NOW_MS))), null)
  assert.equal(opens({ pocket: { pauses: [{ place: "right foot", until: null }] } }), null)
})

test("H-57 what went wrong or was found here closes the place, whatever has settled", () => {
  const wrong = noted("adverse-event", { what: "colour", places: ["left foot"] })
  const found = (when, kind, places = ["left foot"]) => noted("skin-check", { when, found: [kind], places })
  const settled = answer => noted("settled", { answer, places: ["left foot"] }, MINUTE_MS, "2")
  const here = (...entries) => ({ here: { entries } })

  assert.equal(opens(here(wrong)), "paused")
  assert.equal(opens(here(wrong, settled("yes"))), "paused")
  assert.equal(opens(here(settled("no"))), "paused")
  assert.equal(opens(here(settled("unsure"))), "paused")
  assert.equal(opens(here(settled("yes"))), null)
  assert.equal(opens(here(found("20-minutes", "redness"))), "paused")
  assert.equal(opens(here(found("after", "blister", []))), "paused")
  assert.equal(opens(here(found("after", "redness"))), null)
  assert.equal(opens(here(found("after", "blister", ["left hand"]))), null)
  assert.equal(opens({ ...here(wrong), pocket: { known: ["1"] } }), null)
})

test("H-57 a correction opens nothing, and one that takes back a yes closes", () => {
  const corrected = (corrects, body) => noted("correction", { corrects, body }, MINUTE_MS, "3")
  const wrong = noted("adverse-event", { what: "colour", places: ["left foot"] })
  const yes = noted("settled", { answer: "yes", places: ["left foot"] })
  const here = (...entries) => ({ here: { entries } })

  assert.equal(opens(here(wrong, corrected("1", null))), "paused")
  assert.equal(opens(here(yes, corrected("1", null))), "paused")
  assert.equal(opens(here(corrected("unknown", null))), "paused")
  assert.equal(opens(here(noted("note", { text: "x" }), corrected("1", null))), null)
  assert.equal(opens(here(corrected("unknown", { answer: "no", places: ["left hand"] }))), "paused")
})

test("H-56 what this device did itself counts, once, with the most it may have been", () => {
  const here = (...entries) => ({ here: { entries } })
  const dose = { technique: "foot-oil", place: "left foot", seconds: 120, at: iso(NOW_MS - HOUR_MS) }

  assert.equal(opens(here(session({ "left foot": 20 }))), "dose")
  assert.equal(opens(here(session({ "right foot": 300 }))), null)
  assert.equal(opens(here(session({ "left foot": 0 }, HOUR_MS, { unseen: { "left foot": 20 } }))), "dose")
  assert.equal(opens(here(session({ "left foot": 19 }))), null)
  assert.equal(opens({ pocket: { doses: [dose] } }), "dose")
  // The same session in both: its 19 seconds leave room only when they count once.
  const twice = { pocket: { doses: [{ ...dose, seconds: 19 }] }, page: { work: [{ place: "left foot", asked_s: 281, cap_s: 300 }] } }
  assert.equal(opens({ ...twice, ...here(session({ "left foot": 19 })) }), null)
})

test("H-56 H-73 a technique counts whichever place in a session it had", () => {
  const then = (places, more = {}) => ({ then: [{ technique: "foot-oil", planned: {}, places, ...more }] })
  const after = more => session({ "left foot": 60 }, HOUR_MS, { technique: "warmth", ...more })
  const opensWith = more => opens({ here: { entries: [after(more)] } })

  assert.equal(opensWith({}), null)
  assert.equal(opensWith(then({ "left foot": 20 })), "dose")
  assert.equal(opensWith(then({ "right foot": 20 })), null)
  assert.equal(opensWith(then({}, { unseen: { "left foot": 20 } })), "dose")
  const mended = noted("correction", { corrects: "1", body: after(then({ "left foot": 20 })).body }, MINUTE_MS, "2")
  assert.equal(opens({ here: { entries: [mended] } }), "dose")
})

test("H-56 a session that was corrected counts with the most that was ever said", () => {
  const more = noted("correction", { corrects: "1", body: session({ "left foot": 60 }).body }, MINUTE_MS, "2")

  assert.equal(opens({ here: { entries: [session({ "left foot": 5 }), more] } }), "dose")
  assert.equal(opens({ here: { entries: [more] } }), "dose")
})

test("H-56 the day of the device and the day of the server both count", () => {
  const page = { technique: "warmth" }
  const techniques = { ...POCKET.techniques, cold: { ...POCKET.techniques.warmth, modality: "cold" } }
  const doses = [{ technique: "cold", place: "left foot", seconds: 30, at: "2026-11-23T00:30:00+02:00" }]

  assert.equal(opens({ page, pocket: { techniques, doses }, here: { offsetMin: 14 * 60 } }), "dose")
})
