/**
 * Sends what waits in an outbox until the server has it.
 *
 * One tab at a time sends; the others wait for their turn and mostly find nothing left.
 * What fails is tried again later and later, and at once when the network comes back,
 * the page is looked at, or something new is noted; never before the server wants it.
 *
 * @typedef {{ state: "idle" | "sending" | "offline" | "failed" | "signed-out" | "other-person",
 *   waiting: number, attention: number }} Status
 */
import { MOST_ENTRIES, batchOf, delayMs } from "./batch.js"
import { post } from "./post.js"
import { inTurn } from "./turn.js"

/**
 * @param {{ outbox: import("./outbox.js").Outbox, url?: string,
 *   onChange?: (status: Status) => void, fetchFn?: typeof fetch, locks?: LockManager,
 *   chance?: () => number, nowMs?: () => number }} parts
 * @returns {{ now: () => Promise<Status>, stop: () => void }}
 */
export function startSync(parts) {
  const sync = new Sync(parts)
  sync.start()
  return { now: () => sync.now(), stop: () => sync.stop() }
}

class Sync {
  #outbox
  #where
  #onChange
  #locks
  #chance
  #nowMs
  #ended = new AbortController()

  #state = "idle"
  #running = null
  #isWanted = false
  #timer = null
  #failures = 0
  #silentUntilMs = 0
  #mostEntries = MOST_ENTRIES
  /** Entries that the server stumbled over by themselves; they hold up no other. */
  #ill = new Set()

  constructor({
    outbox,
    url = "/sync/",
    onChange = () => {},
    fetchFn = (...args) => fetch(...args),
    locks = globalThis.navigator?.locks,
    chance = Math.random,
    nowMs = () => performance.now(),
  }) {
    this.#outbox = outbox
    this.#where = { url, person: outbox.person, fetchFn, signal: this.#ended.signal }
    this.#onChange = onChange
    this.#locks = locks
    this.#chance = chance
    this.#nowMs = nowMs
  }

  start() {
    const again = () => void this.now()
    const options = { signal: this.#ended.signal }
    this.#outbox.addEventListener("change", again, options)
    globalThis.addEventListener?.("online", again, options)
    globalThis.addEventListener?.("pageshow", again, options)
    globalThis.document?.addEventListener(
      "visibilitychange",
      () => document.visibilityState === "visible" && again(),
      options,
    )
    again()
  }

  stop() {
    this.#ended.abort()
    clearTimeout(this.#timer)
  }

  now() {
    this.#isWanted = true
    this.#running ??= this.#run()
    return this.#running
  }

  get #isEnded() {
    return this.#ended.signal.aborted
  }

  async #run() {
    let status
    do {
      this.#isWanted = false
      clearTimeout(this.#timer)
      try {
        await inTurn({ outbox: this.#outbox, locks: this.#locks, signal: this.#ended.signal }, () => this.#empty())
      } catch {
        this.#fail("failed")
      }
      status = await this.#tell()
    } while (this.#isWanted && !this.#isEnded)
    this.#running = null
    return status
  }

  /** Send letter after letter until nothing waits, or one fails. */
  async #empty() {
    for (;;) {
      const batch = batchOf(illLast(await this.#outbox.waiting(), this.#ill), this.#mostEntries)
      if (this.#isEnded) return
      if (batch.length === 0) return this.#rest()
      if (this.#nowMs() < this.#silentUntilMs) return this.#sleep(this.#silentUntilMs - this.#nowMs())

      this.#state = "sending"
      await this.#tell()
      const answer = await post(this.#where, batch)
      if (this.#isEnded) return
      this.#silentUntilMs = this.#nowMs() + answer.silenceMs
      if (!(await this.#take(answer, batch))) return
    }
  }

  /** Take in an answer, and tell whether the next letter may go at once. */
  async #take({ meaning, outcomes, problem }, batch) {
    if (meaning === "answered" && outcomes.length > 0) {
      await this.#outbox.settle(outcomes)
      this.#failures = 0
      this.#mostEntries = Math.min(this.#mostEntries * 2, MOST_ENTRIES)
      return true
    }
    if (meaning === "too-much" && batch.length === 1) {
      await this.#outbox.settle([{ id: batch[0].id, outcome: "refused", problem }])
      return true
    }
    if (meaning === "too-much" || meaning === "ill") this.#mostEntries = Math.ceil(batch.length / 2)
    if (meaning === "too-much") return true
    if (meaning === "ill" && batch.length === 1) this.#ill.add(batch[0].id)
    this.#fail(STATES[meaning] ?? "failed")
    return false
  }

  #rest() {
    this.#state = "idle"
    this.#failures = 0
  }

  #fail(state) {
    this.#state = state
    this.#failures += 1
    this.#sleep(Math.max(delayMs(this.#failures, this.#chance()), this.#silentUntilMs - this.#nowMs()))
  }

  #sleep(ms) {
    clearTimeout(this.#timer)
    if (!this.#isEnded) this.#timer = setTimeout(() => this.now(), ms)
  }

  /** @returns {Promise<Status>} */
  async #tell() {
    const counts = await this.#outbox.counts().catch(() => ({ waiting: 0, attention: 0 }))
    const status = { state: this.#state, ...counts }
    if (!this.#isEnded) this.#onChange(status)
    return status
  }
}

const STATES = { offline: "offline", "signed-out": "signed-out", "other-person": "other-person" }

function illLast(entries, ill) {
  const isIll = ({ id }) => ill.has(id)
  return [...entries.filter(entry => !isIll(entry)), ...entries.filter(isIll)]
}
