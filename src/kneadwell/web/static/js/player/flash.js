const FLASH_MS = 500
const STEADY_MS = 2_500

/**
 * Shows once that something changed: one flash, or, for someone who asked for less motion,
 * a frame that stays a while. Moves nothing.
 *
 * @param {HTMLElement} element laid over the page; hidden between two flashes
 * @param {boolean} isSteady
 */
export function flash(element, isSteady) {
  for (const earlier of element.getAnimations()) earlier.cancel()
  element.dataset.flash = isSteady ? "frame" : "whole"

  const opacity = isSteady ? [1, 1] : [0, 1, 1, 0]
  element.animate({ opacity, visibility: ["visible", "visible"] }, isSteady ? STEADY_MS : FLASH_MS)
}
