/**
 * What this device knows when it decides whether a prepared session may start.
 */
import { outbox } from "../outbox/here.js"
import { entriesOf } from "../player/entries.js"
import { localIso } from "../player/format.js"
import { lateLetter } from "../player/letter.js"
import { Shelf, namesOf } from "../player/shelf.js"
import { answeredAtMs } from "./answered.js"

const PREFIX = "kneadwell-session-"
const CHECK = "check"

/**
 * @param {string | null} [own] the id of a session that may go on, and does not count
 *   against itself
 * @returns {Promise<{ pocket: import("./gate.js").Pocket | null,
 *   check: import("./gate.js").Check | null, here: object }>} what the gate asks for
 */
export async function known(own = null) {
  const box = await outbox()
  const nowMs = Date.now()
  const shelved = shelvedSessions(own, nowMs)
  return {
    pocket: await box.fact("pocket"),
    check: await box.fact(CHECK),
    here: {
      entries: [...(await box.recent()), ...shelved.flatMap(entries => entries ?? [])],
      // A session of which nobody knows what it was may have been anything.
      answeredAtMs: shelved.includes(null) ? Infinity : answeredAtMs(),
      nowMs,
      offsetMin: -new Date(nowMs).getTimezoneOffset(),
    },
  }
}

/** @param {import("./gate.js").Check} check */
export async function keepCheck(check) {
  await (await outbox()).setFact(CHECK, check)
}

/** @returns {Promise<import("./gate.js").Check | null>} the last check on this device */
export async function lastCheck() {
  return (await outbox()).fact(CHECK)
}

/** @returns {import("../player/letter.js").Kept | null} a session that runs, or that ended */
export function shelfOf(session) {
  return new Shelf(() => localStorage, PREFIX + session).read()
}

/** @returns {string} the moment of a check as an entry carries it */
export function checkedAt({ atMs }) {
  return localIso(atMs)
}

/** What lies in this browser of sessions that no outbox has: running, or just ended. */
function shelvedSessions(own, nowMs) {
  return namesOf(() => localStorage, PREFIX)
    .map(name => ({ id: name.slice(PREFIX.length), kept: new Shelf(() => localStorage, name).read() }))
    .filter(({ id, kept }) => kept !== null && id !== own)
    .map(({ id, kept }) => (kept.facts ? entriesOf(id, kept.facts, lateLetter(kept, nowMs)) : null))
}
