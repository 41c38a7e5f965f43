/**
 * The body of an entry, read from the controls of its form. The twin of
 * `kneadwell.web.diary.forms`, which reads the same form where there are no scripts.
 *
 * A control is named by the path of its answer, such as `scores.pain`, and `data-type` says
 * what becomes of it. What the form does not ask for stays as it was.
 *
 * @typedef {{ name: string, value: string, defaultValue: string, type: string,
 *   checked: boolean, dataset: { type?: string } }} Control
 */

const NOT_SAID = new Set(["", "skip"])

/**
 * @param {Iterable<Control>} controls
 * @param {Record<string, any>} was the body before anything was said
 * @returns {Record<string, any>}
 */
export function bodyOf(controls, was) {
  const body = structuredClone(was)
  for (const [path, group] of named(controls)) put(body, path, said(group, at(was, path)))
  return body
}

/**
 * Whether nothing at all was said.
 *
 * @param {Iterable<Control>} controls
 * @returns {boolean}
 */
export function isEmpty(controls) {
  return [...named(controls).values()].every(group => NOT_SAID.has(one(group)?.value ?? ""))
}

/**
 * What someone typed, as every device would have it.
 *
 * @param {string} text
 * @returns {string}
 */
export function clean(text) {
  const whole = text.toWellFormed?.() ?? text
  return whole.replaceAll("\r\n", "\n").replaceAll("\0", "").trim()
}

function named(controls) {
  const groups = new Map()
  for (const control of controls) {
    if (!control.name || control.dataset.type === undefined) continue
    groups.set(control.name, [...(groups.get(control.name) ?? []), control])
  }
  return groups
}

function said(group, was) {
  const [{ dataset }] = group
  if (dataset.type === "list") return group.filter(control => control.checked).map(({ value }) => value)

  const control = one(group)
  const value = clean(control?.value ?? "")
  if (dataset.type === "number") return NOT_SAID.has(value) ? null : Number(value)
  if (dataset.type === "yes-no") return { yes: true, no: false }[value] ?? null
  if (dataset.type === "minutes") return NOT_SAID.has(value) || isUntouched(control) ? was : Number(value) * 60
  return value
}

/** The one control of a group that has the answer. */
function one(group) {
  return group.find(({ type, checked }) => (type === "radio" || type === "checkbox" ? checked : true))
}

function isUntouched({ value, defaultValue }) {
  return Number(value) === Number(defaultValue)
}

function at(body, path) {
  const [first, rest] = split(path)
  return rest === undefined ? body[first] : at(body[first], rest)
}

function put(body, path, value) {
  const [first, rest] = split(path)
  if (rest === undefined) body[first] = value
  else put(body[first], rest, value)
}

function split(path) {
  const dot = path.indexOf(".")
  return dot < 0 ? [path] : [path.slice(0, dot), path.slice(dot + 1)]
}
