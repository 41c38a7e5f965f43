/**
 * Keeps Help now on this device, from the first page on; and from Today lets a new build
 * take over, which does so where no session is open.
 */
import { register } from "./worker.js"

const registration = await register()
if (registration !== null && location.pathname === "/") {
  // Not while files of the page are still on their way through the worker of before.
  if (document.readyState === "complete") offer(registration)
  else addEventListener("load", () => offer(registration))
}

function offer(registration) {
  letTakeOver(registration.waiting)
  registration.addEventListener("updatefound", () => {
    const { installing } = registration
    installing.addEventListener("statechange", () => letTakeOver(installing))
  })
}

function letTakeOver(worker) {
  if (worker?.state === "installed") worker.postMessage({ do: "take-over" })
}
