/**
 * <trust-check> looks at what this browser lets our pages do here, and says it.
 *
 * A browser that only passed over the warning about our certificate gives pages no
 * worker, whatever else it says of itself; so each part is tried, not asked for.
 */
const CHECKS = {
  async worker() {
    if (!isSecureContext || !navigator.serviceWorker) return false
    await navigator.serviceWorker.register("/service-worker.js")
    return true
  },
  async wake() {
    const lock = await navigator.wakeLock.request("screen")
    await lock.release()
    return true
  },
  async shelf() {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open("kneadwell-trial")
      opening.onerror = () => reject(opening.error)
      opening.onsuccess = () => {
        opening.result.close()
        indexedDB.deleteDatabase("kneadwell-trial")
        resolve(true)
      }
    })
  },
  async buzz() {
    return "vibrate" in navigator
  },
}

class TrustCheck extends HTMLElement {
  async connectedCallback() {
    const found = await Promise.all([...this.querySelectorAll("[data-check]")].map(row => this.#look(row)))
    const works = found.every(Boolean)
    this.#part("all").hidden = !works
    this.#part("some").hidden = works
    this.#part("list").hidden = false
  }

  async #look(row) {
    const works = await CHECKS[row.dataset.check]().catch(() => false)
    for (const says of row.querySelectorAll("[data-says]")) {
      says.hidden = (says.dataset.says === "works") !== works
    }
    return works
  }

  #part(name) {
    return this.querySelector(`[data-part=${name}]`)
  }
}

customElements.define("trust-check", TrustCheck)
