/**
 * <session-player> gives a list of cues a clock.
 *
 * Wraps markup that already reads as a session, and finds its parts by `data-part`. It has
 * no sentence of its own: words come from `data-word-…` attributes, where `{}` takes a value.
 * Where the session stands is for `position.js` to say; here are only marks, parts and keys.
 */
import { Awake } from "../player/awake.js"
import { captionAt } from "../player/caption.js"
import { steadyClock } from "../player/clock.js"
import { entryId } from "../player/entry-id.js"
import { digits, inWords, localIso } from "../player/format.js"
import { letterOf, send } from "../player/letter.js"
import { afterCareJump, backJump, nextJump, positionAt, withGap } from "../player/position.js"
import { onePress } from "../player/press.js"
import { Shelf } from "../player/shelf.js"
import { Voice } from "../player/voice.js"

const UNSEEN_AFTER_MS = 90_000
const RETRY_AFTER_MS = 5_000
const HELP = "stopped-something-wrong"
const STRIP_WIDTH = 1_200
const SVG = "http://www.w3.org/2000/svg"
const PRESSING_KEYS = new Set(["Enter", "PageUp", "PageDown", "MediaPlayPause"])

class SessionPlayer extends HTMLElement {
  #timeline
  /** What the work is called where it is not the technique any more, by place. */
  #called
  #parts
  #shelf
  #awake
  #voice
  #now = steadyClock(Date.now)
  #timer = null
  #retry = null
  #isNewPress = onePress()
  #shown = {}

  #marks = []
  #seenMs = 0
  #ended = null
  #endedAtMs = null
  /** What is sent, from the end on; it never changes but for events that are added. */
  #letter = null

  #isStopped = false
  #isSending = false
  #isSaved = false

  connectedCallback() {
    this.#timeline = JSON.parse(this.querySelector("script#timeline").textContent)
    if (!this.#timeline.cleared) return
    this.#called = JSON.parse(this.querySelector("script#called").textContent)

    this.#parts = Object.fromEntries([...this.querySelectorAll("[data-part]")].map(part => [part.dataset.part, part]))
    this.#shelf = new Shelf(() => localStorage, `kneadwell-session-${this.dataset.session}`)
    this.#awake = new Awake(() => this.#notice("screen-may-sleep"))
    this.#voice = new Voice(this.#parts.voice, document.documentElement.lang)

    this.querySelector(".plain").hidden = true
    this.querySelector(".player").hidden = false
    this.addEventListener("click", this)
    document.addEventListener("keydown", this)
    document.addEventListener("visibilitychange", this)
    window.addEventListener("pagehide", this)

    this.#drawStrip()
    this.#pickUp()
    this.#show()
  }

  disconnectedCallback() {
    clearTimeout(this.#timer)
    clearTimeout(this.#retry)
    this.#awake?.want(false)
    this.#voice?.hush()
    document.removeEventListener("keydown", this)
    document.removeEventListener("visibilitychange", this)
    window.removeEventListener("pagehide", this)
  }

  handleEvent(event) {
    if (event.type === "click") this.#click(event)
    if (event.type === "keydown") this.#key(event)
    if (event.type === "visibilitychange") this.#show()
    if (event.type === "pagehide") this.#keep()
  }

  // What the person does

  #click({ target, timeStamp }) {
    const button = target.closest("button")
    if (button !== null) this.#act(button.dataset.act ?? button.dataset.part, timeStamp, button.dataset.what)
  }

  #key(event) {
    const { key, target, timeStamp } = event
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return

    const isOnControl = target.closest("a, button, input, select, textarea, summary") !== null
    const pressesControl = isOnControl && (key === "Enter" || key === " ")
    if (event.repeat && pressesControl) event.preventDefault()
    if (event.repeat || pressesControl) return

    const act = actOf(key)
    if (act === null) return

    event.preventDefault()
    if (!this.#isStopped) this.#act(act, timeStamp)
  }

  /** Only Stop is never taken for the echo of an earlier press. */
  #act(act, timeStamp, what) {
    const isNew = this.#isNewPress(timeStamp)

    if (act === "stop") this.#stop()
    else if (!isNew) return
    else if (act === "touch") this.#press()
    else if (act === "next") this.#jump(nextJump)
    else if (act === "back") this.#jump(backJump)
    else if (act === "voice") this.#toggleVoice()
    else if (act === "wrong") this.#somethingIsWrong()
    else if (act === "tell") this.#tell(what)
    else if (act === "list") this.#showWrong(null)
    else if (act === "finish") this.#finishHere()
    else if (act === "go-on") this.#goOn()
  }

  #press() {
    if (this.#endedAtMs !== null) return this.#send()
    if (this.#leaveOutUnseenTime()) return this.#show()

    if (this.#isTooLateToBegin) return location.reload()

    this.#notice(null)
    this.#mark(this.#marks.length === 0 ? "begin" : this.#position.isRunning ? "pause" : "resume")
  }

  #jump(where) {
    if (this.#isStopped || this.#marks.length === 0) return

    const toS = where(this.#timeline, this.#marks, this.#now())
    if (toS !== null) this.#mark("jump", { toS })
  }

  #stop() {
    if (this.#isStopped || this.#endedAtMs !== null) return

    this.#isStopped = true
    this.#notice(null)
    this.#mark("pause")
    this.#parts.offer.focus()
  }

  /** What was done is safe before anybody looks for words. */
  #somethingIsWrong() {
    this.#end(HELP)
    this.#showWrong(null)
  }

  #tell(what) {
    const nowMs = this.#now()
    const event = { id: entryId(nowMs), what, at: localIso(nowMs) }
    this.#letter = { ...this.#letter, events: [...(this.#letter.events ?? []), event] }
    this.#isSaved = false
    this.#keep()
    this.#showWrong(what)
    this.#send()
  }

  #finishHere() {
    const toS = afterCareJump(this.#timeline)

    this.#ended = "finished-early"
    if (this.#position.atS < toS) this.#mark("jump", { toS })
    this.#goOn()
  }

  #goOn() {
    this.#isStopped = false
    this.#mark("resume")
    this.#parts.touch.focus()
  }

  #toggleVoice() {
    this.#voice.toggle()
    delete this.#shown.spoken
    this.#show()
  }

  #mark(kind, more = {}) {
    this.#leaveOutUnseenTime()
    this.#marks = [...this.#marks, { kind, atMs: this.#now(), ...more }]
    this.#show()
  }

  /** Skin changes: a page left open for long has to ask the questions again. */
  get #isTooLateToBegin() {
    return this.#marks.length === 0 && Date.now() > Number(this.dataset.beginBeforeMs)
  }

  // Where it stands

  get #position() {
    return positionAt(this.#timeline, this.#marks, this.#now())
  }

  get #phase() {
    const { index, isRunning, isOver } = this.#position
    if (this.#isStopped || this.#ended === HELP) return "stopped"
    if (isOver) return "over"
    if (this.#marks.length === 0) return "ready"
    if (!isRunning) return "paused"
    return this.#timeline.cues[index].kind === "work" ? "work" : "rest"
  }

  #keep() {
    if (this.#isSaved || this.#marks.length === 0) return

    this.#shelf.keep({
      marks: this.#marks,
      seenMs: this.#seenMs,
      ended: this.#ended,
      endedAtMs: this.#endedAtMs,
      doneUrl: this.dataset.doneUrl,
      letter: this.#letter ?? letterOf(this.#timeline, this.#marks, this.#seenMs, null),
    })
  }

  #pickUp() {
    const kept = this.#shelf.read()
    if (kept === null) return

    this.#marks = kept.marks
    this.#seenMs = kept.seenMs
    this.#now = steadyClock(Date.now, kept.seenMs)
    this.#ended = kept.ended
    this.#endedAtMs = kept.endedAtMs
    if (this.#endedAtMs === null) return this.#breakOff()

    this.#letter = kept.letter
    if (this.#ended === HELP) this.#showWrong(kept.letter.events?.at(-1).what ?? null)
    this.#send()
  }

  /** A page that showed nothing for so long was asleep, and nobody knows what the hands did. */
  #leaveOutUnseenTime() {
    const nowMs = this.#now()
    const isUnseen = this.#endedAtMs === null && nowMs - this.#seenMs > UNSEEN_AFTER_MS
    const wasRunning = isUnseen && this.#breakOff()

    this.#seenMs = nowMs
    return wasRunning
  }

  #breakOff() {
    const marks = withGap(this.#marks, this.#seenMs)
    if (marks === this.#marks) return false

    this.#marks = marks
    this.#notice("there")
    return true
  }

  // What is shown

  #show() {
    clearTimeout(this.#timer)
    this.#leaveOutUnseenTime()
    const position = this.#position
    if (position.isOver && this.#endedAtMs === null) return this.#end(this.#ended ?? "finished")

    this.#changed("phase", this.#phase, phase => this.#showPhase(phase))
    this.#changed("index", position.index, index => this.#showCue(index))
    this.#changed("time", digits(position.remainingMs), () => this.#showTime(position.remainingMs))
    this.#changed("caption", this.#caption(position), caption => (this.#parts.do.textContent = caption))
    this.#changed("spoken", position.isRunning ? position.index : null, index => this.#speak(index))
    this.#parts.offer.hidden = !this.#isStopped
    this.#showWays()
    this.#awake.want(position.isRunning)
    this.#keep()

    if (position.isRunning) this.#timer = setTimeout(() => this.#show(), (position.remainingMs % 1000) + 1)
  }

  #changed(name, value, show) {
    if (this.#shown[name] === value) return

    this.#shown[name] = value
    show(value)
  }

  #showPhase(phase) {
    const { touch, hint, back, next, stop } = this.#parts
    const word = { ready: "start", paused: "go-on", work: "pause", rest: "pause" }[phase]

    this.querySelector(".player").dataset.phase = phase
    hint.textContent = word ? this.#word(word) : ""
    touch.setAttribute("aria-label", hint.textContent)
    for (const control of [touch, back, next, stop]) control.hidden = word === undefined
  }

  #showCue(index) {
    const { side, figure, depth, strip } = this.#parts
    const { kind, place, say, show } = this.#timeline.cues[index]

    side.textContent = place === null ? this.#word(kind) : ""
    for (const region of figure.querySelectorAll("[data-side-region]")) {
      const isOn = region.dataset.sideRegion === place
      region.classList.toggle("on", isOn)
      if (isOn) side.textContent = this.#named(region.dataset.name, place)
    }
    figure.dataset.place = place ?? ""

    depth.hidden = show === null
    depth.dataset.depth = show?.pressure ?? ""

    this.#parts.told.textContent = say
    this.#parts.then.textContent = this.#nextInWords(index)
    Array.from(strip.children).forEach((rect, i) => {
      rect.setAttribute("class", i < index ? "gone" : i === index ? "at" : "to-come")
    })
  }

  #named(name, place) {
    const what = this.#called[place]
    return what ? this.#word("called").replace("{place}", name).replace("{what}", what) : name
  }

  #caption({ index, remainingMs }) {
    const { sentences, lasts_s } = this.#timeline.cues[index]
    return captionAt(sentences, lasts_s, lasts_s * 1000 - remainingMs)
  }

  #speak(index) {
    if (index === null) this.#voice.hush()
    else this.#voice.say(this.#timeline.cues[index].say)
  }

  #nextInWords(index) {
    const next = this.#timeline.cues[index + 1]
    if (next === undefined) return ""

    return this.#word("next").replace("{what}", next.kind === "work" ? next.sentences[0] : this.#word(next.kind))
  }

  #showTime(ms) {
    const isLong = ms > 59_000
    this.#parts.digits.textContent = digits(ms)
    this.#parts.digits.classList.toggle("digits-long", isLong)
    this.#parts.unit.textContent = this.#word(isLong ? "minutes" : "seconds")
    this.#parts.left.textContent = this.#word("left").replace("{time}", inWords(ms, document.documentElement.lang))
  }

  /** Shows what can be wrong, or what to do about one of them. */
  #showWrong(what) {
    const { wrong, "wrong-list": list, "wrong-told": told } = this.#parts
    wrong.hidden = false
    list.hidden = what !== null
    told.hidden = what === null
    for (const one of told.querySelectorAll("[data-told]")) one.hidden = one.dataset.told !== what
    wrong.scrollTop = 0
    wrong.focus()
  }

  #showWays() {
    for (const [control, where] of [[this.#parts.back, backJump], [this.#parts.next, nextJump]]) {
      const isClosed = this.#marks.length === 0 || where(this.#timeline, this.#marks, this.#now()) === null
      control.setAttribute("aria-disabled", String(isClosed))
    }
  }

  #drawStrip() {
    const { strip } = this.#parts
    const unit = STRIP_WIDTH / this.#timeline.ends_s

    strip.setAttribute("viewBox", `0 0 ${STRIP_WIDTH} 24`)
    for (const { at_s, lasts_s, kind } of this.#timeline.cues) {
      const rect = document.createElementNS(SVG, "rect")
      const heightY = kind === "work" ? 20 : 8
      rect.setAttribute("x", at_s * unit + 1)
      rect.setAttribute("y", 22 - heightY)
      rect.setAttribute("width", Math.max(1, lasts_s * unit - 2))
      rect.setAttribute("height", heightY)
      strip.append(rect)
    }
  }

  /** Says one thing, with a way on when there is one; null says nothing. */
  #notice(word, href = null) {
    const notice = this.#ended === HELP ? this.#parts["wrong-notice"] : this.#parts.notice
    notice.hidden = word === null
    notice.textContent = word === null ? "" : this.#word(word)
    if (href === null) return

    const link = document.createElement("a")
    link.className = "player-button"
    link.href = href
    link.textContent = this.#word("leave")
    notice.append(" ", link)
  }

  #word(name) {
    return this.getAttribute(`data-word-${name}`)
  }

  // What was done

  #end(ended) {
    this.#ended = ended
    this.#endedAtMs = this.#now()
    this.#letter = letterOf(this.#timeline, this.#marks, this.#endedAtMs, ended)
    this.#isStopped = false
    this.#show()
    this.#send()
  }

  /** Sends what was done until the server has it; only then it is forgotten here. */
  async #send() {
    if (this.#isSending || this.#isSaved) return

    this.#isSending = true
    clearTimeout(this.#retry)
    this.#notice("saving")
    const letter = this.#letter
    const answer = await send(this.dataset.doneUrl, letter, this.querySelector("[name=csrfmiddlewaretoken]").value)
    this.#isSending = false
    if (letter !== this.#letter) return this.#send()

    if (answer === "saved") {
      this.#isSaved = true
      this.#shelf.clear()
      this.#notice("saved")
      if (this.#ended !== HELP) location.replace(this.dataset.nextUrl)
    } else if (answer === "refused") {
      this.#notice("refused", this.dataset.nextUrl)
    } else {
      this.#notice("not-saved")
      this.#parts.touch.hidden = false
      this.#parts.touch.setAttribute("aria-label", this.#word("not-saved"))
      this.#retry = setTimeout(() => this.#send(), RETRY_AFTER_MS)
    }
  }
}

function actOf(key) {
  if (key === "Escape" || key.toLowerCase() === "s") return "stop"
  if (key === "ArrowRight") return "next"
  if (key === "ArrowLeft") return "back"
  return key.length === 1 || PRESSING_KEYS.has(key) ? "touch" : null
}

customElements.define("session-player", SessionPlayer)
