// Shows one scene of many and moves its hand; transforms only, so the page stays idle.

const STILL = "(prefers-reduced-motion: reduce)"

/** The picture of a cue: a still drawing with its arrow, on which the hand moves. */
export class Picture {
  #container
  #still = matchMedia(STILL)
  #scene = null
  #isRunning = false
  #animations = []

  /** @param {Element} container - holds every `.scene` of the session */
  constructor(container) {
    this.#container = container
    this.#still.addEventListener("change", () => this.#move())
    this.show(null)
  }

  /**
   * Show one scene from the start of its stroke; the same one again goes on.
   *
   * @param {string|null} sceneId - null shows none
   */
  show(sceneId) {
    if (this.#scene && this.#scene.dataset.scene === sceneId) return
    this.#scene = null
    for (const scene of this.#container.querySelectorAll(".scene")) {
      const isShown = this.#scene === null && scene.dataset.scene === sceneId
      scene.hidden = !isShown
      if (isShown) this.#scene = scene
    }
    this.#move()
  }

  /**
   * Let the hand move, or hold it where it is.
   *
   * @param {boolean} isRunning
   */
  run(isRunning) {
    this.#isRunning = isRunning
    for (const animation of this.#animations) {
      if (isRunning) animation.play()
      else animation.pause()
    }
  }

  #move() {
    for (const animation of this.#animations) animation.cancel()
    this.#animations = []
    if (!this.#scene || this.#still.matches) return
    for (const layer of this.#scene.querySelectorAll("[data-moments]")) {
      const duration = Number(layer.dataset.periodS) * 1000
      const moving = { duration, iterations: Infinity }
      this.#animations.push(layer.animate(framesOf(layer.dataset.moments), moving))
    }
    this.run(this.#isRunning)
  }
}

/**
 * Read the moments of a stroke as keyframes.
 *
 * @param {string} moments - "at,x,y,size,shows …": shares of the period, percent of the
 *   picture, size and opacity
 * @returns {Keyframe[]}
 */
export function framesOf(moments) {
  return moments.split(" ").map(moment => {
    const [offset, x, y, size, opacity] = moment.split(",").map(Number)
    return { offset, transform: `translate(${x}%, ${y}%) scale(${size})`, opacity }
  })
}
