/** A button that prints the page; without this script the browser's own menu does it. */
class PrintPage extends HTMLElement {
  connectedCallback() {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "button"
    button.textContent = this.dataset.word
    button.addEventListener("click", () => print())
    this.replaceChildren(button)
  }
}

customElements.define("print-page", PrintPage)
