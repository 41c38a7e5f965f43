/**
 * <session-player> gives a list of cues a clock.
 *
 * Wraps markup that already reads as a session. What happens is in `session.js`, what is
 * shown in `view.js`, what is heard in `channels.js`; here the person's presses meet them.
 */
import { Announcer } from "../player/announcer.js"
import { Awake } from "../player/awake.js"
import { Channels } from "../player/channels.js"
import { sessionClock } from "../player/clock.js"
import * as diary from "../player/diary.js"
import { entriesOf } from "../player/entries.js"
import { flash } from "../player/flash.js"
import { actOf } from "../player/keys.js"
import { MediaKeys } from "../player/media-keys.js"
import { backJump, nextJump } from "../player/position.js"
import { Touches, onePress } from "../player/press.js"
import { Record } from "../player/record.js"
import { ONE_KEY, Ring } from "../player/ring.js"
import { Session } from "../player/session.js"
import { Shelf } from "../player/shelf.js"
import { View } from "../player/view.js"

const CLOCKS = { wall: () => Date.now(), steady: () => performance.now() }
const RUNNING = { waiting: true, work: true, rest: true }
const LISTENED = ["keydown", "visibilitychange", "pointerdown"]
const LEFT = ["pagehide", "pageshow"]
const SAYS_LEFT_MS = 60_000
const WARNED_FOR_MS = 15_000

class SessionPlayer extends HTMLElement {
  #timeline
  #texts
  #session
  #view
  #channels
  #mediaKeys
  #announcer
  #awake
  #shelf
  #record
  #ring
  #isNewPress
  #touches = new Touches()
  #timer = null
  #index = null
  #isPlaying = false
  #placeLeftMs = null
  #warnings = new Set()
  #warnedAtMs = 0

  connectedCallback() {
    this.#timeline = this.#json("timeline")
    if (!this.#timeline.cleared) return

    this.#shelf = new Shelf(() => localStorage, `kneadwell-session-${this.dataset.session}`)
    const kept = this.#shelf.read()
    this.#setUp(kept)
    this.#listen()
    this.#channels.prepare(this.#timeline)
    this.#goOnFrom(kept)
    this.#show()
  }

  disconnectedCallback() {
    this.#rest()
    this.#record?.stop()
    this.#mediaKeys?.end()
    this.#channels?.close()
    for (const type of LISTENED) document.removeEventListener(type, this)
    for (const type of LEFT) window.removeEventListener(type, this)
  }

  handleEvent(event) {
    if (event.type === "click") this.#click(event)
    if (event.type === "keydown") this.#key(event)
    if (event.type === "pointerdown") this.#touches.down(event)
    if (event.type === "visibilitychange" || event.type === "pageshow") this.#show()
    if (event.type === "pagehide") this.#leave()
  }

  #setUp(kept) {
    const { dataset } = this

    this.#texts = this.#json("texts")
    this.#isNewPress = onePress(Number(dataset.pressApartMs))
    this.#session = new Session(this.#timeline, sessionClock(CLOCKS, kept?.seenMs), kept)
    this.#view = new View(this, this.#session, {
      timeline: this.#timeline,
      scenes: this.#json("scenes"),
      called: this.#json("called"),
      word: name => this.#word(name),
    })
    const { told, alert, flash: glass } = this.#view.parts
    this.#announcer = new Announcer(told, alert)
    this.#awake = new Awake(() => this.#warn("screen-may-sleep"))
    this.#channels = new Channels({
      tones: dataset.tones === "on",
      voice: dataset.voice,
      vibration: dataset.vibration === "on",
      flash: dataset.flash === "on",
      packUrl: dataset.packUrl,
      language: document.documentElement.lang,
      onMissing: channel => this.#warn(`no-${channel}`),
      onFlash: (_, isSteady) => flash(glass, isSteady),
    })
    this.#mediaKeys = new MediaKeys({
      audioUrl: dataset.silenceUrl,
      onPress: timeStamp => this.#act("press", timeStamp),
      onNext: timeStamp => this.#act("next", timeStamp),
      onBack: timeStamp => this.#act("back", timeStamp),
      onStop: timeStamp => this.#act("stop", timeStamp),
    })
    this.#ring = new Ring(way => this.#markWay(way), way => this.#takeWay(way))
    this.#record = new Record({
      letter: () => this.#session.letter,
      entriesOf: letter => entriesOf(dataset.session, this.#facts, letter),
      diary,
      onAnswer: answer => this.#showAnswer(answer),
    })
  }

  #listen() {
    this.querySelector(".plain").hidden = true
    this.querySelector(".player").hidden = false
    this.addEventListener("click", this)
    for (const type of LISTENED) document.addEventListener(type, this)
    for (const type of LEFT) window.addEventListener(type, this)
  }

  #goOnFrom(kept) {
    if (kept === null) return
    if (this.#session.isWrong) this.#view.showWrong(this.#session.letter.events?.at(-1).what ?? null)
    if (this.#session.isEnded) return this.#record.send()

    this.#view.notice(this.#session.gap === null ? this.#word("there") : "")
  }

  // What the person does

  #click({ target, timeStamp }) {
    const way = target.closest("button")
    if (way === null) return

    const act = way.dataset.act ?? way.dataset.part
    this.#act(this.#touches.isPalm ? "touch" : act, timeStamp, way.dataset.what)
  }

  #key(event) {
    const { key, target, repeat, timeStamp } = event
    const way = target.closest("a, button, input, select, textarea, summary")
    const pressesControl = way !== null && way !== this.#view.parts.touch && (key === "Enter" || key === " ")
    if (repeat && pressesControl) event.preventDefault()
    if (repeat || pressesControl) return

    const act = actOf(event)
    if (act === null) return

    event.preventDefault()
    this.#act(act, timeStamp)
  }

  /** Only Stop is never taken for the echo of an earlier press. */
  #act(act, timeStamp, what) {
    const isNew = this.#isNewPress(timeStamp)
    if (!isNew && act !== "stop") return
    // What wakes a phone was pressed to look at it.
    if (this.#session.see() && act !== "stop") return this.#askAboutUnseen()

    if (act !== "press") this.#ring.stop()
    this.#do(act, what)
    this.#show()
  }

  #do(act, what) {
    if (act === "touch") this.#touch()
    else if (act === "press") this.#press()
    else if (act === "next") this.#session.jump(nextJump)
    else if (act === "back") this.#session.jump(backJump)
    else if (act === "stop") this.#stop()
    else if (act === "wrong") this.#somethingIsWrong()
    else if (act === "tell") this.#tell(what)
    else if (act === "list") this.#view.showWrong(null)
    else if (act === "finish") this.#goOn(() => this.#session.finishHere())
    else if (act === "go-on") this.#goOn(() => this.#session.goOn())
    else if (act === "removed") this.#session.removed()
    else if (act === "yes" || act === "partly" || act === "no") this.#session.answer(act)
  }

  #touch() {
    const { phase } = this.#session
    this.#view.notice("")
    if (phase === "ready") this.#begin()
    else if (phase === "paused") this.#goOn(() => this.#session.resume())
    else if (phase === "over") this.#record.send()
    else if (phase === "waiting" || phase === "work" || phase === "rest") this.#pause()
  }

  /** A key does what a touch does, and on the way it can come to everything else. */
  #press() {
    const { phase } = this.#session
    const isAsked = phase === "waiting" || phase in { stopped: 0, remove: 0, gap: 0, wrong: 0 }

    if (phase === "waiting") this.#pause()
    if (isAsked || this.#ring.isOn) this.#ring.press(this.#view.ways)
    else this.#touch()
  }

  #markWay(way) {
    this.#view.mark(way)
    if (way === null) return

    this.#channels.signal("tick")
    this.#announcer.answer(this.#view.choice)
  }

  #takeWay(way) {
    new Shelf(() => sessionStorage, ONE_KEY).keep(true)
    if (way.matches("a")) return way.click()

    this.#do(way.dataset.act ?? way.dataset.part, way.dataset.what)
    this.#show()
  }

  #begin() {
    // Skin changes: a page left open for long has to ask the questions again.
    if (Date.now() > Number(this.dataset.beginBeforeMs)) return location.reload()

    const delayS = Number(this.dataset.startDelayS)
    this.#wake()
    this.#session.begin(delayS * 1000)
    if (delayS > 0) this.#say([this.#texts.starts_in.replace("{seconds}", delayS)])
    this.#keep()
    if (this.#shelf.read() === null) this.#warn("no-shelf")
  }

  /** No clock runs in a pause, so nothing may lie on the skin. */
  #pause() {
    const takeOff = this.#texts.take_off[this.#session.onSkin] ?? []
    this.#session.pause()
    this.#view.notice(takeOff.join(" "))
    this.#say([...this.#texts.paused, ...takeOff])
  }

  #goOn(how) {
    this.#wake()
    how()
    if (this.#session.phase === "waiting") this.#say(this.#texts.go_on)
  }

  #stop() {
    const takeOff = this.#texts.take_off[this.#session.onSkin] ?? []
    this.#session.stop()
    if (this.#session.phase !== "stopped") return

    this.#view.notice("")
    this.#view.parts["offer-notice"].textContent = takeOff.join(" ")
    this.#channels.hush()
    this.#say([...this.#texts.stopped, ...takeOff])
  }

  /** What was done is safe before anybody looks for words. */
  #somethingIsWrong() {
    this.#session.somethingIsWrong()
    this.#view.showWrong(null)
    this.#record.send()
  }

  #tell(what) {
    this.#session.tell(what)
    this.#view.showWrong(what)
    this.#keep()
    this.#record.send()
  }

  /** Browsers give sound, and keys of a headset, only while a press is being answered. */
  #wake() {
    this.#channels.wake()
    this.#mediaKeys.begin(this.#word("session"))
    this.#isPlaying = true
  }

  // What time does

  #show() {
    clearTimeout(this.#timer)
    if (this.#session.see()) return this.#askAboutUnseen()
    if (this.#session.isToEnd) this.#end()

    const { position, phase } = this.#session
    this.#view.show()
    // Drawing takes a slow phone a while, and what is heard is planned from now on.
    this.#channels.run(this.#session.coming, this.#timeline, this.#session.position.startsInMs)
    this.#awake.want(phase in RUNNING)
    this.#setPlaying(phase in RUNNING)
    this.#tellCue(phase)
    this.#tellPlaceLeft()
    this.#keep()

    const ms = position.startsInMs || position.remainingMs
    if (phase in RUNNING) this.#timer = setTimeout(() => this.#show(), (ms % 1000) + 1)
  }

  #askAboutUnseen() {
    const { gap } = this.#session
    const texts = gap?.tool ? this.#texts.take_off[gap.tool] : this.#texts.there
    this.#ring.stop()
    this.#channels.hush()
    this.#show()
    if (gap === null) this.#view.notice(this.#word("there"))
    if (gap?.tool) this.#channels.signal("remove")
    this.#say(texts)
  }

  #tellCue(phase) {
    const { index } = this.#session.position
    if (!(phase in RUNNING) || index === this.#index) return

    this.#index = index
    this.#announcer.tell(this.#view.told)
    if (performance.now() - this.#warnedAtMs > WARNED_FOR_MS) this.#forgetWarnings()
  }

  /** Someone who works on others plans by place. */
  #tellPlaceLeft() {
    const leftMs = this.dataset.giver === "professional" ? this.#session.placeLeftMs : null
    const isDue = leftMs !== null && leftMs <= SAYS_LEFT_MS && this.#placeLeftMs > SAYS_LEFT_MS
    if (isDue && this.#isPlaying) this.#channels.say(this.#texts.minute_left)
    this.#placeLeftMs = leftMs
  }

  #setPlaying(isPlaying) {
    if (this.#isPlaying !== isPlaying) this.#mediaKeys.setPlaying(isPlaying)
    this.#isPlaying = isPlaying
  }

  #end() {
    this.#session.end()
    this.#record.send()
  }

  /** The page goes, and leaves nothing on: no sound, no lock on the screen. */
  #leave() {
    this.#keep()
    this.#rest()
    this.#channels.hush()
  }

  #rest() {
    clearTimeout(this.#timer)
    this.#ring?.stop()
    this.#announcer?.stop()
    this.#awake?.want(false)
  }

  #keep() {
    if (this.#record.isSaved || !this.#session.hasBegun) return

    const { called } = this.dataset
    this.#shelf.keep({ ...this.#session.kept, facts: this.#facts, url: location.pathname, called })
  }

  #showAnswer(answer) {
    const word = this.#word(answer)
    this.#view.notice(word)
    this.#announcer.tell(word)

    const isOver = answer === "saved" || (answer === "kept" && this.#isAlone)
    if (answer === "saved") this.#shelf.clear()
    if (isOver && !this.#session.isWrong) location.replace(this.dataset.nextUrl)
    if (answer === "refused") this.#view.leave(this.dataset.nextUrl, this.#word("leave"))
    if (answer === "kept" || answer === "not-kept") this.#view.offerTouch(word)
  }

  /** A session that this device started by itself goes on without the server. */
  get #isAlone() {
    return this.#facts.prepared !== undefined
  }

  get #facts() {
    const { prepared, checkedAt } = this.dataset
    return { ...this.#json("facts"), ...(prepared && { prepared, checked_at: checkedAt }) }
  }

  // What is said

  #say(texts) {
    this.#channels.say(texts)
    this.#announcer.answer(texts.join(" "))
  }

  #warn(name) {
    this.#warnings.add(this.#word(name))
    this.#warnedAtMs = performance.now()
    const text = [...this.#warnings].join("\n")
    this.#view.notice(text)
    this.#announcer.tell(text)
  }

  #forgetWarnings() {
    if (this.#warnings.size > 0) this.#view.notice("")
    this.#warnings.clear()
  }

  #word(name) {
    return this.getAttribute(`data-word-${name}`)
  }

  #json(id) {
    return JSON.parse(this.querySelector(`script#${id}`).textContent)
  }
}

customElements.define("session-player", SessionPlayer)
