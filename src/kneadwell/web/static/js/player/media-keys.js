/**
 * Keys of a headset, a lock screen or a remote control.
 *
 * A browser gives them only to a page that plays something, so silence is played for as
 * long as the session lasts. Where it cannot, the keys do nothing and all else goes on.
 */
export class MediaKeys {
  #audio = null
  #audioUrl
  #acts
  #isPlaying = false

  /**
   * @param {{ audioUrl: string, onPress: (timeStamp: number) => void,
   *   onNext: (timeStamp: number) => void, onBack: (timeStamp: number) => void,
   *   onStop: (timeStamp: number) => void }} how `audioUrl` is at least five seconds long:
   *   browsers take less for a notification
   */
  constructor({ audioUrl, onPress, onNext, onBack, onStop }) {
    this.#audioUrl = audioUrl
    const press = wasPlaying => () => this.#isPlaying === wasPlaying && onPress(performance.now())
    this.#acts = {
      play: press(false),
      pause: press(true),
      nexttrack: () => onNext(performance.now()),
      previoustrack: () => onBack(performance.now()),
      stop: () => onStop(performance.now()),
    }
  }

  /**
   * To be called while a press is being answered.
   *
   * @param {string} title what a lock screen shows: no word about the person's health
   */
  begin(title) {
    if (this.#audio === null) {
      this.#audio = new Audio(this.#audioUrl)
      this.#audio.loop = true
    }
    if ("mediaSession" in navigator && "MediaMetadata" in globalThis) {
      navigator.mediaSession.metadata = new MediaMetadata({ title })
    }
    this.#listen(this.#acts)
    this.setPlaying(true)
  }

  /** @param {boolean} isPlaying */
  setPlaying(isPlaying) {
    if (this.#audio === null) return

    this.#isPlaying = isPlaying
    if (isPlaying) this.#audio.play().catch(() => {})
    else this.#audio.pause()
    if ("mediaSession" in navigator) navigator.mediaSession.playbackState = isPlaying ? "playing" : "paused"
  }

  end() {
    if (this.#audio === null) return

    this.setPlaying(false)
    this.#audio.removeAttribute("src")
    this.#audio.load()
    this.#audio = null
    this.#listen(Object.fromEntries(Object.keys(this.#acts).map(name => [name, null])))
    if ("mediaSession" in navigator) {
      navigator.mediaSession.metadata = null
      navigator.mediaSession.playbackState = "none"
    }
  }

  /** A browser refuses the names that it does not know, and takes the others. */
  #listen(acts) {
    for (const [name, act] of Object.entries(acts)) {
      try {
        navigator.mediaSession.setActionHandler(name, act)
      } catch {
        // No such key here.
      }
    }
  }
}
