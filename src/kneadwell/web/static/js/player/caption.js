/**
 * Which of a cue's sentences is on the screen. Pure: no clock, no DOM.
 *
 * Someone a metre and a half away reads one sentence at a time, in large letters. Each
 * stays as long as it takes to hear it calmly; when all were shown, what the hands do
 * comes back and stays.
 */

const WORDS_PER_S = 2
const AT_LEAST_S = 3
const A_NAME_HAS_WORDS = 3

/**
 * @param {string[]} sentences of one cue, in the order they are said
 * @param {number} lastsS how long the cue lasts
 * @param {number} sinceMs how long it has lasted
 * @returns {string}
 */
export function captionAt(sentences, lastsS, sinceMs) {
  const readS = sentences.map(sentence => Math.max(AT_LEAST_S, wordsIn(sentence) / WORDS_PER_S))
  const wholeS = readS.reduce((sum, seconds) => sum + seconds, 0)
  const pace = Math.min(1, lastsS / wholeS)

  let untilMs = 0
  for (const [i, seconds] of readS.entries()) {
    untilMs += seconds * pace * 1000
    if (sinceMs < untilMs) return sentences[i]
  }

  return sentences.find(sentence => wordsIn(sentence) > A_NAME_HAS_WORDS) ?? sentences.at(-1) ?? ""
}

function wordsIn(sentence) {
  return sentence.split(/\s+/).length
}
