/**
 * Stands between the pages and the network.
 *
 * The server writes one line above this file: `KEPT`, what this build keeps and the words
 * it needs. Three shelves hold what is kept. Every device keeps `SHELF`: Help now, and the
 * page that stands in for one that cannot come; nothing in it is about a person. Only a
 * device that was called somebody's own keeps `OWN`, their pages with all the files these
 * need, and `VOICES`, the sentences of the sessions that were prepared.
 *
 * A shelf belongs to one build, so no page ever meets the files of another one. A new build
 * fills its shelves beside the old ones and waits; it takes over when no page of the old one
 * is open, or from Today when no session is.
 */
const SHELF = `kneadwell-${KEPT.build}`
const OWN_OF_ANY_BUILD = "kneadwell-own-"
const OWN = `${OWN_OF_ANY_BUILD}${KEPT.build}`
const VOICES = "kneadwell-voices"

const WAITS_MS = 3000
const FETCHED_AT_ONCE = 2
const DAY_MS = 24 * 60 * 60_000
const COPIED_AT = "X-Copied-At-Ms"

/** The first rule that fits answers. What fits none goes its way as if nobody stood here. */
const RULES = [
  { fits: isPage(KEPT.helpNow), answer: soon },
  { fits: isPage(KEPT.leave), answer: fromNetwork },
  { fits: isPage(/^\/techniques\/[^/]+\/start\/$/), answer: startOrPrepared },
  { fits: isPage(/./), answer: pageOrCopy },
  { fits: isFile(/\/voice\/[^/]+\/[0-9a-f]{12}\.mp3$/), answer: fromVoices },
  { fits: isFile(/./), answer: fromShelves },
]

const ACTS = { own, voices: keepVoices, pocket: keptPocket, "take-over": takeOver }

addEventListener("install", event => event.waitUntil(fill(event)))
addEventListener("activate", event => event.waitUntil(clearOld()))
addEventListener("fetch", event => {
  const rule = RULES.find(({ fits }) => fits(event.request))
  if (rule) event.respondWith(rule.answer(event.request, event))
})
addEventListener("message", event => {
  const act = ACTS[event.data?.do]
  if (act) event.waitUntil(act(event.data, event).then(said => event.ports[0]?.postMessage(said ?? null)))
})

// What a request is

function isPage(path) {
  return request => request.mode === "navigate" && isLike(path, pathOf(request))
}

function isFile(path) {
  return request => request.method === "GET" && pathOf(request).startsWith(KEPT.files) && isLike(path, pathOf(request))
}

function isLike(path, one) {
  return typeof path === "string" ? path === one : path.test(one)
}

function pathOf({ url }) {
  return new URL(url).pathname
}

// Pages

/** Help must not wait for a network that only looks alive, nor for a server that is ill. */
async function soon(request) {
  const page = await withinMs(WAITS_MS, fetch(request))
  return page?.ok ? page : inShelf(KEPT.helpNowKept)
}

function fromNetwork(request) {
  return fetch(request).catch(noConnection)
}

/** Without the server a session starts from what was prepared for it. */
async function startOrPrepared(request) {
  const prepared = pathOf(request).replace(/^\/techniques\/(.+)\/start\/$/, "/prepared/$1/")
  if ((await copyOf(prepared)) === undefined) return fromNetwork(request)
  return (await withinMs(WAITS_MS, fetch(request))) ?? Response.redirect(prepared)
}

async function pageOrCopy(request, event) {
  const { pathname, search } = new URL(request.url)
  const pocket = await keptPocket()
  if (request.method !== "GET" || search !== "" || !pocket?.pages.includes(pathname)) return fromNetwork(request)

  const coming = fetch(request).then(page => {
    event.waitUntil(renew(pathname, page.clone(), pocket.person))
    return page
  })
  event.waitUntil(coming.catch(() => {}))
  const page = await withinMs(WAITS_MS, coming)
  if (page !== null) return page

  const copy = await copyOf(pathname)
  return copy === undefined ? coming.catch(noConnection) : dated(copy)
}

/** @returns {Promise<Response | null>} null when it failed, or takes longer */
function withinMs(ms, coming) {
  const late = new Promise(resolve => setTimeout(resolve, ms, null))
  return Promise.race([coming, late]).catch(() => null)
}

/** A kept page says first from when it is. */
async function dated(copy) {
  const when = momentText(Number(copy.headers.get(COPIED_AT)), Date.now())
  const notice = `<p class="notice label" role="status">${KEPT.words.asOf.replace("{when}", when)}</p>`
  const text = await copy.text()
  return new Response(text.replace(/<main class="page"[^>]*>/, main => main + notice), { headers: copy.headers })
}

function momentText(thenMs, nowMs) {
  const day = nowMs - thenMs < 6 * DAY_MS ? { weekday: "long" } : { day: "numeric", month: "long" }
  const format = parts => new Intl.DateTimeFormat(KEPT.language, parts).format(thenMs)
  return `${format(day)} ${format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`
}

/** The page that stands in for one that cannot come names those that can. */
async function noConnection() {
  const page = await inShelf(KEPT.offline)
  const links = await Promise.all(((await keptPocket())?.shown ?? []).map(linkTo))
  if (links.join("") === "") return page

  const list = `<section class="part"><h2>${KEPT.words.works}</h2><ul class="rows">${links.join("")}</ul></section>`
  return new Response((await page.text()).replace("<!-- kept -->", list), { headers: page.headers })
}

async function linkTo(path) {
  const title = (await (await copyOf(path))?.text())?.match(/<title>(.+?) – /)?.[1]
  return title === undefined ? "" : `<li><a class="go" href="${path}">${title}</a></li>`
}

// Files

async function fromShelves(request) {
  const path = pathOf(request)
  const kept = (await inShelf(path)) ?? (await copyOf(path))
  return kept === undefined ? fetch(request) : part(kept, request.headers.get("Range"))
}

async function fromVoices(request) {
  const kept = await caches.match(voiceName(pathOf(request)), { cacheName: VOICES })
  return kept === undefined ? fetch(request) : part(kept, request.headers.get("Range"))
}

/** A recording is named by what it holds, so that it serves every later build too. */
function voiceName(path) {
  return path.replace(/^.+(?=\/voice\/)/, "")
}

/** Players of sound ask for a stretch of bytes, and some take nothing else for an answer. */
async function part(whole, range) {
  const wanted = range?.match(/^bytes=(\d*)-(\d*)$/)
  if (!wanted || wanted[0] === "bytes=-") return whole

  const bytes = await whole.blob()
  const [from, to] = stretch(wanted[1], wanted[2], bytes.size)
  const headers = new Headers(whole.headers)
  if (from > to) {
    headers.set("Content-Range", `bytes */${bytes.size}`)
    return new Response(null, { status: 416, headers })
  }
  headers.set("Content-Range", `bytes ${from}-${to}/${bytes.size}`)
  headers.set("Content-Length", to - from + 1)
  return new Response(bytes.slice(from, to + 1), { status: 206, headers })
}

function stretch(first, last, size) {
  if (first === "") return [Math.max(size - Number(last), 0), Number(last) === 0 ? -1 : size - 1]
  return [Number(first), Math.min(last === "" ? Infinity : Number(last), size - 1)]
}

// Shelves

function inShelf(path) {
  return caches.match(path, { cacheName: SHELF, ignoreVary: true })
}

function copyOf(path) {
  return caches.match(path, { cacheName: OWN, ignoreVary: true })
}

async function keptPocket() {
  return (await (await copyOf(KEPT.pocket))?.json()) ?? null
}

/** A page that came by on its way leaves a fresh copy, unless all was let go meanwhile. */
async function renew(path, page, person) {
  if ((await keptPocket()) !== null) await keepPage(await caches.open(OWN), path, page, person)
}

/**
 * @returns {Promise<boolean | null>} whether a later copy is not needed: it is kept, or may
 *   not be; false where the server is ill, null where its answer is of another build, or
 *   somebody else's
 */
async function keepPage(shelf, path, page, person) {
  // Read in any case: a copy that nobody reads keeps this worker busy for good.
  const text = await page.text()
  if (page.status >= 500) return false
  if (!page.ok || page.redirected) {
    await shelf.delete(path)
    return true
  }
  if (!text.includes(KEPT.files) || !text.includes(person)) return null

  const headers = new Headers(page.headers)
  headers.delete("Content-Encoding")
  headers.delete("Content-Length")
  headers.set(COPIED_AT, Date.now())
  await shelf.put(path, new Response(text, { headers }))
  return true
}

/**
 * Keep somebody's pages on their own device. Recordings are many, and come after.
 *
 * @returns {Promise<boolean>} whether all pages are kept, of one build and one moment
 */
async function own({ pocket }, event) {
  // The server is newer than this worker: the next one will keep all of it.
  if (pocket.build !== KEPT.files) return false

  const kept = await keptPocket()
  if (kept !== null && kept.person !== pocket.person) await forget()
  const shelf = await caches.open(OWN)
  await clearAllBut(shelf, [KEPT.pocket, ...pocket.pages, ...pocket.files])
  const said = await fewAtOnce([
    ...(await missing(shelf, pocket.files)).map(path => async () => (await keepFile(shelf, path, path)) || null),
    ...pocket.pages.map(path => async () => keepPage(shelf, path, await fetch(path), pocket.person)),
  ])
  if (said.includes(null)) return false

  // Written last: whoever finds it finds all the rest. Without its mark it is asked for anew.
  const mark = said.every(Boolean) ? pocket.mark : ""
  await shelf.put(KEPT.pocket, Response.json({ ...pocket, mark, hasVoices: false }))
  event.waitUntil(keepVoices())
  return true
}

async function keepVoices() {
  const pocket = await keptPocket()
  if (pocket === null || pocket.hasVoices) return

  const shelf = await caches.open(VOICES)
  const acts = (await missing(shelf, pocket.voices, voiceName)).map(path => () => keepFile(shelf, voiceName(path), path))
  const hasVoices = (await fewAtOnce(acts)).every(Boolean)
  const isStill = (await keptPocket())?.made_at === pocket.made_at
  if (isStill) await (await caches.open(OWN)).put(KEPT.pocket, Response.json({ ...pocket, hasVoices }))
}

async function missing(shelf, paths, nameOf = path => path) {
  const kept = new Set((await shelf.keys()).map(pathOf))
  return paths.filter(path => !kept.has(nameOf(path)))
}

async function clearAllBut(shelf, paths) {
  const wanted = new Set(paths)
  const others = (await shelf.keys()).filter(request => !wanted.has(pathOf(request)))
  await Promise.all(others.map(request => shelf.delete(request)))
}

async function keepFile(shelf, name, path) {
  const file = await fetch(path)
  if (file.ok) await shelf.put(name, file)
  return file.ok
}

/** The network belongs to whoever uses the page; what could not be had is null. */
async function fewAtOnce(acts) {
  const results = []
  const queue = [...acts]
  const work = async () => {
    for (let act = queue.shift(); act; act = queue.shift()) results.push(await act().catch(() => null))
  }
  await Promise.all(Array.from({ length: FETCHED_AT_ONCE }, work))
  return results
}

/** Nothing about a person stays on this device. */
async function forget() {
  const names = await caches.keys()
  await Promise.all(names.filter(name => name.startsWith(OWN_OF_ANY_BUILD) || name === VOICES).map(name => caches.delete(name)))
}

// From one build to the next

async function fill(event) {
  const shelf = await caches.open(SHELF)
  await shelf.addAll(KEPT.everywhere.map(path => new Request(path, { credentials: "omit" })))
  if (await isOwnDevice()) await fillOwn(event)
}

async function isOwnDevice() {
  return (await caches.keys()).some(name => name.startsWith(OWN_OF_ANY_BUILD))
}

/** A build comes whole or not at all: what failed is tried again at the next visit. */
async function fillOwn(event) {
  const answer = await fetch(KEPT.pocket)
  if (answer.redirected) return
  if (!answer.ok || !(await own({ pocket: await answer.json() }, event))) throw new Error("not all of it could be kept")
}

/** Asked by Today. Nothing changes under a session. */
async function takeOver() {
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true })
  const isInSession = open.some(client => KEPT.sessions.some(path => pathOf(client).startsWith(path)))
  if (!isInSession) void skipWaiting()
}

async function clearOld() {
  const names = await caches.keys()
  await Promise.all(names.filter(name => ![SHELF, OWN, VOICES].includes(name)).map(name => caches.delete(name)))
}
