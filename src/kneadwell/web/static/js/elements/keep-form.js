/**
 * Nothing typed is lost, and nothing is sent twice.
 *
 * `<form class="keep">` keeps its answers in this tab while they are given. A reload, a way
 * back and a submission that failed find them again; a fresh visit starts empty, since
 * yesterday's answers about the skin say nothing about today.
 */
import { answersOf, fill } from "../forms/answers.js"
import { onePress } from "../player/press.js"
import { Shelf } from "../player/shelf.js"

const shelf = new Shelf(() => sessionStorage, "kneadwell-answers")
const form = document.querySelector("form.keep")

if (form === null || !isReturn(shelf.read())) shelf.clear()
if (form !== null) {
  const isNewPress = onePress()

  const kept = shelf.read()
  if (kept !== null) fill(form.elements, kept.answers)
  form.addEventListener("input", () => {
    shelf.keep({ path: location.pathname, answers: answersOf(new FormData(form)) })
  })
  form.addEventListener("submit", event => {
    if (!isNewPress(event.timeStamp)) event.preventDefault()
  })
}

function isReturn(kept) {
  const [visit] = performance.getEntriesByType("navigation")
  return kept?.path === location.pathname && (visit?.type !== "navigate" || visit.responseStatus >= 400)
}
