/**
 * What was noted on this device, kept until the server has it and a while longer.
 *
 * Every row carries its person; rows of somebody else are neither shown nor sent. An entry
 * waits, then the server has it, or it needs the person: it was refused, or the server has
 * something else under its id.
 *
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {{ id: string, outcome: "kept" | "known" | "conflict" | "refused", field?: string,
 *   problem?: string, entry?: Entry, flags?: string[] }} Outcome what the server says of an
 *   entry; with a conflict `entry` is what it has
 */
import { Database, answerTo } from "./database.js"
import { isSame } from "./entry.js"

const SENT_STAYS_MS = 21 * 24 * 60 * 60_000

/** An entry is not kept on this device, and nobody may be told that it is. */
export class NotKeptError extends Error {
  /**
   * @param {"full" | "forbidden" | "different"} why no room, no storage, or something else
   *   is kept under this id
   * @param {unknown} [cause]
   */
  constructor(why, cause) {
    super(`Not kept on this device: ${why}`, { cause })
    this.name = "NotKeptError"
    this.why = why
  }
}

/**
 * @param {{ name?: string, person: string, nowMs?: () => number }} whose
 * @returns {Promise<Outbox>}
 * @throws {NotKeptError} the browser has no place for it
 */
export async function openOutbox({ name = "kneadwell", person, nowMs = Date.now }) {
  const outbox = new Outbox(new Database(name), name, person, nowMs)
  await outbox.prune()
  return outbox
}

/** Tells of each change, made here or in another tab, by a `change` event. */
export class Outbox extends EventTarget {
  #database
  #channel
  #nowMs

  constructor(database, name, person, nowMs) {
    super()
    this.#database = database
    this.#nowMs = nowMs
    this.name = name
    this.person = person
    this.#channel = globalThis.BroadcastChannel ? new BroadcastChannel(`${name}-outbox`) : null
    this.#channel?.addEventListener("message", () => this.#tellHere())
  }

  /**
   * Write entries down, all or none. Once this resolves they are on the disk. One that is
   * here already stays as it is.
   *
   * @param {Entry[]} entries
   * @throws {NotKeptError}
   */
  async keep(entries) {
    await this.#change(async store => {
      for (const entry of entries) await this.#add(store, entry)
    })
  }

  /** @returns {Promise<Entry[]>} what the server has yet to answer for, first noted first */
  async waiting() {
    return (await this.#inState("waiting")).map(({ entry }) => entry)
  }

  /** @returns {Promise<{ entry: Entry, outcome: Outcome }[]>} what needs the person */
  async attention() {
    return (await this.#inState("attention")).map(({ entry, outcome }) => ({ entry, outcome }))
  }

  /** @returns {Promise<{ waiting: number, attention: number }>} */
  counts() {
    return this.#read(async ({ entries }) => {
      const count = state => answerTo(entries.index("by-state").count([this.person, state]))
      return { waiting: await count("waiting"), attention: await count("attention") }
    })
  }

  /**
   * Everything that is still known here, sent or not.
   *
   * @param {number} [sinceMs] noted or written down since then
   * @returns {Promise<Entry[]>}
   */
  async recent(sinceMs = 0) {
    const rows = await this.#rows()
    return rows
      .filter(({ entry, keptAtMs }) => Math.max(Date.parse(entry.at), keptAtMs) >= sinceMs)
      .map(({ entry }) => entry)
  }

  /**
   * Take in what the server said. What it has once, no late answer takes back.
   *
   * @param {Outcome[]} outcomes
   */
  async settle(outcomes) {
    await this.#change(async store => {
      for (const outcome of outcomes) {
        const row = await answerTo(store.get([this.person, outcome.id]))
        if (row === undefined || row.state === "sent") continue
        const isThere = outcome.outcome === "kept" || outcome.outcome === "known"
        const state = isThere ? "sent" : "attention"
        await answerTo(store.put({ ...row, state, outcome, settledAtMs: this.#nowMs() }))
      }
    })
  }

  /** Send once more what needs the person, as it is. */
  async again(id) {
    await this.#attend(id, async (store, row) => {
      await answerTo(store.put({ ...row, state: "waiting", outcome: undefined }))
    })
  }

  /**
   * Put another entry in place of one that needs the person.
   *
   * @param {string} id
   * @param {Entry} entry with an id of its own
   */
  async replace(id, entry) {
    await this.#attend(id, async store => {
      await this.#add(store, entry)
      await answerTo(store.delete([this.person, id]))
    })
  }

  /** Leave it at what the server has under this id. */
  async accept(id) {
    await this.#attend(id, async (store, row) => {
      const entry = { ...row.outcome.entry, id }
      await answerTo(store.put({ ...row, entry, state: "sent" }))
    })
  }

  /** Give up an entry that needs the person, after a clear yes. */
  async drop(id) {
    await this.#attend(id, async store => {
      await answerTo(store.delete([this.person, id]))
    })
  }

  /** Forget what the server has had for a while. */
  async prune() {
    const nowMs = this.#nowMs()
    await this.#write(async ({ entries }) => {
      for (const row of await answerTo(entries.index("by-state").getAll([this.person, "sent"]))) {
        if (nowMs - row.settledAtMs <= SENT_STAYS_MS) continue
        await answerTo(entries.delete([this.person, row.entry.id]))
      }
    })
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  async setFact(name, value) {
    await this.#write(({ facts }) => answerTo(facts.put({ person: this.person, name, value })))
  }

  /**
   * @param {string} name
   * @returns {Promise<any>} null when nothing is known
   */
  async fact(name) {
    const row = await this.#read(({ facts }) => answerTo(facts.get([this.person, name])))
    return row?.value ?? null
  }

  /**
   * Change a fact without anybody in between.
   *
   * @param {string} name
   * @param {(value: any) => unknown} next of what is known, or null; undefined leaves it
   * @returns {Promise<boolean>} whether it was changed
   */
  async turnFact(name, next) {
    return this.#write(async ({ facts }) => {
      const row = await answerTo(facts.get([this.person, name]))
      const value = next(row?.value ?? null)
      if (value === undefined) return false
      await answerTo(facts.put({ person: this.person, name, value }))
      return true
    })
  }

  /** Forget everything of this person, sent or not. */
  async clear() {
    await this.#write(async ({ entries, facts }) => {
      await answerTo(entries.delete(allOf(this.person)))
      await answerTo(facts.delete(allOf(this.person)))
    })
    this.#tell()
  }

  close() {
    this.#channel?.close()
    this.#channel = null
    this.#database.close()
  }

  async #add(store, entry) {
    const kept = await answerTo(store.get([this.person, entry.id]))
    if (kept !== undefined && !isSame(kept.entry, entry)) throw new NotKeptError("different")
    if (kept !== undefined) return
    await answerTo(store.put({ person: this.person, entry, state: "waiting", keptAtMs: this.#nowMs() }))
  }

  /** Another tab may have answered first; then there is nothing left to do. */
  async #attend(id, act) {
    await this.#change(async store => {
      const row = await answerTo(store.get([this.person, id]))
      if (row?.state === "attention") await act(store, row)
    })
  }

  async #change(act) {
    await this.#write(({ entries }) => act(entries))
    this.#tell()
  }

  #inState(state) {
    return this.#read(({ entries }) => answerTo(entries.index("by-state").getAll([this.person, state])))
  }

  #rows() {
    return this.#read(({ entries }) => answerTo(entries.getAll(allOf(this.person))))
  }

  #read(act) {
    return this.#database.run("readonly", act).catch(notKept)
  }

  #write(act) {
    return this.#database.run("readwrite", act).catch(notKept)
  }

  #tell() {
    this.#channel?.postMessage(null)
    this.#tellHere()
  }

  #tellHere() {
    this.dispatchEvent(new Event("change"))
  }
}

function allOf(person) {
  return IDBKeyRange.bound([person], [person, []])
}

function notKept(error) {
  if (error instanceof NotKeptError) throw error
  throw new NotKeptError(error?.name === "QuotaExceededError" ? "full" : "forbidden", error)
}
