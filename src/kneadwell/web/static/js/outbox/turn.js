/**
 * One tab at a time.
 *
 * Browsers have locks for it, but only on pages they trust. Elsewhere a row says who has
 * the turn and until when. The row is a courtesy: two that send at once lose nothing.
 */
const TURN_MS = 45_000
const LOOKS_AGAIN_MS = 100
const ROW = "turn"

/**
 * @param {{ outbox: import("./outbox.js").Outbox, locks?: LockManager, signal: AbortSignal }} whose
 * @param {() => Promise<void>} act
 */
export async function inTurn({ outbox, locks, signal }, act) {
  const name = `${outbox.name}-${outbox.person}`
  if (locks) return locks.request(name, { signal }, act).catch(unlessAborted(signal))

  const id = Math.random()
  while (!(await outbox.turnFact(ROW, held => (isFree(held) ? turnOf(id) : undefined)))) {
    await new Promise(resolve => setTimeout(resolve, LOOKS_AGAIN_MS))
    if (signal.aborted) return
  }
  try {
    await act()
  } finally {
    await outbox.turnFact(ROW, held => (held?.id === id ? null : undefined))
  }
}

function turnOf(id) {
  return { id, untilMs: Date.now() + TURN_MS }
}

/** Nobody holds it, its holder is gone, or the clock was set back since. */
function isFree(held) {
  return held === null || held.untilMs <= Date.now() || held.untilMs > Date.now() + TURN_MS
}

function unlessAborted(signal) {
  return error => {
    if (!signal.aborted) throw error
  }
}
