const FORMAT = "kneadwell-diary"
const EDITION = 1

/**
 * Everything that the diary does not have yet, as a file to put somewhere safe. It can be
 * read in again like any file of a diary.
 *
 * @param {import("./outbox.js").Outbox} outbox
 * @returns {Promise<Blob>}
 */
export async function unsentFile(outbox) {
  const waiting = await outbox.waiting()
  const attention = await outbox.attention()
  const entries = [...waiting, ...attention.map(({ entry }) => entry)]
  return new Blob([JSON.stringify({ format: FORMAT, edition: EDITION, entries }, null, 1)], { type: "application/json" })
}

/**
 * Hand a file to the person, as a browser does with any other.
 *
 * @param {Blob} file
 * @param {string} name
 */
export function handOver(file, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // Some browsers begin to read only after the press has been dealt with.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
