/**
 * What goes into one letter to the server, and what its answer means. Pure.
 *
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./outbox.js").Outcome} Outcome
 * @typedef {"answered" | "too-much" | "ill" | "failed" | "signed-out" | "other-person"} Meaning
 *   `too-much`: so large a letter is never taken; `ill`: the server stumbled over it;
 *   `failed`: not now
 */
export const MOST_ENTRIES = 200
const MOST_BYTES = 500_000

const FIRST_DELAY_MS = 2_000
const LONGEST_DELAY_MS = 5 * 60_000
const LONGEST_SILENCE_MS = 60 * 60_000

/**
 * The first entries that fit into one letter; one that is too large goes alone.
 *
 * @param {Entry[]} entries
 * @param {number} [mostEntries]
 * @returns {Entry[]}
 */
export function batchOf(entries, mostEntries = MOST_ENTRIES) {
  const sizes = new TextEncoder()
  let bytes = 0
  let count = 0
  while (count < Math.min(entries.length, mostEntries)) {
    bytes += sizes.encode(JSON.stringify(entries[count])).length + 1
    if (bytes > MOST_BYTES && count > 0) break
    count += 1
  }
  return entries.slice(0, count)
}

/**
 * @param {number} status 0 for a redirect
 * @param {any} content what the answer holds, or null
 * @returns {Meaning}
 */
export function meaningOf(status, content) {
  // The page of a café that wants a login also says 200.
  if (status === 200) return Array.isArray(content?.outcomes) ? "answered" : "failed"
  if (status === 413) return "too-much"
  if (status === 401 || status === 0) return "signed-out"
  if (status === 409) return "other-person"
  return status === 400 || status === 500 ? "ill" : "failed"
}

/**
 * Those outcomes that answer for an entry of the letter.
 *
 * @param {any[]} outcomes
 * @param {Entry[]} batch
 * @returns {Outcome[]}
 */
export function outcomesFor(outcomes, batch) {
  const ids = new Set(batch.map(({ id }) => id))
  return outcomes.filter(said => ids.has(said?.id) && isOutcome(said))
}

/**
 * How long to wait before the next try: longer each time, and never in step with others.
 *
 * @param {number} failures in a row, from 1
 * @param {number} chance from 0 to 1
 * @returns {number}
 */
export function delayMs(failures, chance) {
  const fullMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS)
  return fullMs * (0.5 + chance / 2)
}

/**
 * How long the server asks to be left alone; never so long that notes are forgotten.
 *
 * @param {string | null} header Retry-After: seconds or a date
 * @param {number} nowMs
 * @returns {number}
 */
export function silenceMs(header, nowMs) {
  const seconds = /^\d+$/.test(header?.trim() ?? "") ? Number(header) * 1000 : Date.parse(header ?? "") - nowMs
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LONGEST_SILENCE_MS) : 0
}

function isOutcome({ outcome, entry }) {
  // A conflict without what is kept could not be compared; it comes again.
  if (outcome === "conflict") return typeof entry === "object" && entry !== null
  return ["kept", "known", "refused"].includes(outcome)
}
