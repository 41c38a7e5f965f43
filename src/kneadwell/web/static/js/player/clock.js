/**
 * A clock that never runs backwards.
 *
 * `Date.now()` goes on through sleep and reload, but follows a clock that somebody sets.
 * Set back, it would play a part of the session again; so the step back is taken out.
 *
 * @param {() => number} read milliseconds, such as `Date.now`
 * @param {number} [sinceMs] a moment already seen, before which it never is
 * @returns {() => number}
 */
export function steadyClock(read, sinceMs = -Infinity) {
  let shiftMs = 0
  let lastMs = sinceMs

  return () => {
    const wallMs = read()
    shiftMs = Math.max(shiftMs, lastMs - wallMs)
    lastMs = wallMs + shiftMs
    return lastMs
  }
}
