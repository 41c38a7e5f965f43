/**
 * The diary as a session reaches it from this page: through the outbox of the device, or,
 * where the browser keeps nothing, straight to the server.
 */
import { keep as keepHere, outbox, syncNow } from "../outbox/here.js"

/**
 * Each entry for itself: that one is there already, and says something else, holds no
 * other back.
 *
 * @param {import("../outbox/entry.js").Entry[]} entries
 * @returns {Promise<"device" | "server" | "refused" | "nowhere">} the worst of them
 */
export async function keep(entries) {
  const places = []
  for (const entry of entries) {
    const { where, why } = await keepHere([entry])
    places.push(where !== "server" && why === "different" ? "refused" : where)
  }
  return ["nowhere", "refused", "device"].find(where => places.includes(where)) ?? "server"
}

/**
 * @param {string[]} ids of entries that are on this device
 * @returns {Promise<"waiting" | "saved" | "refused">}
 */
export async function standing(ids) {
  const box = await outbox()
  const among = entries => entries.some(({ id }) => ids.includes(id))
  if (among(await box.waiting())) return "waiting"
  return among((await box.attention()).map(({ entry }) => entry)) ? "refused" : "saved"
}

/** @param {() => void} hear of each change in the outbox; never where there is none */
export function onChange(hear) {
  outbox().then(box => box.addEventListener("change", hear), () => {})
}

/** Tries now what would be tried later. */
export function sendNow() {
  syncNow().catch(() => {})
}
