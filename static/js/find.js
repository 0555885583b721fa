// The search field: "/" goes there, results stand below it as one types, arrows walk through them.
"use strict";

const find = document.querySelector("[data-find]");
const found = document.getElementById("found");
const query = find?.querySelector("input");

function closeFound() {
  found.hidden = true;
}

function walk(by) {
  const links = [...found.querySelectorAll("a")];
  const next = links[links.indexOf(document.activeElement) + by];
  (next ?? (by > 0 ? links[0] : query))?.focus();
}

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("input, select, textarea") || event.target.closest("dialog");
  if (!query || event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  query.focus();
  query.select();
});

find?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (!found.hidden) event.preventDefault();
    closeFound();
    query.focus();
  } else if (!found.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    walk(event.key === "ArrowDown" ? 1 : -1);
  }
});

find?.addEventListener("focusout", ({ relatedTarget }) => {
  if (relatedTarget && !find.contains(relatedTarget)) closeFound();
});

document.addEventListener("click", ({ target }) => {
  if (find && !find.contains(target)) closeFound();
});

query?.addEventListener("focus", () => {
  if (found.childElementCount && query.value.trim()) found.hidden = false;
});

query?.addEventListener("htmx:config:request", (event) => {
  if (query.value.trim()) return;
  event.preventDefault();
  found.replaceChildren();
  closeFound();
});

query?.addEventListener("htmx:after:swap", () => {
  found.hidden = !query.value.trim() || !find.contains(document.activeElement);
});
