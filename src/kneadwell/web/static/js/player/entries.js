/**
 * What is written into the diary of a session: one entry for it, and one for each thing
 * that went wrong. The same session makes the same entries, however often. Pure.
 *
 * @typedef {import("../outbox/entry.js").Entry} Entry
 * @typedef {{ technique: string, giver: string, planned: Record<string, number>,
 *   edition: string, prepared?: string, checked_at?: string }} Facts of the session that
 *   was cleared; the last two where the device started it by itself
 *
 * @param {string} id of the session
 * @param {Facts} facts
 * @param {import("./letter.js").Letter} letter
 * @returns {Entry[]} the session last: what went wrong is the more urgent
 */
export function entriesOf(id, facts, { places, unseen, ended, ended_at: at, events = [] }) {
  const { technique, edition, planned } = facts
  const body = { ...facts, places, ended, ...(unseen && { unseen }) }
  const worked = Object.keys(planned).filter(place => places[place] > 0 || unseen?.[place] > 0)
  const touched = worked.length > 0 ? worked : Object.keys(planned)

  return [
    ...events.map(event => ({
      id: event.id,
      kind: "adverse-event",
      at: event.at,
      body: { session: id, technique, places: touched, what: event.what, edition },
    })),
    { id, kind: "session", at, body },
  ]
}
