/**
 * Keeps Help now on this device, from the first page on; and from Today lets a new build
 * take over, which does so where no session is open.
 */
import { register } from "./worker.js"

// The worker of before must be at rest when it is replaced, or pages may wait for both.
const RESTS_AFTER_MS = 3000

const registration = await register()
if (registration !== null && location.pathname === "/") offer(registration)

function offer(registration) {
  letTakeOver(registration.waiting)
  registration.addEventListener("updatefound", () => {
    const { installing } = registration
    installing.addEventListener("statechange", () => letTakeOver(installing))
  })
}

function letTakeOver(worker) {
  if (worker?.state === "installed") setTimeout(() => worker.postMessage({ do: "take-over" }), RESTS_AFTER_MS)
}
