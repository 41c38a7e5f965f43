/**
 * What is left of a cue as big digits: seconds alone under a minute, else minutes and seconds.
 *
 * @param {number} ms
 * @returns {string} such as "42" or "1:05"
 */
export function digits(ms) {
  const { minutes, seconds } = split(ms)
  return minutes === 0 ? `${seconds}` : `${minutes}:${String(seconds).padStart(2, "0")}`
}

/**
 * The same in words, for a screen reader.
 *
 * @param {number} ms
 * @param {string} language such as "en"
 * @returns {string} such as "1 minute 5 seconds"
 */
export function inWords(ms, language) {
  const { minutes, seconds } = split(ms)
  const say = (count, unit) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(count)

  const parts = []
  if (minutes > 0) parts.push(say(minutes, "minute"))
  if (seconds > 0 || minutes === 0) parts.push(say(seconds, "second"))
  return parts.join(" ")
}

/**
 * A moment with the offset of the place where it was.
 *
 * @param {number} ms
 * @param {number} [offsetMinutes] east of Greenwich; the browser's own when not given
 * @returns {string} such as "2026-11-23T13:00:00.000+02:00"
 */
export function localIso(ms, offsetMinutes = -new Date(ms).getTimezoneOffset()) {
  const two = count => String(count).padStart(2, "0")
  const size = Math.abs(offsetMinutes)
  const offset = `${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`

  return new Date(ms + offsetMinutes * 60_000).toISOString().replace("Z", offset)
}

function split(ms) {
  const all = Math.ceil(ms / 1000)
  return { minutes: Math.floor(all / 60), seconds: all % 60 }
}
