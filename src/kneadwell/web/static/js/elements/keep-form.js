/**
 * Nothing typed is lost, and nothing is sent twice.
 *
 * `<form class="keep">` keeps its answers in this tab while they are given. A reload, a way
 * back and a submission that failed find them again, and so does the way back from a page
 * that the form itself led to (`data-back-from`), while it is short; a fresh visit starts
 * empty, since yesterday's answers about the skin say nothing about today.
 */
import { answersOf, fill } from "../forms/answers.js"
import { onePress } from "../player/press.js"
import { Shelf } from "../player/shelf.js"

const SHORT_MS = 10 * 60_000

const shelf = new Shelf(() => sessionStorage, `kneadwell-answers-${location.pathname}`)
const form = document.querySelector("form.keep")

if (form === null || !isReturn(shelf.read())) shelf.clear()
if (form !== null) {
  const isNewPress = onePress()

  const kept = shelf.read()
  if (kept !== null) fill(form.elements, kept.answers)
  form.addEventListener("input", () => {
    shelf.keep({ atMs: Date.now(), answers: answersOf(new FormData(form)) })
  })
  form.addEventListener("submit", event => {
    if (!isNewPress(event.timeStamp)) event.preventDefault()
  })
}

function isReturn(kept) {
  if (kept === null) return false

  const [visit] = performance.getEntriesByType("navigation")
  if (visit === undefined) return false
  return visit.type !== "navigate" || visit.responseStatus >= 400 || isShortWayBack(kept)
}

function isShortWayBack({ atMs }) {
  const from = form.dataset.backFrom
  return from !== undefined && document.referrer.startsWith(location.origin + from) && Date.now() - atMs < SHORT_MS
}
