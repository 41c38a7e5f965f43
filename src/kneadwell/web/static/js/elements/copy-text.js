/**
 * A button that copies a text; without this script people copy it by hand.
 *
 * `data-of` is the id of the text; `data-word` stands on the button, and `data-word-done`
 * once it is copied. Where a browser copies nothing, there is no button.
 */
class CopyText extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard) return
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button button-plain"
    button.textContent = this.dataset.word
    const told = document.createElement("span")
    told.setAttribute("role", "status")
    button.addEventListener("click", () => this.copy(told))
    this.replaceChildren(button, " ", told)
  }

  async copy(told) {
    const { textContent } = document.getElementById(this.dataset.of)
    try {
      await navigator.clipboard.writeText(textContent)
      told.textContent = this.dataset.wordDone
    } catch {
      // Refused: the text still stands above, to be copied by hand.
      this.replaceChildren()
    }
  }
}

customElements.define("copy-text", CopyText)
