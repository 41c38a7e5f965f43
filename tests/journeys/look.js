// Looks at a page as someone would who cannot see well or press well, and says what is
// wrong. `least` is the smallest side of a target, in px.
least => {
  const { scrollWidth, clientWidth } = document.documentElement
  const all = [...document.body.querySelectorAll("*")]
  const isSeen = element => element.checkVisibility({ visibilityProperty: true })
  const start = text => text.trim().replace(/\s+/g, " ").slice(0, 40)

  const sideways = all
    .filter(element => scrollWidth > clientWidth && element.getBoundingClientRect().right > clientWidth + 1)
    .slice(0, 3)
    .map(element => `sideways, ${scrollWidth} in ${clientWidth} px: ${element.outerHTML.slice(0, 60)}`)

  const smallWords = all
    .filter(element => !element.matches("script, style, template") && isSeen(element))
    .filter(element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim()))
    .map(element => [parseFloat(getComputedStyle(element).fontSize), element.textContent])
    .filter(([px]) => px < 18)
    .map(([px, text]) => `${px} px: ${start(text)}`)

  // A link within a sentence is as tall as its line, and may be.
  const isInSentence = target => {
    if (!target.matches("a") || getComputedStyle(target).display !== "inline") return false
    return target.closest("p, li, dd")?.textContent.trim() !== target.textContent.trim()
  }
  const smallTargets = [...document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")]
    .map(control => (control.matches("label input") ? control.closest("label") : control))
    .filter(target => isSeen(target) && !target.matches(".skip") && !isInSentence(target))
    .map(target => [target.getBoundingClientRect(), target.textContent])
    .filter(([{ width, height }]) => Math.min(width, height) < least - 0.5)
    .map(([{ width, height }, text]) => `target of ${width.toFixed()} x ${height.toFixed()} px: ${start(text)}`)

  const spilling = all
    .filter(element => element.matches(":is(a, button, summary, legend, h1, h2, h3, label > span):not(.unseen)"))
    .filter(isSeen)
    .filter(element => element.clientWidth && element.scrollWidth > element.clientWidth + 1)
    .map(element => `${element.scrollWidth} px of words in ${element.clientWidth}: ${start(element.textContent)}`)

  // One thing to do; the calls of an alarm are another matter.
  const solid = all.filter(element => element.matches(".button:not(.button-plain, .alarm *)") && isSeen(element))
  const now = all.filter(element => element.matches(".now") && isSeen(element))
  const several = [solid, now]
    .filter(found => found.length > 1)
    .map(found => `more than one thing to do: ${found.map(element => start(element.textContent)).join(" | ")}`)

  const wordless = [...document.querySelectorAll("svg.mark, svg:has(> use[href*='#mark-'])")]
    .filter(mark => isSeen(mark) && !mark.parentElement.textContent.trim())
    .map(mark => `a mark without its word: ${mark.parentElement.outerHTML.slice(0, 60)}`)

  const inline = [...document.querySelectorAll("[style], style, script:not([src], [type='application/json'])")]
    .map(element => `inline: ${element.outerHTML.slice(0, 60)}`)

  return [
    ...new Set([...sideways, ...spilling, ...smallWords, ...smallTargets, ...several, ...wordless, ...inline]),
  ]
}
