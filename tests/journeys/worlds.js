/**
 * Plays worlds of two devices and one server, inside one page: each world is a list of
 * steps, and tells in the end what was promised to people and what each device holds.
 *
 * A step happens to a tab of a device. Some are begun and not waited for, so that they run
 * into the ones after them.
 */
async ({ root, person, worlds }) => {
  const { entryOf, correctionOf } = await import(`${root}js/outbox/entry.js`)
  const { openOutbox } = await import(`${root}js/outbox/outbox.js`)
  const { startSync } = await import(`${root}js/outbox/sync.js`)

  // A tab that died may hold the turn for 45 s, and a letter to a dead server takes 30 s.
  const SETTLES_WITHIN_MS = 180_000
  const after = ms => new Promise(resolve => setTimeout(resolve, ms))
  const letter = body => ({ method: "POST", headers: { "Content-Type": "application/json" }, body })
  const answer = (status, text, headers = {}) => new Response(text, { status, headers })

  /** What may happen to one letter. */
  const FATES = {
    well: (url, options) => fetch(url, options),
    lost: () => Promise.reject(new TypeError("lost")),
    "answer-lost": async (url, options) => {
      await fetch(url, options)
      throw new TypeError("answer lost")
    },
    late: async (url, { body }, world) => {
      world.late.push(() => fetch(url, letter(body)))
      throw new TypeError("late")
    },
    twice: async (url, options) => {
      const both = [fetch(url, options), fetch(url, options)]
      await Promise.allSettled(both)
      return both[1]
    },
    torn: async (url, options) => answer(200, (await (await fetch(url, options)).text()).slice(0, -9)),
    portal: async () => answer(200, "<!doctype html><title>Welcome to our café</title>"),
    busy: async () => answer(503, "", { "Retry-After": "0" }),
    broken: async () => answer(500, ""),
    "signed-out": async () => answer(401, "{}"),
    half: async (url, options) => {
      const { outcomes } = await (await fetch(url, options)).json()
      return answer(200, JSON.stringify({ outcomes: outcomes.slice(0, Math.ceil(outcomes.length / 2)) }))
    },
  }

  class Tab {
    constructor(world, device) {
      Object.assign(this, { world, device, fates: [], sending: null })
    }

    async open() {
      this.outbox = await openOutbox({ name: this.device.name, person })
      this.sync = startSync({
        outbox: this.outbox,
        locks: this.world.locks ? undefined : null,
        fetchFn: (url, options) => this.send(url, options),
      })
      return this
    }

    /** Of the tabs of one device one sends at a time. */
    async send(url, options) {
      if (this.device.sending !== null) this.device.crossings += 1
      const sending = {}
      this.device.sending = sending
      this.sending = sending
      try {
        return await (FATES[this.fates.shift()] ?? FATES.well)(url, options, this.world)
      } finally {
        if (this.device.sending === sending) this.device.sending = null
      }
    }

    /** Nobody says goodbye. */
    close() {
      if (this.device.sending === this.sending) this.device.sending = null
      this.sync.stop()
      this.outbox.close()
    }

    async keep(...entries) {
      this.world.made.push(...entries)
      await this.outbox.keep(entries)
      for (const entry of entries) this.device.promised.set(entry.id, entry)
    }
  }

  const STEPS = {
    note: (tab, { kind, body }) => tab.keep(entryOf(kind, body, { nowMs: tab.device.nowMs() })),
    bad: tab => tab.keep(entryOf("note", { text: "" }, { nowMs: tab.device.nowMs() })),
    correct: async (tab, { which, body }, world) => {
      const right = world.made.filter(({ kind, body }) => kind === "note" && body.text !== "")
      if (right.length === 0) return
      const { id } = right[which % right.length]
      const known = await tab.outbox.recent()
      await tab.keep(correctionOf(id, body, { known, nowMs: tab.device.nowMs() }))
    },
    twice: async (tab, { which }) => {
      const mine = [...tab.device.promised.values()]
      if (mine.length > 0) await tab.keep(mine[which % mine.length])
    },
    // Two devices that were copied from one another may draw one id.
    clash: (tab, { which }, world) => {
      const id = world.ids[which % world.ids.length]
      const text = `${tab.device.name} ${tab.device.promised.size}`
      if (tab.device.promised.has(id)) return null
      return tab.keep({ ...entryOf("note", { text }, { nowMs: tab.device.nowMs() }), id })
    },
    send: (tab, { fates }) => {
      tab.fates.push(...fates)
      return tab.sync.now()
    },
    crash: async (tab, { amid }, world) => {
      if (amid === "keep") STEPS.note(tab, { kind: "note", body: { text: "cut off" } }).catch(() => {})
      if (amid === "send") tab.sync.now()
      tab.close()
      await tab.open()
    },
    clock: (tab, { hours }) => {
      tab.device.offMs += hours * 3_600_000
    },
    deliver: async (_, __, world) => {
      for (const send of world.late.splice(0).reverse()) await send().catch(() => world.late.push(send))
    },
    kill: () => window.killServer(),
  }

  async function play({ locks, steps }) {
    const world = { locks, late: [], made: [], ids: [entryOf("note", {}).id, entryOf("note", {}).id] }
    const devices = [0, 1].map(number => ({
      name: `world-${world.ids[0]}-${number}`,
      promised: new Map(),
      offMs: 0,
      sending: null,
      crossings: 0,
      nowMs() {
        return Date.now() + this.offMs
      },
    }))
    const tabs = await Promise.all(devices.flatMap(device => [new Tab(world, device).open(), new Tab(world, device).open()]))

    const begun = []
    for (const { what, tab, waits, ...facts } of steps) {
      const done = Promise.resolve(STEPS[what](tabs[tab], facts, world)).catch(error => {
        // Something else is kept there under this id, and nobody was promised anything.
        if (error.why !== "different") throw error
      })
      begun.push(done)
      if (waits) await done
    }
    await Promise.all(begun)
    await settle(world, tabs)

    const held = await Promise.all(devices.map(device => heldBy(device)))
    for (const tab of tabs) tab.close()
    for (const { name } of devices) indexedDB.deleteDatabase(name)
    return { made: world.made, devices: held }
  }

  /** In the end the network is well. */
  async function settle(world, tabs) {
    const untilMs = Date.now() + SETTLES_WITHIN_MS
    for (;;) {
      await STEPS.deliver(null, null, world)
      for (const tab of tabs) tab.fates.length = 0
      const left = []
      for (const tab of tabs) left.push((await tab.sync.now()).waiting)
      if (world.late.length === 0 && Math.max(...left) === 0) return
      if (Date.now() > untilMs) throw new Error(`never settled: ${left} wait`)
      await after(20)
    }
  }

  async function heldBy(device) {
    const outbox = await openOutbox({ name: device.name, person })
    const attention = await outbox.attention()
    const isOpen = new Set(attention.map(({ entry }) => entry.id))
    const all = await outbox.recent()
    outbox.close()
    return {
      promised: [...device.promised.values()],
      crossings: device.crossings,
      sent: all.filter(({ id }) => !isOpen.has(id)),
      attention,
    }
  }

  return Promise.all(worlds.map(play))
}
