// A button that puts the page's present address, with all its state, onto the clipboard.

const ICON = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M10 13.5a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10.5a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.2-1.2"/></svg>';

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard without https, or none allowed; a marked field still works.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}

export default function ({ parentElement }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector(".lieaug-said");
  if (!button.firstChild) button.innerHTML = `${ICON}<span>Copy link</span>`;
  button.title = "Copy the address of this page as it is now";
  button.onclick = async () => {
    await copy(location.href);
    button.querySelector("span").textContent = said.textContent = "Link copied";
    button.classList.add("done");
    button.focus();
    clearTimeout(button.reset);
    button.reset = setTimeout(() => {
      button.querySelector("span").textContent = "Copy link";
      said.textContent = "";
      button.classList.remove("done");
    }, 2500);
  };
}
