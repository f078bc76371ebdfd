// The tour: a small card beside what it talks about. Nothing is blocked meanwhile; Escape or "No, thanks" ends it for
// good in this browser, and the event "lieaug-tour" (from the help) begins it again.

const SEEN = "lieaug.tour";

function seen(mark) {
  try {
    if (mark) localStorage.setItem(SEEN, "seen");
    return localStorage.getItem(SEEN) !== null;
  } catch {
    return true; // a browser that keeps nothing would show it at every visit
  }
}

function place(card, target) {
  const box = target?.getBoundingClientRect();
  const inBar = box && box.width && box.bottom < 80;
  card.style.top = inBar ? `${box.bottom + 10}px` : "auto";
  card.style.bottom = inBar ? "auto" : "1.25rem";
  card.style.left = inBar ? `${Math.max(12, Math.min(box.left, innerWidth - card.offsetWidth - 16))}px` : "auto";
  card.style.right = inBar ? "auto" : "1.25rem";
}

function button(label, kind, act) {
  const node = document.createElement("button");
  Object.assign(node, { type: "button", textContent: label, className: kind, onclick: act });
  return node;
}

export default function ({ data, parentElement }) {
  const card = parentElement.querySelector(".lieaug-tour");
  let marked;

  const mark = (target) => {
    marked?.classList.remove("lieaug-toured");
    marked = target;
    marked?.classList.add("lieaug-toured");
  };
  const end = () => {
    if (card.hidden) return;
    card.hidden = true;
    mark(undefined);
    seen(true);
  };
  const show = (index, focus) => {
    const { title, words, target } = data.steps[index];
    const last = index === data.steps.length - 1;
    const head = document.createElement("h2");
    Object.assign(head, { id: "lieaug-tour-title", textContent: title });
    const text = document.createElement("p");
    text.textContent = words;
    const row = document.createElement("div");
    const count = document.createElement("span");
    count.textContent = `${index + 1} of ${data.steps.length}`;
    const next = button(last ? "Done" : "Next", "main", () => (last ? end() : show(index + 1, true)));
    row.append(count, index ? button("Back", "", () => show(index - 1, true)) : button("No, thanks", "", end), next);
    card.replaceChildren(head, text, row);
    card.dataset.step = index;
    card.hidden = false;
    const found = target.split(", ").map((one) => document.querySelector(one)).find((node) => node?.offsetParent || node?.offsetWidth);
    mark(found);
    place(card, found);
    if (focus) next.focus();
  };
  const again = () => show(0, true);
  const escape = (event) => event.key === "Escape" && end();

  addEventListener("lieaug-tour", again);
  addEventListener("keydown", escape);
  if (data.offered && card.hidden && !seen()) show(0, false);
  if (!data.offered && !card.hidden && card.dataset.offered === "true") end(); // whoever goes on by themselves needs no tour
  card.dataset.offered = data.offered;
  return () => {
    removeEventListener("lieaug-tour", again);
    removeEventListener("keydown", escape);
    mark(undefined);
  };
}
