// A form of its own page, shown in place: in the one dialog, or on a wide screen in a row below the one it is about.
// Link: <a href data-dialog> or, within a table, <a href data-dialog data-row>. Both places have the class "in-place".
"use strict";

const sheet = document.getElementById("sheet");
const wide = matchMedia("(min-width: 701px)");
let openedBy = ""; // the id of the link: its row may have been replaced while the dialog was open

document.addEventListener("click", (event) => {
  const opener = event.target.closest("a[data-dialog]");
  if (!opener || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !sheet) return;
  event.preventDefault();
  opener.focus(); // a finger does not do so everywhere, and it is where the focus comes back to
  if (opener.hasAttribute("data-row") && wide.matches) openRow(opener);
  else {
    openedBy = opener.id;
    fill(sheet, opener);
  }
});

document.addEventListener("click", (event) => {
  const place = event.target.closest("[data-close]")?.closest(".editing, dialog");
  if (!place) return;
  event.preventDefault();
  shut(place);
});

// Beside the dialog, and not at the end of marking text in it.
dialog?.addEventListener("pointerdown", ({ target }) => {
  dialog.addEventListener("click", (event) => event.target === target && target === dialog && shut(dialog), { once: true });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") shut(event.target.closest?.(".editing"));
});

function fill(place, opener) {
  if (opener.dataset.asking) return;
  opener.dataset.asking = "yes";
  const options = { source: opener, target: place, swap: "innerHTML" };
  htmx.ajax("GET", opener.getAttribute("href"), options).finally(() => delete opener.dataset.asking);
}

function openRow(opener) {
  const row = opener.closest("tr");
  const open = editing(row);
  if (open) return shut(open);
  for (const other of row.closest("table").querySelectorAll(".editing")) if (!isTouched(other)) shut(other);
  const added = document.createElement("tr");
  added.className = "editing";
  added.hidden = true;
  added.insertCell().colSpan = row.cells.length;
  added.cells[0].className = "in-place";
  row.after(added);
  fill(added.cells[0], opener);
}

function editing(row) {
  const next = row?.nextElementSibling;
  return next?.matches(".editing") ? next : null;
}

function isTouched(place) {
  return [...place.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue);
}

// Closed before anything is replaced, so that the focus goes back to where it came from.
function shut(place) {
  if (place === dialog) closeDialog();
  if (!place || place === dialog) return;
  const opener = place.previousElementSibling?.querySelector("a[data-dialog]");
  if (place.contains(document.activeElement)) opener?.focus();
  opener?.removeAttribute("aria-expanded");
  place.remove();
}

function closeDialog() {
  dialog.close();
  sheet.replaceChildren(); // at once: its own event of being closed may come after the swap that would open it again
  document.getElementById(openedBy)?.focus();
}

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  // An answer without a part for its place has only news for others: what was asked is done.
  const place = ctx.target?.closest?.(".in-place");
  if (place && !tasks.some((task) => task.type === "main")) shut(place.closest(".editing") ?? dialog);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const place = ctx.target;
  if (!place?.matches?.(".in-place")) return;
  if (place === sheet && !dialog.open && sheet.childElementCount) dialog.showModal();
  const row = place.closest(".editing");
  row?.previousElementSibling?.querySelector("a[data-dialog]")?.setAttribute("aria-expanded", "true");
  if (!row?.hidden) return;
  row.hidden = false;
  (row.querySelector("[autofocus]") ?? row.querySelector("input:not([type=hidden]), select, button"))?.focus();
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  // Nothing came: a row that waited for it goes.
  const row = ctx.target?.closest?.(".editing");
  if (row?.hidden) row.remove();
});

dialog?.addEventListener("cancel", (event) => {
  event.preventDefault();
  closeDialog();
});

dialog?.addEventListener("close", () => {
  sheet.replaceChildren();
  if (dialog.contains(notice)) document.body.append(notice);
});
