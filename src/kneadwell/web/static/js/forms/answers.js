/**
 * The answers of a form as plain values, and back again.
 *
 * @typedef {Record<string, string[]>} Answers the values given under each name
 */

const NOT_KEPT = new Set(["csrfmiddlewaretoken"])
const CHOSEN = new Set(["radio", "checkbox"])
const LEFT_ALONE = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"])

/**
 * @param {Iterable<[string, FormDataEntryValue]>} entries such as a `FormData`
 * @returns {Answers} without files and the token of the page
 */
export function answersOf(entries) {
  const answers = {}
  for (const [name, value] of entries) {
    if (typeof value === "string" && !NOT_KEPT.has(name)) (answers[name] ??= []).push(value)
  }
  return answers
}

/**
 * Gives controls back the answers they had; one without an answer is left without.
 *
 * @param {Iterable<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>} controls
 * @param {Answers} answers
 */
export function fill(controls, answers) {
  for (const control of controls) {
    if (!control.name || LEFT_ALONE.has(control.type)) continue

    const values = answers[control.name] ?? []
    if (CHOSEN.has(control.type)) control.checked = values.includes(control.value)
    else if (values.length > 0) control.value = values[0]
  }
}
