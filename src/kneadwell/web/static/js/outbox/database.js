/**
 * IndexedDB, as far as an outbox needs it: stores that are read and written in one go.
 */
const VERSION = 1
const OPENS_WITHIN_MS = 10_000

export class Database {
  #name
  #opened = null

  /** @param {string} name */
  constructor(name) {
    this.#name = name
  }

  /** @returns {Promise<IDBDatabase>} */
  open() {
    this.#opened ??= opened(this.#name).catch(error => {
      this.#opened = null
      throw error
    })
    return this.#opened
  }

  /**
   * Let `act` read and write, all of it or nothing. What was written lies on the disk
   * once this resolves.
   *
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(stores: { entries: IDBObjectStore, facts: IDBObjectStore }) => Promise<T>} act
   *   waits for nothing but requests of these stores
   * @returns {Promise<T>}
   */
  async run(mode, act) {
    const transaction = begin(await this.open(), mode) ?? begin(await this.#reopen(), mode)
    const ended = end(transaction)
    try {
      const result = await act({
        entries: transaction.objectStore("entries"),
        facts: transaction.objectStore("facts"),
      })
      await ended
      return result
    } catch (error) {
      abort(transaction)
      await ended.catch(() => {})
      throw transaction.error ?? error
    }
  }

  close() {
    this.#opened?.then(database => database.close()).catch(() => {})
    this.#opened = null
  }

  #reopen() {
    this.#opened = null
    return this.open()
  }
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function answerTo(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Some browsers never answer, where they should say no. */
function opened(name) {
  return new Promise((resolve, reject) => {
    const late = new DOMException("The browser does not open its database.", "TimeoutError")
    const timer = setTimeout(() => reject(late), OPENS_WITHIN_MS)
    const request = indexedDB.open(name, VERSION)
    request.onupgradeneeded = () => furnish(request.result)
    answerTo(request)
      .then(database => {
        // Another tab that clears or renews the database must not wait for this one.
        database.onversionchange = () => database.close()
        resolve(database)
      }, reject)
      .finally(() => clearTimeout(timer))
  })
}

function furnish(database) {
  const entries = database.createObjectStore("entries", { keyPath: ["person", "entry.id"] })
  entries.createIndex("by-state", ["person", "state"])
  database.createObjectStore("facts", { keyPath: ["person", "name"] })
}

/** null when the connection was closed behind our back. */
function begin(database, mode) {
  try {
    return database.transaction(["entries", "facts"], mode, { durability: "strict" })
  } catch (error) {
    if (error.name === "InvalidStateError") return null
    throw error
  }
}

function end(transaction) {
  const ended = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new DOMException("Not written.", "AbortError"))
  })
  ended.catch(() => {})
  return ended
}

function abort(transaction) {
  try {
    transaction.abort()
  } catch {
    // It ended by itself.
  }
}
