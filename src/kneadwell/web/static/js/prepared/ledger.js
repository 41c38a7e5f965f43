/**
 * What a place has had already, against what it may have: `screening/ledger.py` once
 * more, for a device without a network. A test holds the two together.
 *
 * @typedef {{ technique: string, place: string, seconds: number, at: string }} Dose `at`:
 *   when it ended, with the offset of the place it was done in
 * @typedef {{ modality: "hands" | "ball" | "heat" | "cold", times_per_day: number | null,
 *   times_per_week: number | null, hours_apart: number | null }} Facts of a technique, or of
 *   what a therapist allows of it where that is less
 * @typedef {{ technique: string, place: string, askedS: number, capS: number }} Asked
 * @typedef {{ ms: number, offsetMin: number }} Moment with the offset of where the person is
 */

/** A shorter try adds its seconds, and is not counted as a time. */
const COUNTS_FROM_S = 20
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Holds no more than a day may; shorter, so that the same hour tomorrow is never too soon. */
const ROLLING_MS = 20 * HOUR_MS
const OTHER_EXTREME = { heat: "cold", cold: "heat" }
const FINER_THAN_MS = /\.\d{3}\d*[1-9]/

/**
 * How much of what is asked a place may have now, and when it may have all of it.
 *
 * @param {Asked} asked
 * @param {Dose[]} doses everything done before, in any order
 * @param {Record<string, Facts>} techniques by id
 * @param {Moment} now
 * @returns {{ seconds: number, possibleAtMs: number }}
 */
export function roomFor({ technique, place, askedS, capS }, doses, techniques, { ms, offsetMin }) {
  const past = doses
    .filter(dose => wholeOf(dose.place) === wholeOf(place))
    .map(dose => ({ ...dose, atMs: momentMs(dose.at), date: dose.at.slice(0, 10) }))
  const facts = techniques[technique]
  const modalityOf = dose => techniques[dose.technique]?.modality
  const own = past.filter(dose =>
    facts.modality === "hands" ? dose.technique === technique : modalityOf(dose) === facts.modality,
  )
  const others = past.filter(dose => facts.modality in OTHER_EXTREME && modalityOf(dose) === OTHER_EXTREME[facts.modality])
  const allowedS = atMs => allowed(facts, capS, own, others, { ms: atMs, date: dateAt(atMs, offsetMin) })

  const moments = [ms, ...turns(past, facts, ms, offsetMin).filter(atMs => atMs > ms)].sort((a, b) => a - b)
  const wanted = Math.min(askedS, capS)
  return {
    seconds: Math.min(askedS, allowedS(ms)),
    possibleAtMs: moments.find(atMs => allowedS(atMs) >= wanted) ?? moments.at(-1),
  }
}

/** @returns {string} the place without its spot */
export function wholeOf(place) {
  return place.split("/")[0]
}

/** Cut to milliseconds a dose would seem older than it is. */
export function momentMs(iso) {
  return Date.parse(iso) + (FINER_THAN_MS.test(iso) ? 1 : 0)
}

function allowed(facts, capS, own, others, now) {
  if (others.some(dose => dose.seconds > 0 && dose.date === now.date)) return 0
  if (isTooSoon(facts, own, now.ms)) return 0

  const week = mondayOf(now.date)
  if (facts.times_per_week !== null && times(own.filter(({ date }) => mondayOf(date) === week)) >= facts.times_per_week) {
    return 0
  }
  const perDay = facts.times_per_day ?? (facts.times_per_week ? 1 : null)
  if (perDay === null) return capS

  const windows = [own.filter(({ date }) => date === now.date), own.filter(({ atMs }) => now.ms - atMs < ROLLING_MS)]
  if (windows.some(window => times(window) >= perDay)) return 0
  const leftS = windows.map(window => capS * perDay - window.reduce((sum, { seconds }) => sum + seconds, 0))
  return Math.max(0, Math.min(capS, ...leftS))
}

function isTooSoon({ hours_apart: hours }, own, ms) {
  return hours !== null && own.some(({ seconds, atMs }) => seconds > 0 && ms - atMs < hours * HOUR_MS)
}

/** The moments at which something may become allowed again. */
function turns(past, { hours_apart: hours }, ms, offsetMin) {
  const midnightMs = Date.parse(dateAt(ms, offsetMin)) - offsetMin * 60_000
  const nights = [1, 2, 3, 4, 5, 6, 7, 8].map(days => midnightMs + days * DAY_MS)
  return [...nights, ...past.flatMap(({ atMs }) => [atMs + ROLLING_MS, atMs + (hours ?? 0) * HOUR_MS])]
}

function times(doses) {
  return doses.filter(({ seconds }) => seconds >= COUNTS_FROM_S).length
}

function dateAt(ms, offsetMin) {
  return new Date(ms + offsetMin * 60_000).toISOString().slice(0, 10)
}

/** The first day of the week of a date, which names the week across a new year too. */
function mondayOf(date) {
  const sinceMonday = (new Date(date).getUTCDay() + 6) % 7
  return Date.parse(date) - sinceMonday * DAY_MS
}
