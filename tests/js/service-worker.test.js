import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import vm from "node:vm"

const SCRIPT = readFileSync(new URL("../../src/kneadwell/web/static/js/service-worker.js", import.meta.url), "utf-8")
const HERE = "http://localhost"
const KEPT = {
  build: "abc",
  files: "/static/one/",
  helpNow: "/help-now/",
  helpNowKept: "/help-now/offline/",
  offline: "/offline/",
  pocket: "/pocket/",
  leave: "/leave/",
  sessions: ["/sessions/", "/prepared/"],
  language: "en",
  words: { asOf: "As of {when}. Not connected.", works: "These pages work now" },
  everywhere: ["/help-now/offline/", "/offline/", "/static/one/help.css"],
}
const ADA = "01990000-0000-7000-8000-000000000001"
const POCKET = {
  person: ADA,
  build: "/static/one/",
  mark: "m1",
  pages: ["/", "/diary/", "/prepared/ball/"],
  shown: ["/", "/diary/"],
  files: ["/static/one/app.css"],
  voices: ["/static/one/voice/en/0123456789ab.mp3"],
}

/** One browser: its shelves, its network and the worker on top of them. */
class World {
  shelves = new Map()
  pages = new Map()
  asked = []
  isOnline = true
  delayMs = 0
  windows = []
  hasTakenOver = false
  #handlers = {}

  constructor(kept = KEPT) {
    this.serve("/help-now/", "HELP")
    this.serve("/help-now/offline/", "HELP KEPT")
    this.serve("/offline/", page("Offline", "<!-- kept -->"))
    for (const path of ["/", "/diary/", "/prepared/ball/"]) this.serve(path, page(`Page ${path}`))
    this.start(kept)
  }

  serve(path, text, init = {}) {
    this.pages.set(path, { text, init })
  }

  start(kept) {
    this.#handlers = {}
    vm.runInNewContext(SCRIPT, {
      KEPT: kept,
      addEventListener: (kind, act) => (this.#handlers[kind] = act),
      caches: this.caches,
      clients: { matchAll: async () => this.windows },
      skipWaiting: async () => (this.hasTakenOver = true),
      fetch: (request, options) => this.fetch(request, options),
      Request: Asked,
      Response,
      Headers,
      URL,
      Intl,
      Date,
      setTimeout: (act, _ms, ...said) => setTimeout(act, 5, ...said),
    })
  }

  async fetch(request) {
    const path = new URL(request.url ?? request, HERE).pathname
    this.asked.push(path)
    if (this.delayMs) await new Promise(resolve => setTimeout(resolve, this.delayMs))
    if (!this.isOnline) throw new TypeError("Failed to fetch")
    const { text, init } = this.pages.get(path) ?? { text: path, init: {} }
    const answer = new Response(text, init)
    if (init.redirected) Object.defineProperty(answer, "redirected", { value: true })
    return answer
  }

  get caches() {
    const shelf = name => ({
      keys: async () => [...this.shelves.get(name).keys()].map(path => new Asked(path)),
      match: async asked => this.shelves.get(name).get(pathOf(asked))?.clone(),
      put: async (asked, answer) => void this.shelves.get(name)?.set(pathOf(asked), answer),
      delete: async asked => this.shelves.get(name).delete(pathOf(asked)),
      addAll: async all => {
        for (const asked of all) this.shelves.get(name).set(pathOf(asked), await this.fetch(asked))
      },
    })
    return {
      keys: async () => [...this.shelves.keys()],
      delete: async name => this.shelves.delete(name),
      open: async name => {
        if (!this.shelves.has(name)) this.shelves.set(name, new Map())
        return shelf(name)
      },
      match: async (asked, { cacheName }) => this.shelves.get(cacheName)?.get(pathOf(asked))?.clone(),
    }
  }

  async happen(kind, parts = {}) {
    const waits = []
    this.#handlers[kind]({ ...parts, waitUntil: promise => waits.push(promise) })
    for (const promise of waits) await promise
  }

  /** Go to a page, or ask for a file, and wait for all that goes on behind it. */
  async go(path, { mode = "navigate", method = "GET", range } = {}) {
    const waits = []
    let answered = null
    this.#handlers.fetch({
      request: new Asked(path, { mode, method, headers: new Headers(range ? { Range: range } : {}) }),
      respondWith: promise => (answered = promise),
      waitUntil: promise => waits.push(promise),
    })
    const answer = await answered
    await Promise.all(waits)
    return answer
  }

  async say(message) {
    let said
    await this.happen("message", { data: message, ports: [{ postMessage: value => (said = value) }] })
    return said
  }

  own(pocket = {}) {
    return this.say({ do: "own", pocket: { ...POCKET, ...pocket } })
  }

  kept(name = "kneadwell-own-abc") {
    return [...(this.shelves.get(name)?.keys() ?? [])].sort()
  }
}

class Asked {
  constructor(path, { mode = "cors", method = "GET", headers = new Headers() } = {}) {
    Object.assign(this, { url: new URL(path, HERE).href, mode, method, headers })
  }
}

function pathOf(asked) {
  return new URL(asked.url ?? asked, HERE).pathname
}

function page(title, more = "") {
  return `<title>${title} – Kneadwell</title><link href="/static/one/app.css"><meta content="${ADA}">` +
    `<main class="page" id="main">${more}</main>`
}

async function installed(kept) {
  const world = new World(kept)
  await world.happen("install")
  await world.happen("activate")
  return world
}

test("H-61 help comes from the device when the server is away, slow or ill", async () => {
  const world = await installed()
  world.isOnline = false
  assert.equal(await (await world.go("/help-now/")).text(), "HELP KEPT")

  world.isOnline = true
  world.delayMs = 50
  assert.equal(await (await world.go("/help-now/")).text(), "HELP KEPT")

  world.delayMs = 0
  world.serve("/help-now/", "broken", { status: 500 })
  assert.equal(await (await world.go("/help-now/")).text(), "HELP KEPT")
})

test("a device that nobody called their own keeps nothing about them", async () => {
  const world = await installed()
  await world.go("/")
  await world.go("/diary/")

  assert.deepEqual([...world.shelves.keys()], ["kneadwell-abc"])
  assert.deepEqual(world.kept("kneadwell-abc"), [...KEPT.everywhere].sort())
  world.isOnline = false
  assert.match(await (await world.go("/")).text(), /Offline/)
})

test("an own device shows its copy, with its time, when the network fails or is slow", async () => {
  const world = await installed()
  assert.equal(await world.own(), true)

  world.isOnline = false
  assert.match(await (await world.go("/diary/")).text(), /As of \w+day \d\d:\d\d\. Not connected\./)

  world.isOnline = true
  world.delayMs = 50
  assert.match(await (await world.go("/diary/")).text(), /Not connected/)

  world.delayMs = 0
  assert.doesNotMatch(await (await world.go("/diary/")).text(), /Not connected/)
})

test("a page that cannot come names those that can", async () => {
  const world = await installed()
  await world.own()
  world.isOnline = false

  const text = await (await world.go("/settings/")).text()

  assert.match(text, /These pages work now/)
  assert.match(text, /<a class="go" href="\/diary\/">Page \/diary\/<\/a>/)
})

test("a start leads to what was prepared, only without the server", async () => {
  const world = await installed()
  await world.own()
  world.serve("/techniques/ball/start/", "START")
  assert.equal(await (await world.go("/techniques/ball/start/")).text(), "START")

  world.isOnline = false
  const led = await world.go("/techniques/ball/start/").catch(error => error)
  assert.match(String(led.headers?.get("Location") ?? led), /prepared\/ball/)
  assert.match(await (await world.go("/techniques/ice/start/")).text(), /Offline/)
})

test("what was sent from a form is never answered from a copy", async () => {
  const world = await installed()
  await world.own()
  world.isOnline = false

  assert.match(await (await world.go("/diary/", { method: "POST" })).text(), /Offline/)
  assert.match(await (await world.go("/diary/?month=2026-01")).text(), /Offline/)
})

test("each visit leaves a fresh copy; an ill server and another person leave none", async () => {
  const world = await installed()
  await world.own()
  const copy = () => world.shelves.get("kneadwell-own-abc").get("/diary/").clone().text()

  world.serve("/diary/", page("Newer"))
  await world.go("/diary/")
  assert.match(await copy(), /Newer/)

  world.serve("/diary/", "ill", { status: 503 })
  await world.go("/diary/")
  assert.match(await copy(), /Newer/)

  world.serve("/diary/", page("Of Bela").replace(ADA, "bela"))
  await world.go("/diary/")
  assert.match(await copy(), /Newer/)
})

test("a page of another release is never kept among the files of this one", async () => {
  const world = await installed()
  await world.own()
  world.serve("/diary/", page("Next").replace("/static/one/", "/static/two/"))

  await world.go("/diary/")

  assert.doesNotMatch(await world.shelves.get("kneadwell-own-abc").get("/diary/").clone().text(), /Next/)
  assert.equal(await world.own({ build: "/static/two/" }), false)
})

test("a page that may not be kept any more is let go of, and the rest stays", async () => {
  const world = await installed()
  await world.own()
  world.serve("/prepared/ball/", "no", { status: 404 })

  assert.equal(await world.own({ mark: "m2" }), true)

  assert.deepEqual(world.kept(), ["/", "/diary/", "/pocket/", "/static/one/app.css"])
})

test("pages that are not in the pocket any more go at once, also when the network breaks off", async () => {
  const world = await installed()
  await world.own()
  world.isOnline = false

  assert.equal(await world.own({ mark: "m2", pages: ["/", "/diary/"] }), false)

  assert.ok(!world.kept().includes("/prepared/ball/"))
  assert.equal((await world.say({ do: "pocket" })).mark, "m1")
})

test("the pocket of somebody else finds nothing of the one before", async () => {
  const world = await installed()
  await world.own()
  world.serve("/", page("Of Bela").replace(ADA, "bela"))

  await world.own({ person: "bela", pages: ["/"], shown: ["/"] })

  assert.deepEqual(world.kept(), ["/", "/pocket/", "/static/one/app.css"])
})

test("a recording that is missing holds up nothing, and is asked for again", async () => {
  const world = await installed()
  world.serve(POCKET.voices[0], "", { status: 404 })
  assert.equal(await world.own(), true)
  assert.equal((await world.say({ do: "pocket" })).hasVoices, false)

  world.serve(POCKET.voices[0], "spoken")
  world.asked = []
  await world.say({ do: "voices" })
  await world.say({ do: "voices" })

  assert.deepEqual(world.asked, [POCKET.voices[0]])
  assert.equal((await world.say({ do: "pocket" })).hasVoices, true)
})

test("after a page of an ill server all are asked for anew", async () => {
  const world = await installed()
  world.serve("/diary/", "ill", { status: 503 })

  assert.equal(await world.own(), true)
  assert.equal((await world.say({ do: "pocket" })).mark, "")
})

test("nothing is fetched twice", async () => {
  const world = await installed()
  await world.own()
  world.asked = []

  await world.own({ mark: "m2" })

  assert.deepEqual(world.asked.sort(), [...POCKET.pages].sort())
})

for (const [range, status, text, said] of [
  ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
  ["bytes=4-", 206, "456789", "bytes 4-9/10"],
  ["bytes=-2", 206, "89", "bytes 8-9/10"],
  ["bytes=8-99", 206, "89", "bytes 8-9/10"],
  ["bytes=10-", 416, "", "bytes */10"],
  ["bytes=-0", 416, "", "bytes */10"],
  ["bytes=-", 200, "0123456789", null],
  ["lines=1-2", 200, "0123456789", null],
]) {
  test(`a kept recording answers ${range}`, async () => {
    const world = await installed()
    world.serve(POCKET.voices[0], "0123456789")
    await world.own()
    world.isOnline = false

    const answer = await world.go(POCKET.voices[0], { mode: "no-cors", range })

    assert.equal(answer.status, status)
    assert.equal(await answer.text(), text)
    assert.equal(answer.headers.get("Content-Range"), said)
  })
}

test("a recording serves every later release", async () => {
  const world = await installed()
  world.serve(POCKET.voices[0], "spoken")
  await world.own()
  world.isOnline = false

  const answer = await world.go("/static/two/voice/en/0123456789ab.mp3", { mode: "no-cors" }).catch(() => null)
  assert.equal(answer, null)
  world.start({ ...KEPT, build: "def", files: "/static/two/" })
  const later = await world.go("/static/two/voice/en/0123456789ab.mp3", { mode: "no-cors" })
  assert.equal(await later.text(), "spoken")
})

test("a new build comes with the pages of an own device, or not at all", async () => {
  const world = await installed()
  await world.own()
  world.serve("/pocket/", JSON.stringify({ ...POCKET, build: "/static/two/", files: ["/static/two/app.css"] }))
  for (const path of POCKET.pages) world.serve(path, page("Two").replace("/static/one/", "/static/two/"))
  world.start({ ...KEPT, build: "def", files: "/static/two/" })

  const fetchOne = world.fetch.bind(world)
  world.fetch = async request => {
    if (pathOf(request) === "/diary/") throw new TypeError("Failed to fetch")
    return fetchOne(request)
  }
  await assert.rejects(world.happen("install"))
  assert.ok(world.kept("kneadwell-own-abc").includes("/diary/"))

  world.fetch = fetchOne
  await world.happen("install")
  await world.happen("activate")
  assert.deepEqual([...world.shelves.keys()].sort(), ["kneadwell-def", "kneadwell-own-def", "kneadwell-voices"])
  assert.ok(world.kept("kneadwell-own-def").includes("/diary/"))
})

test("a browser that is not let in any more brings no pages into a new build", async () => {
  const world = await installed()
  await world.own()
  world.serve("/pocket/", "the door", { redirected: true })
  world.start({ ...KEPT, build: "def" })

  await world.happen("install")
  await world.happen("activate")

  assert.deepEqual([...world.shelves.keys()].sort(), ["kneadwell-def", "kneadwell-voices"])
})

for (const [open, isFree] of [
  [["/"], true],
  [["/", "/diary/"], true],
  [["/", "/sessions/1/"], false],
  [["/", "/prepared/ball/play/"], false],
]) {
  test(`with ${open.join(" and ")} open a new build ${isFree ? "takes over" : "waits"}`, async () => {
    const world = await installed()
    world.windows = open.map(path => ({ url: HERE + path }))

    await world.say({ do: "take-over" })

    assert.equal(world.hasTakenOver, isFree)
  })
}
