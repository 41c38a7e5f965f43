const A_NAP_MS = 1_000
const A_SLEEP_MS = 10_000

/**
 * A clock that no one can set, and that knows when the device slept.
 *
 * While a page lives only the steady clock counts, so a wall clock that is set, or a
 * journey into another time zone, makes nothing longer or shorter. Across a reload or a
 * kill only the wall clock knows how long it was; it is read once, when the page begins.
 *
 * On many devices the steady clock stands still while they sleep. Then the wall clock runs
 * ahead of it in one leap, just as if somebody had set it forward. Nobody can tell the two
 * apart, so `slept` reports both, and the player asks. Until it is called, `now` leaves the
 * leap out; from then on it has it in.
 *
 * @param {{ wall: () => number, steady: () => number }} clocks in milliseconds, such as
 *   `Date.now` and `() => performance.now()`
 * @param {number} [sinceMs] a moment already seen, before which it never is
 * @returns {{ now: () => number, slept: () => number }} `slept`: milliseconds since it was
 *   last asked, or 0 for less than 10 seconds, which short sleeps add up to
 */
export function sessionClock({ wall, steady }, sinceMs = -Infinity) {
  const firstSteadyMs = steady()
  let firstMs = Math.max(wall(), sinceMs)
  let aheadMs = wall() - firstSteadyMs
  let sleptMs = 0

  const look = () => {
    const steadyMs = steady()
    const leapMs = wall() - steadyMs - aheadMs
    aheadMs += leapMs
    if (leapMs >= A_NAP_MS) sleptMs += leapMs
    return steadyMs
  }

  return {
    now: () => Math.round(firstMs + look() - firstSteadyMs),
    slept() {
      look()
      if (sleptMs < A_SLEEP_MS) return 0

      const reported = Math.round(sleptMs)
      firstMs += reported
      sleptMs = 0
      return reported
    },
  }
}
