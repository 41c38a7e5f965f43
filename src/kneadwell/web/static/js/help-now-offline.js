/**
 * Keeps Help now on this device, from the first page on.
 *
 * Plain http within a home, and some private windows, have no workers: there Help now
 * needs the network, like every other page.
 */
navigator.serviceWorker?.register("/service-worker.js").catch(() => {})
