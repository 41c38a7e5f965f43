/**
 * An entry as fields that people read and mend, and back. Pure.
 *
 * @typedef {import("./entry.js").Entry} Entry
 * @typedef {{ label: string, type: "number" | "text" | "date" | "yes-no" | "choice" | "read",
 *   most?: number, choices?: Record<string, string> }} Named
 * @typedef {{ fields: Record<string, Named>, says: { yes: string, no: string } }} Words
 * @typedef {Named & { path: string[], value: unknown }} Field
 */
import { correctionOf, entryOf } from "./entry.js"

/**
 * What someone said in a body, in the order of the words. Fields without a word are for
 * machines, such as ids.
 *
 * @param {Record<string, unknown>} body
 * @param {Words} words
 * @returns {Field[]}
 */
export function fieldsOf(body, words) {
  const order = Object.keys(words.fields)
  return leavesOf(body)
    .map(({ path, value }) => ({ ...wordOf(path, words), path, value }))
    .filter(({ label }) => label !== undefined)
    .sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name))
}

/**
 * A value as people read it; "" for what nobody said.
 *
 * @param {Field} field
 * @param {Words} words
 * @returns {string}
 */
export function textOf({ value, choices = {} }, { says }) {
  if (Array.isArray(value)) return value.map(one => choices[one] ?? one).join(", ")
  if (value === true) return says.yes
  if (value === false) return says.no
  return choices[value] ?? String(value ?? "")
}

/**
 * What was typed or chosen, as a body holds it. Nothing typed was not said: null, never 0.
 *
 * @param {string} type
 * @param {string} typed
 * @returns {unknown}
 */
export function valueOf(type, typed) {
  if (type === "text" || type === "choice" || type === "date") return typed
  if (typed === "") return null
  return type === "yes-no" ? typed === "yes" : Number(typed)
}

/**
 * A body with another value in one place.
 *
 * @param {Record<string, unknown>} body
 * @param {string[]} path
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
export function withValue(body, [name, ...rest], value) {
  return { ...body, [name]: rest.length === 0 ? value : withValue(body[name], rest, value) }
}

/**
 * The entry that sends what this device has, where the diary has something else under its
 * id: a correction of that, or an entry of its own where the two cannot be one.
 *
 * @param {Entry} entry of this device
 * @param {Entry} kept what the diary has
 * @param {Entry[]} known entries of this device
 * @returns {Entry}
 */
export function insteadOf(entry, kept, known) {
  if (entry.kind === "correction") return correctionOf(entry.body.corrects, entry.body.body, { known, at: entry.body.at })
  if (entry.kind !== kept.kind) return entryOf(entry.kind, entry.body, { at: entry.at })
  return correctionOf(entry.id, entry.body, { known, at: entry.at })
}

/** Lists are read as one. */
function leavesOf(body, before = []) {
  return Object.entries(body ?? {}).flatMap(([name, value]) => {
    const path = [...before, name]
    return isGroup(value) ? leavesOf(value, path) : [{ path, value }]
  })
}

function isGroup(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value)
}

/** A correction holds a body of another kind, which is named as there. */
function wordOf(path, { fields }) {
  const inner = path[0] === "body" ? path.slice(1) : path
  const last = inner.at(-1)
  const name = [inner.join("."), `${inner[0]}.*`].find(one => one in fields)
  if (name === undefined) return {}
  return { ...fields[name], name, label: fields[name].label.replace("{name}", last) }
}
