/**
 * What someone notes, made on the device: an id that sorts by its time, and the moment
 * with the offset of the place where it was.
 *
 * @typedef {{ id: string, kind: string, at: string, body: Record<string, unknown> }} Entry
 */
import { entryId } from "../player/entry-id.js"
import { localIso } from "../player/format.js"

let lastIdMs = 0

/**
 * @param {string} kind
 * @param {Record<string, unknown>} body
 * @param {{ nowMs?: number, at?: string }} [when] `at` where it was at another time
 * @returns {Entry}
 */
export function entryOf(kind, body, { nowMs = Date.now(), at = localIso(nowMs) } = {}) {
  // What is noted later in one page sorts later, also within a millisecond and when
  // the clock of the device was set back.
  lastIdMs = Math.max(nowMs, lastIdMs + 1)
  return { id: entryId(lastIdMs), kind, at, body }
}

/**
 * A correction that counts: the latest of one entry does, so it is never noted before the
 * others that this device knows, whatever the clock says.
 *
 * @param {string} corrects the id of the entry
 * @param {Record<string, unknown> | null} body as it should have been; null takes it back
 * @param {{ known?: Entry[], at?: string, nowMs?: number }} [facts] `known`: entries of
 *   this device; `at`: when it really was
 * @returns {Entry}
 */
export function correctionOf(corrects, body, { known = [], at, nowMs = Date.now() } = {}) {
  const earlier = known.filter(({ kind, body }) => kind === "correction" && body.corrects === corrects)
  const afterMs = Math.max(nowMs, ...earlier.map(entry => Date.parse(entry.at) + 1))
  return entryOf("correction", { corrects, body, ...(at && { at }) }, { nowMs: afterMs })
}

/**
 * Whether two entries say the same, in whatever order their fields stand.
 *
 * @param {Entry} one
 * @param {Entry} other
 * @returns {boolean}
 */
export function isSame(one, other) {
  return JSON.stringify(one, inOrder) === JSON.stringify(other, inOrder)
}

function inOrder(_, value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
