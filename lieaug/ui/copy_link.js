// A button that puts the page's present address, with all its state, onto the clipboard.

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
