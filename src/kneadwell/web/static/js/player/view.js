/**
 * Shows on the page where a session stands.
 *
 * It finds its parts by `data-part` and has no sentence of its own: words come from the
 * page, where `{}` takes a value. Only what changed is written.
 */
import { captionAt, linesOf, stayingAt } from "./caption.js"
import { digits, inWords } from "./format.js"
import { Picture } from "./picture.js"
import { backJump, nextJump } from "./position.js"

const STRIP_WIDTH = 1_200
const SVG = "http://www.w3.org/2000/svg"
const WORD_OF_TOUCH = { ready: "start", waiting: "wait", work: "pause", rest: "pause", paused: "go-on" }
const OVERLAYS = { stopped: "offer", remove: "remove", gap: "gap", wrong: "wrong" }

export class View {
  #root
  #player
  #timeline
  #session
  #scenes
  #called
  #word
  #picture
  #shown = {}
  /** How far the cue had got when it was gone on with: from there it is told again. */
  #toldFrom = null

  /**
   * @param {HTMLElement} root
   * @param {import("./session.js").Session} session
   * @param {{ timeline: import("./position.js").Timeline, scenes: (string | null)[],
   *   called: Record<string, Record<string, string>>, word: (name: string) => string }} what
   *   `scenes`: the picture of each cue; `called`: what the work is called, by technique and
   *   place, where the name of the session does not say it. A page from an earlier release
   *   has it by place
   */
  constructor(root, session, { timeline, scenes, called, word }) {
    this.#root = root
    this.#player = root.querySelector(".player")
    this.#session = session
    this.#timeline = timeline
    this.#scenes = scenes
    this.#called = called
    this.#word = word
    this.parts = Object.fromEntries([...root.querySelectorAll("[data-part]")].map(part => [part.dataset.part, part]))
    this.#picture = new Picture(this.parts.picture)
    this.#drawStrip()
  }

  show() {
    const { position, phase, coming } = this.#session
    const { index } = position
    const leftMs = phase === "waiting" ? position.startsInMs : position.remainingMs

    this.#changed("phase", phase, () => this.#showPhase(phase))
    this.#changed("index", index, () => this.#showCue(index))
    this.#changed("title", this.#title, title => (this.parts.side.textContent = title))
    this.#changed("time", `${phase} ${digits(leftMs)}`, () => this.#showTime(leftMs))
    this.#changed("place left", this.#placeLeft, text => this.#showPlaceLeft(text))
    this.#showCaption(index, phase === "waiting" ? undefined : coming[0])
    this.#showWays()
    this.#picture.run(phase === "work" || phase === "rest")
    this.#changed("focus", phase, () => this.#moveFocus(phase))
  }

  /** @param {string} text nothing for an empty one */
  notice(text) {
    const notice = this.#session.isWrong ? this.parts["wrong-notice"] : this.parts.notice
    notice.hidden = text === ""
    notice.textContent = text
  }

  /**
   * Gives the notice a way on.
   *
   * @param {string} href
   * @param {string} text
   */
  leave(href, text) {
    const link = document.createElement("a")
    link.className = "player-button"
    link.href = href
    link.textContent = text
    const notice = this.#session.isWrong ? this.parts["wrong-notice"] : this.parts.notice
    notice.append(" ", link)
  }

  /** Shows what can be wrong, or what to do about one of them. */
  showWrong(what) {
    const { wrong, "wrong-list": list, "wrong-told": told } = this.parts
    list.hidden = what !== null
    told.hidden = what === null
    for (const one of told.querySelectorAll("[data-told]")) one.hidden = one.dataset.told !== what
    wrong.scrollTop = 0
    wrong.focus()
  }

  /** The way on that one key has come to, and what will happen. */
  mark(way) {
    for (const marked of this.#player.querySelectorAll(".marked")) marked.classList.remove("marked")
    way?.classList.add("marked")
    way?.scrollIntoView({ block: "nearest" })
    this.parts.choice.hidden = way === null
    this.parts.choice.textContent = way === null ? "" : this.#word("choice").replace("{what}", way.textContent.trim())
  }

  get choice() {
    return this.parts.choice.textContent
  }

  /** Lets a touch do something when all is over. */
  offerTouch(text) {
    this.parts.touch.hidden = false
    this.parts.touch.setAttribute("aria-label", text)
  }

  /** All ways on that are open now, in the order one key walks through them. */
  get ways() {
    const overlay = OVERLAYS[this.#session.phase]
    const { next, stop, back } = this.parts
    if (overlay === undefined) return [next, stop, back].filter(way => way.getAttribute("aria-disabled") !== "true")

    const ways = [...this.parts[overlay].querySelectorAll(".player-button")].filter(way => way.checkVisibility())
    // Who calls for help by one key must mean it: that way comes last.
    return ways.sort((one, other) => one.matches(".player-call") - other.matches(".player-call"))
  }

  /** What the cue says, for a screen reader. */
  get told() {
    const { index } = this.#session.position
    return linesOf(this.#timeline.cues[index]).map(({ text }) => text).join(" ")
  }

  get #hint() {
    const word = WORD_OF_TOUCH[this.#session.phase]
    return word === undefined ? "" : this.#word(word)
  }

  #changed(name, value, show) {
    if (this.#shown[name] === value) return

    this.#shown[name] = value
    show(value)
  }

  #showPhase(phase) {
    const { touch, hint, stop } = this.parts
    const isPlaying = phase in WORD_OF_TOUCH

    this.#player.dataset.phase = phase
    hint.textContent = this.#hint
    touch.setAttribute("aria-label", this.#hint)
    for (const control of [touch, stop]) control.hidden = !isPlaying
    for (const [name, part] of Object.entries(OVERLAYS)) this.parts[part].hidden = name !== phase
    if (phase === "gap" || phase === "remove") this.#showGap()
  }

  /** Asks the page where things are, so it comes when all is written. */
  #moveFocus(phase) {
    const { activeElement } = document
    if (phase in OVERLAYS) this.parts[OVERLAYS[phase]].focus()
    else if (phase in WORD_OF_TOUCH && this.#player.contains(activeElement) && !activeElement.checkVisibility()) this.parts.touch.focus()
  }

  #showGap() {
    const { place, tool, maxMs } = this.#session.gap
    const time = inWords(Math.floor(maxMs / 1000) * 1000, this.#language)

    this.parts.unseen.textContent = this.#word("unseen").replace("{time}", time).replace("{place}", this.#nameOf(place))
    for (const line of this.parts.remove.querySelectorAll("[data-tool]")) line.hidden = line.dataset.tool !== tool
  }

  #showCue(index) {
    const { figure, depth, then, strip } = this.parts
    const { place, show } = this.#timeline.cues[index]

    figure.dataset.place = place ?? ""
    for (const region of figure.querySelectorAll("[data-side-region]")) {
      region.classList.toggle("on", region.dataset.sideRegion === place)
    }

    const scene = this.#scenes[index] ?? null
    this.#player.dataset.picture = scene === null ? "none" : "shown"
    this.#picture.show(scene)

    depth.hidden = !show?.pressure
    depth.dataset.depth = show?.pressure || ""
    then.textContent = this.#nextInWords(index)
    Array.from(strip.children).forEach((rect, i) => {
      rect.setAttribute("class", i < index ? "gone" : i === index ? "at" : "to-come")
    })
  }

  #nameOf(place) {
    return this.parts.figure.querySelector(`[data-side-region="${place}"]`)?.dataset.name ?? place
  }

  get #title() {
    const { kind, technique, place } = this.#timeline.cues[this.#session.position.index]
    if (!this.#session.hasBegun) return this.#root.dataset.called
    if (place === null) return this.#word(kind)

    const what = this.#called[technique]?.[place] ?? this.#called[place]
    const name = this.#nameOf(place)
    return what ? this.#word("called").replace("{place}", name).replace("{what}", what) : name
  }

  #showCaption(index, now) {
    const { do: caption, who } = this.parts
    const { text, voice } = now === undefined ? stayingAt(this.#timeline, index) : this.#tellingAt(index, now)
    if (now === undefined) this.#toldFrom = null
    const isForTwo = this.#timeline.cues[index].to_receiver?.length > 0

    this.#changed("caption", text, () => (caption.textContent = text))
    this.#changed("who", isForTwo ? voice : null, () => {
      who.hidden = !isForTwo
      who.dataset.voice = voice
      who.textContent = this.#word(voice)
    })
  }

  #tellingAt(index, { inMs, lastsMs }) {
    if (this.#toldFrom?.index !== index) this.#toldFrom = { index, ms: -inMs }
    const { ms } = this.#toldFrom
    return captionAt(this.#timeline, index, lastsMs - ms, -inMs - ms)
  }

  #nextInWords(index) {
    const next = this.#timeline.cues[index + 1]
    if (next === undefined) return ""

    return next.ahead?.join(" ") || this.#word("next").replace("{what}", this.#word(next.kind))
  }

  #showTime(ms) {
    const isLong = ms > 59_000
    this.parts.digits.textContent = digits(ms)
    this.parts.digits.classList.toggle("digits-long", isLong)
    this.parts.unit.textContent = this.#word(isLong ? "minutes" : "seconds")
    this.parts.left.textContent = this.#word("left").replace("{time}", inWords(ms, this.#language))
  }

  /** Someone who works on others plans by place. */
  get #placeLeft() {
    const leftMs = this.#root.dataset.giver === "professional" ? this.#session.placeLeftMs : null
    return leftMs === null ? "" : this.#word("left-here").replace("{time}", digits(leftMs))
  }

  #showPlaceLeft(text) {
    const left = this.parts["place-left"]
    left.hidden = text === ""
    left.textContent = text
  }

  #showWays() {
    for (const [control, where] of [[this.parts.back, backJump], [this.parts.next, nextJump]]) {
      control.setAttribute("aria-disabled", String(this.#session.wayTo(where) === null))
    }
  }

  #drawStrip() {
    const { strip } = this.parts
    const unit = STRIP_WIDTH / this.#timeline.ends_s

    strip.setAttribute("viewBox", `0 0 ${STRIP_WIDTH} 24`)
    for (const [i, { at_s, lasts_s, kind, technique }] of this.#timeline.cues.entries()) {
      const rect = document.createElementNS(SVG, "rect")
      const isChange = kind === "switch" && technique !== this.#timeline.cues[i - 1]?.technique
      const heightY = isChange ? 22 : kind === "work" ? 20 : 8
      if (isChange) rect.dataset.change = ""
      rect.setAttribute("x", at_s * unit + 1)
      rect.setAttribute("y", 22 - heightY)
      rect.setAttribute("width", Math.max(1, lasts_s * unit - 2))
      rect.setAttribute("height", heightY)
      strip.append(rect)
    }
  }

  get #language() {
    return document.documentElement.lang
  }
}
