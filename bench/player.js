// Notes when the player shows each cue, when it asks, and when its tones are heard.
{
  window.bench = { cues: [], phases: [], tones: [], aheadMs: -Infinity }

  // How far the wall clock is ahead of the page's own: readings are too low, never too high.
  const compare = setInterval(() => (bench.aheadMs = Math.max(bench.aheadMs, Date.now() - performance.now())), 7)
  setTimeout(() => clearInterval(compare), 2_000)

  // A message that is sent while a frame is drawn arrives when it has been.
  const { port1, port2 } = new MessageChannel()
  const drawn = []
  port1.onmessage = () => drawn.shift()(performance.now())
  const whenDrawn = then => requestAnimationFrame(() => (drawn.push(then), port2.postMessage(null)))

  addEventListener("DOMContentLoaded", () => {
    const player = document.querySelector(".player")
    const strip = player.querySelector("[data-part=strip]")
    const noteCue = () => {
      const index = strip.querySelectorAll(".gone").length
      whenDrawn(ms => bench.cues.push([index, ms]))
    }
    const notePhase = () => bench.phases.push([player.dataset.phase, Date.now()])
    new MutationObserver(noteCue).observe(strip, { attributeFilter: ["class"], subtree: true })
    new MutationObserver(notePhase).observe(player, { attributeFilter: ["data-phase"] })
  })

  // Tones are the sounds that the page makes itself; words come from recordings. Each
  // passes an ear on the audio clock, which tells when silence ended. That moment is
  // given on the page's own clock, as the browser relates the two.
  const EAR = `registerProcessor("ear", class extends AudioWorkletProcessor {
    quiet = Infinity
    process([[wave]]) {
      const samples = wave ?? new Float32Array(128)
      samples.forEach((sample, i) => {
        const isLoud = Math.abs(sample) > 0.01
        const isOnset = isLoud && this.quiet > 0.015 * sampleRate
        if (isOnset) this.port.postMessage((currentFrame + i) / sampleRate)
        this.quiet = isLoud ? 0 : this.quiet + 1
      })
      return true
    }
  })`
  const ears = new Map()
  const earOf = async context => {
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([EAR], { type: "text/javascript" })))
    const ear = new AudioWorkletNode(context, "ear", { numberOfOutputs: 0 })
    ear.port.onmessage = ({ data }) => {
      const { contextTime, performanceTime } = context.getOutputTimestamp()
      bench.tones.push(data * 1000 + performanceTime - contextTime * 1000)
    }
    return ear
  }

  const made = new WeakSet()
  const { createBuffer } = BaseAudioContext.prototype
  BaseAudioContext.prototype.createBuffer = function (...how) {
    const buffer = createBuffer.apply(this, how)
    made.add(buffer)
    return buffer
  }
  const { start } = AudioBufferSourceNode.prototype
  AudioBufferSourceNode.prototype.start = function (...when) {
    const { context } = this
    if (made.has(this.buffer)) {
      if (!ears.has(context)) ears.set(context, earOf(context))
      ears.get(context).then(ear => this.connect(ear))
    }
    return start.apply(this, when)
  }
}
