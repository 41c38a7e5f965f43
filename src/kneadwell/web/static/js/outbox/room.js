/**
 * Whether what is kept may stay, and whether there is room for more.
 */
const ANSWERS_WITHIN_MS = 3_000
const LITTLE_BYTES = 20_000_000

/**
 * Ask the browser not to clear what is kept here. It may ask the person, and may never
 * answer; nothing waits for it longer than a moment.
 *
 * @param {StorageManager} [storage]
 * @returns {Promise<boolean | null>} null when it did not say
 */
export async function askToStay(storage = navigator.storage) {
  const isSure = async () => (await storage.persisted()) || (await storage.persist())
  return soon(isSure)
}

/**
 * @param {StorageManager} [storage]
 * @returns {Promise<boolean>} true when the device is nearly full
 */
export async function isRoomLow(storage = navigator.storage) {
  const room = await soon(() => storage.estimate())
  return room !== null && room.quota - room.usage < LITTLE_BYTES
}

async function soon(act) {
  let timer
  const late = new Promise(resolve => {
    timer = setTimeout(resolve, ANSWERS_WITHIN_MS, null)
  })
  try {
    return await Promise.race([act(), late])
  } catch {
    return null
  } finally {
    clearTimeout(timer)
  }
}
