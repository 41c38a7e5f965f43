/**
 * Whether this device is somebody's own, and what is kept on it then.
 */
import { outbox } from "../outbox/here.js"
import { tell } from "./worker.js"

const OWN = "own"
const POCKET = "pocket"
const URL_OF_POCKET = "/pocket/"

/** @returns {Promise<boolean | null>} null when nobody has said, or nothing can be kept */
export async function isOwn() {
  return (await outbox()).fact(OWN)
}

/** Whether this browser can keep pages at all. */
export function canKeep() {
  return "serviceWorker" in navigator && "caches" in globalThis
}

/** @param {boolean} isMine */
export async function sayOwn(isMine) {
  const box = await outbox()
  await box.setFact(OWN, isMine)
  if (isMine) return

  await box.setFact(POCKET, null)
  await forgetPages()
}

/**
 * Keep the pages on this device as they are now; nothing is fetched when they have not
 * changed.
 *
 * @returns {Promise<boolean>} whether all of them are kept
 */
export async function keepPages() {
  const box = await outbox()
  const [known, kept] = [await box.fact(POCKET), await tell({ do: "pocket" })]
  const isSame = known !== null && kept?.mark === known.mark
  const askedAtMs = Date.now()
  const answer = await fetch(`${URL_OF_POCKET}${isSame ? `?mark=${kept.mark}` : ""}`).catch(() => null)
  // Led to the door: this browser is not let in any more, and has no pages to keep.
  if (answer?.redirected) await forgetPages()
  if (!answer?.ok || answer.redirected) return false
  if (answer.status === 204) {
    await box.setFact(POCKET, { ...known, same_at_ms: askedAtMs })
    void tell({ do: "voices" })
    return true
  }
  const pocket = await answer.json()
  const isKept = (await tell({ do: "own", pocket })) === true
  if (isKept) await box.setFact(POCKET, { ...pocket, asked_at_ms: askedAtMs })
  return isKept
}

/** Let go of every page about a person; Help now stays. */
export async function forgetPages() {
  const names = await caches.keys()
  await Promise.all(names.filter(name => !isAboutNobody(name)).map(name => caches.delete(name)))
}

function isAboutNobody(name) {
  return /^kneadwell-[0-9a-f]+$/.test(name)
}
