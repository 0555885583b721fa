// What htmx leaves to the page: plain words when an answer does not come, short addresses, the count of rows.
"use strict";

const notice = document.getElementById("notice");
let failed = null; // the element whose request failed last, for "Try again"

function explain(kind, source) {
  const words = document.getElementById(`notice-${kind}`) ?? document.getElementById("notice-failed");
  failed = source;
  notice.replaceChildren(words.content.cloneNode(true));
  notice.hidden = false;
}

function isFragment(status) {
  return status < 400 || status === 409 || status === 422;
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  // A form sends its empty fields too; without them an address is short, and the same for the same question.
  if (ctx.request.method !== "GET") return;
  for (const [name, value] of [...ctx.request.body]) if (value === "") ctx.request.body.delete(name);
});

document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail;
  if (isFragment(ctx.response.status)) {
    notice.hidden = true;
    return;
  }
  // Neither the list nor the address may change for an answer that is none.
  event.preventDefault();
  if (ctx.request.headers["HX-History-Restore-Request"]) location.reload();
  else explain(ctx.response.status, ctx.sourceElement);
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  explain(ctx && !ctx.response ? "lost" : "failed", ctx?.sourceElement);
});

document.addEventListener("htmx:after:swap", () => {
  // "Load more" adds rows under a count that stands above them.
  const shown = document.getElementById("shown");
  const rows = document.querySelectorAll(".products tbody tr:not(.more)").length;
  const more = document.querySelector(".products .more [hx-get]") ? ", there are more" : "";
  if (shown && rows) shown.textContent = `${rows} shown${more}`;
});

notice.addEventListener("click", (event) => {
  // As a plain link this loads the page anew; where what failed is still here, it is sent again as it was.
  if (!event.target.closest("[data-retry]") || !failed?.isConnected || failed === document.body) return;
  event.preventDefault();
  if (failed instanceof HTMLFormElement) failed.requestSubmit();
  else failed.click();
});
