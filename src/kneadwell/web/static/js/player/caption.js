/**
 * Which of a cue's sentences is on the screen. Pure: no clock, no DOM.
 *
 * Someone a metre and a half away reads one sentence at a time, in large letters. Each
 * stays as long as it takes to hear it calmly; when all were shown, what the hands do
 * comes back and stays.
 *
 * @typedef {{ text: string, voice: "giver" | "receiver" }} Caption `voice`: to whom it is
 *   said
 */

const WORDS_PER_S = 2
const AT_LEAST_S = 3
const A_NAME_HAS_WORDS = 3
const NOTHING = { text: "", voice: "giver" }

/**
 * @param {import("./position.js").Timeline} timeline
 * @param {number} index of the cue
 * @param {number} lastsMs how long the cue lasts
 * @param {number} sinceMs how long it has lasted
 * @returns {Caption}
 */
export function captionAt(timeline, index, lastsMs, sinceMs) {
  const lines = linesOf(timeline.cues[index])
  const readS = lines.map(({ text }) => Math.max(AT_LEAST_S, wordsIn(text) / WORDS_PER_S))
  const wholeS = readS.reduce((sum, seconds) => sum + seconds, 0)
  const pace = Math.min(1, lastsMs / 1000 / wholeS)

  let untilMs = 0
  for (const [i, seconds] of readS.entries()) {
    untilMs += seconds * pace * 1000
    if (sinceMs < untilMs) return lines[i]
  }
  return stayingAt(timeline, index)
}

/**
 * What stays on the screen: what the hands do, not the name of the place or how long it
 * takes. Work that was told of just before is named there.
 *
 * @param {import("./position.js").Timeline} timeline
 * @param {number} index of the cue
 * @returns {Caption}
 */
export function stayingAt(timeline, index) {
  const cue = timeline.cues[index]
  const lines = linesOf(cue).filter(({ voice }) => voice === "giver")
  const telling = lines.slice(0, cue.kind === "work" ? -1 : undefined).find(({ text }) => wordsIn(text) > A_NAME_HAS_WORDS)
  if (telling !== undefined) return telling

  const before = timeline.cues[index - 1]
  const wasTold = cue.kind === "work" && before?.place === cue.place && before?.spot === cue.spot
  return wasTold ? stayingAt(timeline, index - 1) : (lines[0] ?? NOTHING)
}

/**
 * All that a cue says, one after the other.
 *
 * @param {import("./position.js").Cue} cue
 * @returns {Caption[]}
 */
export function linesOf({ sentences, to_receiver: toReceiver = [] }) {
  const lines = (texts, voice) => texts.map(text => ({ text, voice }))
  return [...lines(sentences, "giver"), ...lines(toReceiver, "receiver")]
}

function wordsIn(text) {
  return text.split(/\s+/).length
}
