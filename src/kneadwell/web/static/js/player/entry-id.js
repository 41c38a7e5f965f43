/**
 * An id for something that is written down here and now: a UUID of version 7, which sorts
 * by its time and needs nobody to hand it out.
 *
 * @param {number} nowMs
 * @param {(bytes: Uint8Array) => Uint8Array} [fill] with chance
 * @returns {string}
 */
export function entryId(nowMs, fill = bytes => crypto.getRandomValues(bytes)) {
  const bytes = fill(new Uint8Array(16))
  const time = BigInt(Math.floor(nowMs))
  for (let i = 0; i < 6; i += 1) bytes[i] = Number((time >> BigInt(8 * (5 - i))) & 0xffn)
  bytes[6] = 0x70 | (bytes[6] & 0x0f)
  bytes[8] = 0x80 | (bytes[8] & 0x3f)

  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
