/**
 * What is to be heard, felt and seen of the cues to come. Pure: no clock, no sound.
 *
 * Someone with closed eyes has to know three things: that something changes soon, what it
 * is, and when. So three ticks come before each change, one sound says which kind it is,
 * and the words follow. What lay on the skin has a sound of its own when it must come off.
 *
 * @typedef {{ index: number, inMs: number, lastsMs: number }} Coming a cue to come; the
 *   first is the one that runs, and began `-inMs` ago
 * @typedef {"tick" | "work" | "rest" | "check" | "remove" | "end"} Sounding
 * @typedef {{ inMs: number, kind: Sounding | "speech", id: string, untilMs?: number,
 *   sentences?: string[], voice?: "giver" | "receiver", isAhead?: boolean }} Signal
 *   `id` stays the same from one plan to the next; speech has until `untilMs`, and what is
 *   said ahead ends there
 * @typedef {{ inMs: number, id: string, of: string, sentence: string,
 *   voice: "giver" | "receiver", lastsMs: number }} Line one sentence with its moment; `of`
 *   is the id of the speech that it belongs to
 */

const TICKS_BEFORE_MS = [3_000, 2_000, 1_000]
const WORDS_AFTER_MS = 700
const BREATH_MS = 350
/** Heard so long after its start, a cue is gone on with: nothing comes off the skin then. */
const GONE_ON_MS = 1_000
const KIND_OF = { "work": "work", "check": "check", "after-care": "check", "finish": "end" }
const COMES_OFF = new Set(["compress", "wrapped-ice", "soft-ball"])

/**
 * @param {Coming[]} coming from `comingUp`; none while nothing runs
 * @param {import("./position.js").Timeline} timeline
 * @param {number} [fromMs] when the cue that runs is first heard: later than its start when
 *   somebody went on in the middle of it, and still to come while they are counted in
 * @returns {Signal[]} in the order of time; those of the running cue may lie in the past
 */
export function signalsOf(coming, timeline, fromMs = coming[0]?.inMs) {
  const cues = coming.map(({ index }) => timeline.cues[index])

  const signals = coming.flatMap(({ index, inMs, lastsMs }, i) => {
    const startMs = i === 0 ? fromMs : inMs
    const endMs = coming[i + 1]?.inMs ?? inMs + lastsMs
    const isGoneOnWith = i === 0 && fromMs - inMs > GONE_ON_MS
    const before = i > 0 ? cues[i - 1] : isGoneOnWith ? undefined : timeline.cues[index - 1]
    return [
      ...changeTo(kindOf(before, cues.slice(i)), startMs, index),
      ...wordsOf(cues[i], cues[i + 1]?.ahead ?? [], startMs, endMs, index),
    ]
  })

  if (coming.length > 0 && cues.at(-1).kind !== "finish") {
    const { inMs, lastsMs } = coming.at(-1)
    signals.push({ inMs: inMs + lastsMs, kind: "end", id: "end" })
  }
  return signals.sort((one, other) => one.inMs - other.inMs)
}

/**
 * Gives each sentence its moment, one after the other.
 *
 * A sentence that could not begin inside its cue is left out, and so is what is said ahead
 * when there is no room for it before the ticks. What nobody could say yet is said late
 * rather than never; what has begun keeps its moment.
 *
 * @param {Signal[]} signals
 * @param {(sentence: string, voice: string) => number | null} lengthMs null for a sentence
 *   that cannot be said
 * @param {{ freeMs?: number, begunMs?: (id: string) => number | undefined }} [so] when the
 *   voice is free, and when a line began that has begun
 * @returns {Line[]}
 */
export function linesOf(signals, lengthMs, { freeMs = -Infinity, begunMs = () => undefined } = {}) {
  const lines = []

  for (const { kind, inMs, id, sentences, voice, untilMs, isAhead } of signals) {
    if (kind !== "speech") continue

    const said = sentences.map((sentence, i) => {
      const lineId = `${id}-${i}`
      return { id: lineId, of: id, sentence, voice, lastsMs: lengthMs(sentence, voice), begun: begunMs(lineId) }
    }).filter(({ lastsMs }) => lastsMs !== null)

    let atMs = inMs
    if (isAhead) {
      atMs = untilMs - said.reduce((sum, { lastsMs }) => sum + lastsMs + BREATH_MS, 0)
      const hasRoom = atMs >= inMs && atMs >= freeMs
      if (!hasRoom && said[0]?.begun === undefined) continue
    }

    for (const { begun, ...line } of said) {
      atMs = begun ?? Math.max(atMs, freeMs)
      if (begun === undefined && atMs >= untilMs) break

      lines.push({ ...line, inMs: atMs })
      atMs += line.lastsMs + BREATH_MS
      freeMs = Math.max(freeMs, atMs)
    }
  }
  return lines
}

function changeTo(kind, startMs, index) {
  const ticks = TICKS_BEFORE_MS.map((beforeMs, i) => ({ inMs: startMs - beforeMs, kind: "tick", id: `${index}-tick-${i}` }))
  return [...ticks, { inMs: startMs, kind, id: `${index}-${kind}` }]
}

/** What lies on the skin comes off when its last work is over, not when a look comes in between. */
function kindOf(before, [cue, ...later]) {
  const kind = KIND_OF[cue.kind] ?? "rest"
  if (before?.kind !== "work" || !COMES_OFF.has(before.show?.tool)) return kind

  const work = [cue, ...later].find(next => next.kind === "work")
  const stays = work?.place === before.place && work.show?.tool === before.show.tool
  return stays ? kind : "remove"
}

function wordsOf({ sentences, to_receiver: toReceiver = [] }, ahead, startMs, endMs, index) {
  const words = { inMs: startMs + WORDS_AFTER_MS, kind: "speech", voice: "giver", untilMs: endMs }

  return [
    { ...words, id: `${index}-say`, sentences },
    { ...words, id: `${index}-receiver`, sentences: toReceiver, voice: "receiver" },
    { ...words, id: `${index}-ahead`, sentences: ahead, untilMs: endMs - TICKS_BEFORE_MS[0], isAhead: true },
  ].filter(({ sentences: said }) => said.length > 0)
}
