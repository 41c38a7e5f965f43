/**
 * The outbox of this page: whose it is, and what happens to what is noted here.
 *
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {import("./outbox.js").Outcome} Outcome
 * @typedef {{ where: "device" | "server" | "refused" | "nowhere", why?: "full" | "forbidden" |
 *   "different", outcomes?: Outcome[], state?: string }} Whereabouts
 *   `why`: for what reason it is not on this device; `state`: why the server has not got it
 */
import { openOutbox } from "./outbox.js"
import { post } from "./post.js"
import { askToStay } from "./room.js"
import { startSync } from "./sync.js"

const URL_OF_SYNC = "/sync/"
const WRITES_WITHIN_MS = 10_000

let opened = null
let started = null
let last = null
const told = new EventTarget()

/** @returns {string | null} whose page this is; null where nobody is known */
export function person() {
  return document.querySelector("meta[name=kneadwell-person]")?.content || null
}

/**
 * @returns {Promise<import("./outbox.js").Outbox>}
 * @throws {import("./outbox.js").NotKeptError}
 */
export function outbox() {
  opened ??= openOutbox({ person: person() }).catch(error => {
    opened = null
    throw error
  })
  return opened
}

/**
 * Send what waits; the page keeps at it from now on.
 *
 * @returns {Promise<import("./sync.js").Status>}
 */
export async function syncNow() {
  const box = await outbox()
  started ??= startSync({ outbox: box, url: URL_OF_SYNC, onChange: tell })
  return started.now()
}

/**
 * Hear how it stands, now and after each change.
 *
 * @param {(status: import("./sync.js").Status) => void} hear
 */
export function onStatus(hear) {
  told.addEventListener("status", () => hear(last))
  if (last !== null) hear(last)
}

/**
 * Keep entries on this device; where that cannot be, hand them to the server at once.
 * Only "device" and "server" may be told as kept.
 *
 * @param {Entry[]} entries
 * @returns {Promise<Whereabouts>}
 */
export async function keep(entries) {
  try {
    await within(WRITES_WITHIN_MS, outbox().then(box => box.keep(entries)))
  } catch ({ why = "forbidden" }) {
    return { why, ...(await handOver(entries)) }
  }
  void askToStay()
  void syncNow()
  return { where: "device" }
}

/** @returns {Promise<Whereabouts>} */
async function handOver(entries) {
  const { meaning, outcomes } = await post({ url: URL_OF_SYNC, person: person() }, entries)
  if (meaning !== "answered") return { where: "nowhere", state: meaning }

  const there = outcomes.filter(({ outcome }) => outcome === "kept" || outcome === "known")
  return { where: there.length === entries.length ? "server" : "refused", outcomes }
}

function tell(status) {
  last = status
  told.dispatchEvent(new Event("status"))
}

/** A browser that never answers has kept nothing that could be promised. */
function within(ms, promise) {
  const late = new Promise((_, reject) => setTimeout(reject, ms, new Error("The browser does not answer.")))
  return Promise.race([promise, late])
}
