/**
 * What a key does. Keyboards, clickers, pedals and switches send quite different ones, so
 * every key that writes something, turns a page or confirms is a press.
 */

const PRESSING_KEYS = new Set(["Enter", "PageUp", "PageDown", "MediaPlayPause"])

/**
 * @param {KeyboardEvent} event
 * @returns {"press" | "stop" | "next" | "back" | null} null for a key that is not ours
 */
export function actOf({ key, ctrlKey, altKey, metaKey, isComposing }) {
  if (ctrlKey || altKey || metaKey || isComposing) return null
  if (key === "Escape" || key.toLowerCase() === "s") return "stop"
  if (key === "ArrowRight") return "next"
  if (key === "ArrowLeft") return "back"
  return key.length === 1 || PRESSING_KEYS.has(key) ? "press" : null
}
