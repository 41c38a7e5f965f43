/**
 * A form that is sent to the server may change an answer. From then on nothing opens on
 * this device until it has asked the server anew: the network may go before that.
 */
const NAME = "kneadwell-answered-at-ms"

/** @returns {number} -Infinity where nothing was sent; Infinity where nobody can know */
export function answeredAtMs() {
  try {
    const kept = localStorage.getItem(NAME)
    return kept === null ? -Infinity : Number(kept)
  } catch {
    return Infinity
  }
}

document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (defaultPrevented || target.method !== "post") return
  try {
    localStorage.setItem(NAME, String(Date.now()))
  } catch {
    // A browser that keeps nothing has no prepared session either.
  }
})
