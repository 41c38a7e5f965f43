import assert from "node:assert/strict"
import { afterEach, beforeEach, mock, test } from "node:test"

import { Record } from "../../src/kneadwell/web/static/js/player/record.js"

const settled = async () => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve()
}

/** A diary that answers as it is told, and a record that hands a letter over to it. */
function handing(where) {
  const world = { where, letter: { events: [] }, heard: [], kept: [], standing: "waiting", sent: 0, change: () => {} }
  const record = new Record({
    letter: () => world.letter,
    entriesOf: letter => [{ id: "session" }, ...letter.events.map(id => ({ id }))],
    diary: {
      keep: async entries => (world.kept.push(entries.map(({ id }) => id)), world.where),
      standing: async () => world.standing,
      onChange: hear => (world.change = hear),
      sendNow: () => (world.sent += 1),
    },
    onAnswer: answer => world.heard.push(answer),
  })
  return { world, record }
}

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }))
afterEach(() => mock.timers.reset())

test("it is kept on the device first, and saved once the server has it", async () => {
  const { world, record } = handing("device")
  await record.send()
  assert.deepEqual([world.heard, record.isSaved], [["saving", "kept"], false])

  world.standing = "saved"
  world.change()
  await settled()
  assert.deepEqual([world.heard.at(-1), record.isSaved], ["saved", true])
})

test("kept is said only after the device said so", async () => {
  const { world, record } = handing("nowhere")
  await record.send()

  assert.deepEqual(world.heard, ["saving", "not-kept"])
  world.where = "device"
  mock.timers.tick(5_000)
  await settled()
  assert.deepEqual(world.heard, ["saving", "not-kept", "saving", "kept"])
})

test("to ask again while it is on its way sends it now, and keeps nothing twice", async () => {
  const { world, record } = handing("device")
  await record.send()
  await record.send()

  assert.deepEqual([world.kept.length, world.sent], [1, 1])
})

test("what the server refuses is said", async () => {
  for (const where of ["refused", "device"]) {
    const { world, record } = handing(where)
    world.standing = "refused"
    await record.send()

    assert.equal(world.heard.at(-1), "refused")
  }
})

test("a browser that keeps nothing hands it to the server", async () => {
  const { world, record } = handing("server")
  await record.send()

  assert.deepEqual([world.heard, record.isSaved], [["saving", "saved"], true])
})

test("H-57 something wrong that is told meanwhile is handed over as well", async () => {
  const { world, record } = handing("device")
  const first = record.send()
  world.letter = { events: ["event"] }
  await first
  await settled()
  assert.deepEqual(world.kept, [["session"], ["session", "event"]])

  world.letter = { events: ["event", "another"] }
  await record.send()
  assert.deepEqual(world.kept.at(-1), ["session", "event", "another"])
})
