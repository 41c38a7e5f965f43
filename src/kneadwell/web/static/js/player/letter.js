/**
 * What is told of a session, and when. Pure but for `send`.
 *
 * @typedef {{ id: string, what: string, at: string }} Event something that went wrong
 * @typedef {{ technique: string, places: Record<string, number>,
 *   unseen?: Record<string, number> }} Work one technique of several
 * @typedef {{ places: Record<string, number>, unseen?: Record<string, number>, work?: Work[],
 *   ended: string, started_at: string, ended_at: string, events?: Event[] }} Letter
 *   `unseen`: the most seconds that a place can have had beyond those that were seen;
 *   `work`: the same of each technique, where there are several
 * @typedef {{ endedAtMs: number | null, seenMs: number, doneUrl?: string, letter: Letter,
 *   hands?: import("./gap.js").Hands | null, isRefused?: boolean,
 *   facts?: import("./entries.js").Facts }} Kept what the player keeps in the browser; an
 *   earlier release kept no facts
 */
import { mostMs, unseenIn, workOf } from "./gap.js"
import { localIso } from "./format.js"
import { positionAt } from "./position.js"

const GIVES_UP_AFTER_MS = 10_000

/**
 * The record of a session up to a moment; one that nobody ended was finished early.
 *
 * @param {import("./position.js").Timeline} timeline
 * @param {import("./position.js").Mark[]} marks at least one
 * @param {number} untilMs
 * @param {string | null} ended
 * @param {import("./gap.js").Gap | null} [gap] one that nobody has answered yet
 * @returns {Letter}
 */
export function letterOf(timeline, marks, untilMs, ended, gap = null) {
  const work = workOf(timeline, marks, untilMs, gap)
  return {
    places: positionAt(timeline, marks, untilMs).done,
    ...unseenField(unseenIn(marks, gap)),
    ...(work.length > 1 && { work }),
    ended: ended ?? "finished-early",
    started_at: localIso(marks[0].atMs),
    ended_at: localIso(Math.max(untilMs, marks[0].atMs)),
  }
}

/**
 * Whether a kept session is to be sent by a page that does not play it.
 *
 * @param {Kept | null} kept
 * @param {number} nowMs
 * @param {number} endsAfterMs a session that was left open is over when nobody saw it for
 *   so long; `Infinity` for never
 * @returns {boolean}
 */
export function isToSend(kept, nowMs, endsAfterMs) {
  if (!kept?.letter || !(kept.facts ?? kept.doneUrl) || kept.isRefused) return false
  return kept.endedAtMs !== null || Math.abs(nowMs - kept.seenMs) >= endsAfterMs
}

/**
 * What another page sends of a session. One that was left running may have gone on since
 * it was last seen; nobody is there to ask, so its most counts.
 *
 * It differs from moment to moment. To send the same again, keep it before it is sent, and
 * keep that the session is over.
 *
 * @param {Kept} kept
 * @param {number} nowMs
 * @returns {Letter}
 */
export function lateLetter({ endedAtMs, seenMs, hands, letter }, nowMs) {
  if (endedAtMs !== null || !hands) return letter

  const maxS = Math.ceil(mostMs(hands, nowMs - seenMs) / 1000)
  if (maxS === 0) return letter

  const late = { ...letter, unseen: withMore(letter.unseen, hands.place, maxS) }
  return letter.work ? { ...late, work: letter.work.map(moreOf(hands, maxS)) } : late
}

/**
 * Sends what an earlier release kept, in its way.
 *
 * @param {string} url
 * @param {Letter} letter
 * @param {string} token of this page, against forged forms
 * @returns {Promise<"saved" | "refused" | "failed" | "not-reached">}
 */
export async function send(url, letter, token) {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify(letter),
      keepalive: true,
      signal: AbortSignal.timeout(GIVES_UP_AFTER_MS),
    })
    if (response.ok && !response.redirected) return "saved"
    // 403 is about the token of this page, and the next page has another one.
    return response.status >= 400 && response.status < 500 && response.status !== 403 ? "refused" : "failed"
  } catch {
    return "not-reached"
  }
}

function withMore(unseen, place, seconds) {
  return { ...unseen, [place]: (unseen?.[place] ?? 0) + seconds }
}

function moreOf({ technique, place }, seconds) {
  return work => (work.technique === technique ? { ...work, unseen: withMore(work.unseen, place, seconds) } : work)
}

function unseenField(unseen) {
  return Object.keys(unseen).length > 0 ? { unseen } : {}
}
