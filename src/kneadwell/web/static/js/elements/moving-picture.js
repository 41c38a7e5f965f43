/**
 * The picture of a lesson: the hand moves until someone holds it, and again on a press.
 *
 * Without this script, and where less motion is asked for, the picture is still and its
 * arrow says all.
 */
import { framesOf } from "../player/picture.js"

const STILL = matchMedia("(prefers-reduced-motion: reduce)")

class MovingPicture extends HTMLElement {
  #button = null
  #animations = []

  connectedCallback() {
    this.#button = this.querySelector("button")
    this.#button.addEventListener("click", () => this.#turn(!this.#isRunning))
    STILL.addEventListener("change", this.#begin)
    this.#begin()
  }

  disconnectedCallback() {
    STILL.removeEventListener("change", this.#begin)
  }

  get #isRunning() {
    return this.#animations.some(animation => animation.playState === "running")
  }

  #begin = () => {
    for (const animation of this.#animations) animation.cancel()
    this.#animations = STILL.matches ? [] : this.#layers().map(moved)
    this.#button.hidden = this.#animations.length === 0
    this.#tell(true)
  }

  #layers() {
    return [...this.querySelectorAll("[data-moments]")]
  }

  #turn(isRunning) {
    for (const animation of this.#animations) {
      if (isRunning) animation.play()
      else animation.pause()
    }
    this.#tell(isRunning)
  }

  #tell(isRunning) {
    this.#button.textContent = isRunning ? this.#button.dataset.hold : this.#button.dataset.again
  }
}

function moved(layer) {
  const duration = Number(layer.dataset.periodS) * 1000
  return layer.animate(framesOf(layer.dataset.moments), { duration, iterations: Infinity })
}

customElements.define("moving-picture", MovingPicture)
