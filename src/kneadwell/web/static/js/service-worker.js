/**
 * Stands between the pages and the network, so that Help now opens without one.
 *
 * The server writes one line above this file, what this build keeps on the device:
 * `KEPT = { build, helpNow, page, files }`, the address of Help now, the page shown in place
 * of one that cannot come, and the files it needs. No page about the person is ever kept.
 * A new build is kept beside the old one and takes over once no page of the old one is open,
 * so nothing changes under a session.
 */
const SHELF = `kneadwell-${KEPT.build}`
const HELP_WAITS_MS = 3000

/** The first rule that fits answers. What fits none goes its way as if nobody stood here. */
const RULES = [
  { fits: request => isPage(request) && pathOf(request) === KEPT.helpNow, answer: soon },
  { fits: isPage, answer: fromNetwork },
  { fits: request => KEPT.files.includes(pathOf(request)), answer: fromShelf },
]

addEventListener("install", event => event.waitUntil(fill()))
addEventListener("activate", event => event.waitUntil(clearOld()))
addEventListener("fetch", event => {
  const rule = RULES.find(({ fits }) => fits(event.request))
  if (rule) event.respondWith(rule.answer(event.request))
})

function isPage({ mode }) {
  return mode === "navigate"
}

function pathOf({ url }) {
  return new URL(url).pathname
}

/** Help must not wait for a network that only looks alive, nor for a server that is ill. */
async function soon(request) {
  const late = new Promise((_, reject) => setTimeout(reject, HELP_WAITS_MS))
  const page = await Promise.race([fetch(request), late]).catch(() => null)
  return page?.ok ? page : kept(KEPT.page)
}

function fromNetwork(request) {
  return fetch(request).catch(() => kept(KEPT.page))
}

async function fromShelf(request) {
  return (await kept(pathOf(request))) ?? fetch(request)
}

function kept(path) {
  return caches.match(path, { cacheName: SHELF, ignoreVary: true })
}

async function fill() {
  const shelf = await caches.open(SHELF)
  const wanted = [KEPT.page, ...KEPT.files]
  await shelf.addAll(wanted.map(path => new Request(path, { credentials: "omit" })))
}

async function clearOld() {
  const names = await caches.keys()
  await Promise.all(names.filter(name => name !== SHELF).map(name => caches.delete(name)))
}
