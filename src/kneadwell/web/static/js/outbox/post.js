/**
 * One letter of entries to the server.
 *
 * @typedef {{ meaning: import("./batch.js").Meaning | "offline", silenceMs: number,
 *   outcomes: import("./outbox.js").Outcome[], problem?: string }} Answer
 */
import { meaningOf, outcomesFor, silenceMs } from "./batch.js"

const GIVES_UP_AFTER_MS = 30_000
// What browsers still deliver when the page closes.
const OUTLIVES_PAGE_BYTES = 60_000

/**
 * @param {{ url: string, person: string, fetchFn?: typeof fetch, signal?: AbortSignal }} where
 * @param {import("./entry.js").Entry[]} entries
 * @returns {Promise<Answer>}
 */
export async function post({ url, person, fetchFn = fetch, signal }, entries) {
  const body = JSON.stringify({ person, entries })
  const giveUp = new AbortController()
  const stop = () => giveUp.abort()
  const timer = setTimeout(stop, GIVES_UP_AFTER_MS)
  signal?.addEventListener("abort", stop)
  try {
    const response = await fetchFn(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
      redirect: "manual",
      keepalive: body.length < OUTLIVES_PAGE_BYTES,
      signal: giveUp.signal,
    })
    const content = await response.json().catch(() => null)
    const meaning = meaningOf(response.status, content)
    return {
      meaning,
      silenceMs: silenceMs(response.headers.get("Retry-After"), Date.now()),
      outcomes: meaning === "answered" ? outcomesFor(content.outcomes, entries) : [],
      problem: content?.problem,
    }
  } catch {
    return { meaning: "offline", silenceMs: 0, outcomes: [] }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener("abort", stop)
  }
}
