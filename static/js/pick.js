// Picking: what a scanner types goes into one field, and each scan is a request of its own.
"use strict";

const scan = document.getElementById("scan");
const code = scan?.elements.code;
const unanswered = []; // scans sent in vain: they go again, under the same keys
let scans = 0;

code?.focus({ preventScroll: true });

scan?.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  const typed = ctx.sourceEvent.submitter ? code.value.trim() : ""; // "Try again" has no button
  const key = scan.elements.request_key.value.slice(0, 28) + (++scans).toString(16).padStart(4, 0);
  ctx.scan = typed ? { code: typed, request_key: key } : unanswered.shift();
  if (!ctx.scan) return event.preventDefault();
  if (typed) code.value = ""; // at once: the next scan may come before the answer
  for (const name in ctx.scan) ctx.request.body.set(name, ctx.scan[name]);
});

scan?.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.response || ctx.response.status >= 500) unanswered.push(ctx.scan);
  else if (unanswered.length) scan.requestSubmit();
  document.querySelector(".stops tbody + tbody .todo")?.scrollIntoView({ block: "nearest" });
});

// A scanner types wherever the focus is.
document.addEventListener("keydown", ({ key, target, ctrlKey, altKey, metaKey }) => {
  const isSign = key.length === 1 && !" /".includes(key) && !ctrlKey && !altKey && !metaKey;
  if (isSign && !target.closest("input, select, textarea, dialog")) code?.focus({ preventScroll: true });
});
