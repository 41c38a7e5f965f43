/**
 * The worker that keeps pages on this device, from the side of a page.
 *
 * Plain http within a home, and some private windows, have no workers: there every page
 * needs the network.
 */
const URL_OF_WORKER = "/service-worker.js"

/** @returns {Promise<ServiceWorkerRegistration | null>} */
export async function register() {
  try {
    return await navigator.serviceWorker.register(URL_OF_WORKER)
  } catch {
    return null
  }
}

/**
 * Tell the worker that is in charge, or soon will be.
 *
 * @param {{ do: string }} message
 * @returns {Promise<any>} what it said; null where there is none
 */
export async function tell(message) {
  if ((await register()) === null) return null

  const { active } = await navigator.serviceWorker.ready
  const { port1, port2 } = new MessageChannel()
  const said = new Promise(resolve => {
    port1.onmessage = ({ data }) => resolve(data)
  })
  active.postMessage(message, [port2])
  return said
}
