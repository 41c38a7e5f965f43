const ONE_PRESS_MS = 700

/**
 * A shaking hand presses twice: what follows within 700 ms belongs to the same press.
 *
 * @returns {(timeStamp: number) => boolean} whether a press at this moment, in
 *   milliseconds, is a new one
 */
export function onePress() {
  let lastMs = -Infinity

  return timeStamp => {
    const isNew = timeStamp - lastMs >= ONE_PRESS_MS
    lastMs = timeStamp
    return isNew
  }
}
