// What htmx leaves to the page: plain words when an answer does not come, short addresses, counts, toasts, menus.
"use strict";

const notice = document.getElementById("notice");
const dialog = document.getElementById("dialog");
const toasts = document.getElementById("toasts");
const TOAST_MS = 6000;
let failed = null; // the element whose request failed last, for "Try again"

function explain(kind, ctx) {
  // What was sent, and not only asked for, may be saved or not.
  const sent = ctx && ctx.request.method !== "GET" ? document.getElementById(`notice-${kind}-sent`) : null;
  const words = sent ?? document.getElementById(`notice-${kind}`) ?? document.getElementById("notice-failed");
  failed = ctx?.sourceElement;
  notice.replaceChildren(words.content.cloneNode(true));
  // What lies behind an open dialog is neither seen nor heard.
  (dialog?.open ? dialog : document.body).append(notice);
  notice.hidden = false;
}

function isFragment(status) {
  return status < 400 || status === 409 || status === 422;
}

function isPoll(source) {
  return source?.matches?.("[data-poll]") ?? false;
}

// Back brings a page as the browser kept it whole, which is not for who comes after signing out.
const shownAt = Date.now();
if (document.body.matches(".bare")) localStorage.setItem("left", shownAt);
window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted || Number(localStorage.getItem("left")) < shownAt) return;
  document.documentElement.hidden = true;
  location.reload();
});

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  // A form sends its empty fields too; without them an address is short, and the same for the same question.
  if (ctx.request.method !== "GET") return;
  for (const [name, value] of [...ctx.request.body]) if (value === "") ctx.request.body.delete(name);
});

document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (isFragment(ctx.response.status)) {
    if (!isPoll(ctx.sourceElement)) notice.hidden = true;
    return;
  }
  if (ctx.response.headers.has("HX-Redirect")) return;
  // Neither the list nor the address may change for an answer that is none.
  event.preventDefault();
  if (isPoll(ctx.sourceElement)) return;
  if (ctx.request.headers["HX-History-Restore-Request"]) location.reload();
  else explain(ctx.response.status, ctx);
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (isPoll(ctx?.sourceElement)) return;
  explain(ctx && !ctx.response ? "lost" : "failed", ctx);
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  // "Load more" adds rows under a count that stands above them.
  const shown = document.getElementById("shown");
  const rows = document.querySelectorAll(":is(.products, [data-count]) tbody tr:not(.more, .editing)").length;
  const more = document.querySelector(".more [hx-get]") ? ", there are more" : "";
  if (shown && rows) shown.textContent = `${rows} shown${more}`;
  if (ctx.response && ctx.response.status >= 400) focusRefused(ctx.target);
});

function focusRefused(place) {
  // A conflict is read before Apply is pressed again: a second Enter that is on its way must not meet that button.
  const first = [".conflict", '[aria-invalid="true"]', "[data-again]"];
  const found = first.map((one) => place?.querySelector?.(one)).find(Boolean);
  if (found?.matches(".conflict")) found.tabIndex = -1;
  found?.focus();
}

notice.addEventListener("click", (event) => {
  // As a plain link this loads the page anew; where what failed is still here, it is sent again as it was.
  if (!event.target.closest("[data-retry]") || !failed?.isConnected || failed === document.body) return;
  event.preventDefault();
  if (failed instanceof HTMLFormElement) failed.requestSubmit();
  else if (failed instanceof HTMLInputElement) failed.dispatchEvent(new Event("input", { bubbles: true }));
  else failed.click();
});

// Toasts leave by themselves, but not from under a finger or a reader; errors stay.
function leaveLater(toast) {
  if (toast.classList.contains("error")) return;
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) leaveLater(toast);
    else toast.remove();
  }, TOAST_MS);
}

toasts.querySelectorAll("[data-toast]").forEach(leaveLater);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node.matches?.("[data-toast]")) leaveLater(node);
}).observe(toasts, { childList: true });

document.addEventListener("click", ({ target }) => {
  target.closest("[data-dismiss]")?.closest("[data-toast]").remove();
  if (target.closest("[data-print]")) print();
  for (const menu of document.querySelectorAll("[data-menu][open]")) if (!menu.contains(target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
