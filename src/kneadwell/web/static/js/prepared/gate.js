/**
 * Whether a prepared session may start on this device, without asking the server. Pure.
 *
 * It never opens more than the gate of the server would: what it does not know, cannot
 * read or does not understand keeps it closed. A test holds it against `may_start`.
 *
 * @typedef {import("./ledger.js").Dose} Dose
 * @typedef {import("../outbox/entry.js").Entry} Entry
 * @typedef {{ id: string, technique: string, edition: string, answers: string, until: string,
 *   cards: string[], statements: string[], most_c: number,
 *   work: { place: string, asked_s: number, cap_s: number }[] }} Page what was prepared;
 *   `answers` names everything that was said when it was judged
 * @typedef {{ edition: string, answers: string, made_at: string, until: string, asked_at_ms: number,
 *   same_at_ms?: number, offset_min: number, known: string[], doses: Dose[], pauses: { place: string, until: string | null }[],
 *   techniques: Record<string, import("./ledger.js").Facts> }} Pocket what this device got
 *   from the server; `known`: entries that it counts; `asked_at_ms`: by this device's clock;
 *   `same_at_ms`: when it asked again, and nothing had changed
 * @typedef {{ prepared: string, session: string, atMs: number, cards: string[],
 *   confirmed: string[], celsius: number | null }} Check as it was answered here
 * @typedef {"nothing-kept" | "old" | "clock" | "again" | "said" | "paused" | "dose"} Why
 * @typedef {{ why: Why | null, possibleAtMs?: number }} Answer null opens
 */
import { momentMs, roomFor, wholeOf } from "./ledger.js"

export const CHECK_HOLDS_MS = 60 * 60_000
export const SKIN_LOOKED = "skin-looked"
export const THERMOMETER = "thermometer"
const CLOCKS_DIFFER_MS = 5 * 60_000

/**
 * @param {Page} page
 * @param {Pocket | null} pocket
 * @param {Check | null} check
 * @param {{ entries: Entry[], answeredAtMs: number, nowMs: number, offsetMin: number }} here
 *   `entries`: everything noted on this device, also of sessions that nobody ended;
 *   `answeredAtMs`: when answers were last sent to the server, -Infinity for never
 * @returns {Answer}
 */
export function mayOpen(page, pocket, check, here) {
  if (!pocket) return { why: "nothing-kept" }

  const why = whyOld(page, pocket, here) ?? whyCheckAgain(page, check, here)
  if (why !== null) return { why }

  const known = new Set(pocket.known)
  const news = here.entries.filter(({ id }) => !known.has(id))
  const places = page.work.map(({ place }) => wholeOf(place))
  if (isPaused(places, pocket, news, here)) return { why: "paused" }
  return roomAt(page, pocket, news, here)
}

/**
 * Whether everything that has to be said was said, in the way that opens.
 *
 * @param {Page} page
 * @param {Check} check
 * @returns {boolean}
 */
export function isAllSaid({ cards, statements, most_c: mostC }, { cards: none, confirmed, celsius }) {
  return (
    confirmed.includes(SKIN_LOOKED) &&
    cards.every(card => none.includes(card)) &&
    statements.every(name => (name === THERMOMETER ? celsius !== null && celsius <= mostC : confirmed.includes(name)))
  )
}

function whyOld(page, pocket, { answeredAtMs, nowMs, entries }) {
  const isSame = page.edition === pocket.edition && page.answers === pocket.answers
  const askedAtMs = Math.max(pocket.asked_at_ms, pocket.same_at_ms ?? -Infinity)
  if (!isSame || !(answeredAtMs < askedAtMs)) return "old"

  // A clock that is wrong, or was set back, makes an hour or a dose look shorter ago.
  const latestMs = Math.max(pocket.asked_at_ms, ...entries.map(({ at }) => Date.parse(at)))
  if (!(Math.abs(pocket.asked_at_ms - Date.parse(pocket.made_at)) <= CLOCKS_DIFFER_MS)) return "clock"
  if (!(latestMs <= nowMs + CLOCKS_DIFFER_MS)) return "clock"

  return nowMs < Date.parse(pocket.until) && nowMs < Date.parse(page.until) ? null : "old"
}

function whyCheckAgain(page, check, { nowMs, entries }) {
  if (!check || check.prepared !== page.id) return "again"
  if (!(nowMs >= check.atMs && nowMs - check.atMs <= CHECK_HOLDS_MS)) return "again"
  if (entries.some(({ id }) => id === check.session)) return "again"
  return isAllSaid(page, check) ? null : "said"
}

function isPaused(places, pocket, news, { nowMs, entries }) {
  // Without an end it is no time that could be over.
  const rests = pocket.pauses.filter(({ until }) => !(Date.parse(until) <= nowMs)).map(({ place }) => [place])
  const found = news.map(entry => pausedBy(entry, entries)).filter(at => at !== null)
  return [...rests, ...found].some(at => at.length === 0 || at.some(place => places.includes(wholeOf(place))))
}

/**
 * The places that an entry pauses; an empty list for all of them, null for none. That
 * something has settled opens nothing here: only the server knows what else there was.
 */
function pausedBy({ kind, body }, entries) {
  if (kind === "correction") return pausedByCorrection(body, entries)
  return pausedBySaying(body)
}

function pausedBySaying(body) {
  if ("what" in body) return body.places
  if ("found" in body) return body.found.some(found => pauses(body.when, found)) ? body.places : null
  if ("answer" in body) return body.answer === "yes" ? null : body.places
  return null
}

/** Skin is often pink at first; the look after 20 minutes decides. */
function pauses(when, found) {
  return !(when === "after" && found === "redness")
}

/** One that takes back or changes a "yes, it has settled" closes what that had opened. */
function pausedByCorrection({ corrects, body }, entries) {
  if (body === null) {
    const corrected = entries.find(({ id }) => id === corrects)
    return corrected === undefined || corrected.kind === "settled" ? [] : null
  }
  return "answer" in body ? [] : pausedBySaying(body)
}

function roomAt({ technique, work }, pocket, news, { nowMs, offsetMin, entries }) {
  const doses = [...pocket.doses, ...news.flatMap(entry => dosesOf(entry, entries))]
  // Whose midnight it is: the one of the device, and the one of the server.
  const rooms = [offsetMin, pocket.offset_min].flatMap(offset =>
    work.map(({ place, asked_s: askedS, cap_s: capS }) => {
      const asked = { technique, place, askedS, capS }
      return { askedS, ...roomFor(asked, once(doses), pocket.techniques, { ms: nowMs, offsetMin: offset }) }
    }),
  )
  if (rooms.every(({ seconds, askedS }) => seconds >= askedS)) return { why: null }
  return { why: "dose", possibleAtMs: Math.max(...rooms.map(({ possibleAtMs }) => possibleAtMs)) }
}

function dosesOf({ kind, at, body }, entries) {
  if (kind === "session") return dosesIn(body, at)
  if (kind !== "correction" || !body.body?.technique || !body.body.planned) return []

  const corrected = entries.find(({ id }) => id === body.corrects)
  return dosesIn(body.body, body.at ?? corrected?.at ?? at)
}

function dosesIn({ then = [], ...first }, at) {
  return [first, ...then].flatMap(work => dosesOfWork(work, at))
}

function dosesOfWork({ technique, places, unseen = {} }, at) {
  const wholes = [...new Set([...Object.keys(places), ...Object.keys(unseen)])]
  return wholes.map(place => ({ technique, place, at, seconds: (places[place] ?? 0) + (unseen[place] ?? 0) }))
}

/** What is known twice is counted once, with the most that it may have been. */
function once(doses) {
  const most = new Map()
  for (const dose of doses) {
    const name = JSON.stringify([dose.technique, dose.place, momentMs(dose.at)])
    if ((most.get(name)?.seconds ?? -1) < dose.seconds) most.set(name, dose)
  }
  return [...most.values()]
}
