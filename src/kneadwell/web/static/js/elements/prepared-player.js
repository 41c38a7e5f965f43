/**
 * Opens the player of a prepared session, when the gate of this device does. Until then
 * nothing on the page can be pressed; where it stays closed, the check says why.
 */
import { CHECK_HOLDS_MS, mayOpen } from "../prepared/gate.js"
import { checkedAt, known, lastCheck, shelfOf } from "../prepared/device.js"

const player = document.querySelector("session-player")
const check = await openedBy(player).catch(() => null)

if (check === null) location.replace(player.dataset.checkUrl)
else {
  player.dataset.session = check.session
  player.dataset.prepared = check.prepared
  player.dataset.checkedAt = checkedAt(check)
  player.dataset.nextUrl += `#${check.session}`
  player.dataset.beginBeforeMs = check.atMs + CHECK_HOLDS_MS
  await import("./session-player.js")
}

/** @returns {Promise<import("../prepared/gate.js").Check | null>} the check that opens it */
async function openedBy(element) {
  const page = JSON.parse(element.querySelector("script#prepared").textContent)
  const check = await lastCheck()
  if (check === null) return null

  // One that ended starts nothing more: it is only handed over.
  const isOver = (shelfOf(check.session)?.endedAtMs ?? null) !== null
  if (isOver && check.prepared === page.id) return check

  const { pocket, here } = await known(check.session)
  return mayOpen(page, pocket, check, here).why === null ? check : null
}
