/**
 * What is written into the diary of a session: one entry for it, and one for each thing
 * that went wrong. The same session makes the same entries, however often. Pure.
 *
 * @typedef {import("../outbox/entry.js").Entry} Entry
 * @typedef {{ technique: string, giver: string, planned: Record<string, number>,
 *   edition: string, then?: { technique: string, planned: Record<string, number> }[],
 *   prepared?: string, checked_at?: string }} Facts of the session that was cleared;
 *   `then`: its techniques after the first; the last two where the device started it by
 *   itself
 * @typedef {import("./letter.js").Letter} Letter
 *
 * @param {string} id of the session
 * @param {Facts} facts
 * @param {Letter} letter
 * @returns {Entry[]} the session last: what went wrong is the more urgent
 */
export function entriesOf(id, facts, letter) {
  const { ended, ended_at: at, events = [] } = letter
  const [{ places, unseen }, ...then] = worksOf(facts, letter)
  const body = { ...facts, places, ended, ...(unseen && { unseen }), ...(then.length > 0 && { then }) }

  return [
    ...events.map(event => ({
      id: event.id,
      kind: "adverse-event",
      at: event.at,
      body: { session: id, ...touchedIn(facts, letter), what: event.what, edition: facts.edition },
    })),
    { id, kind: "session", at, body },
  ]
}

/** What was done of each technique, in the order of work. */
function worksOf({ technique, planned, then = [] }, { places, unseen, work = [] }) {
  if (then.length === 0) return [{ technique, planned, places, ...(unseen && { unseen }) }]

  return [{ technique, planned }, ...then].map(facts => {
    const done = work.find(one => one.technique === facts.technique)
    return { ...facts, places: done?.places ?? {}, ...(done?.unseen && { unseen: done.unseen }) }
  })
}

/** Where hands were on, and for what; of several techniques nobody knows which it was. */
function touchedIn(facts, letter) {
  const works = worksOf(facts, letter)
  const touched = works.filter(work => worked(work).length > 0)
  const counted = touched.length > 0 ? touched : works
  const placesOf = touched.length > 0 ? worked : ({ planned }) => Object.keys(planned)
  return {
    technique: counted.length === 1 ? counted[0].technique : null,
    places: [...new Set(counted.flatMap(placesOf))],
  }
}

function worked({ planned, places, unseen }) {
  return Object.keys(planned).filter(place => places[place] > 0 || unseen?.[place] > 0)
}
