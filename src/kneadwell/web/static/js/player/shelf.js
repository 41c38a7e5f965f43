/**
 * One value kept in the browser under a name. A browser that keeps nothing (full, private
 * or forbidden) stops nobody: then there is simply nothing to find.
 */
export class Shelf {
  #storage
  #name

  /**
   * @param {() => Storage} storage a function, since the mere look at a storage may be forbidden
   * @param {string} name
   */
  constructor(storage, name) {
    this.#storage = storage
    this.#name = name
  }

  /** @returns {any} what was kept, or null */
  read() {
    return this.#try(storage => JSON.parse(storage.getItem(this.#name)))
  }

  /** @param {any} value */
  keep(value) {
    this.#try(storage => storage.setItem(this.#name, JSON.stringify(value)))
  }

  clear() {
    this.#try(storage => storage.removeItem(this.#name))
  }

  #try(act) {
    try {
      return act(this.#storage())
    } catch {
      return null
    }
  }
}

/**
 * The names of everything kept that begin alike.
 *
 * @param {() => Storage} storage
 * @param {string} prefix
 * @returns {string[]}
 */
export function namesOf(storage, prefix) {
  try {
    return Object.keys(storage()).filter(name => name.startsWith(prefix))
  } catch {
    return []
  }
}
