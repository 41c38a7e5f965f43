/**
 * Whole numbers that are drawn, and the same again for the same seed.
 *
 * @param {number} seed
 * @returns {(least: number, most: number) => number}
 */
export function chance(seed) {
  let state = seed * 2_654_435_761

  return (least, most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return least + Math.floor((state / 2 ** 32) * (most - least + 1))
  }
}
