// A new order. Codes are scanned faster than answers come: each is taken out of the field at once and waits for its
// turn, and what is sent then is the form as the answers before it have left it.
"use strict";

// What says which button it was; the rest of the form is sent as it stands when its turn comes.
const PRESSED = ["action", "add", "pick", "remove", "changed"];
let edits = 0; // in rows, counted so that an answer to an earlier one does not undo a later one
let placing = false;
let leaving = false;

const newOrder = () => document.getElementById("new-order");
const addField = () => document.getElementById("id_add");

document.addEventListener("input", ({ target }) => {
  const row = target.closest("#lines tr");
  if (row) row.edits = ++edits;
});

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  const { body, form, method } = ctx.request;
  if (method === "GET" || !form || form !== newOrder()) return;
  if (placing) return event.preventDefault();
  if (ctx.sourceElement.matches("tr")) body.append("changed", ctx.sourceElement.querySelector("[name=remove]").value);
  ctx.pressed = PRESSED.map((name) => [name, body.get(name)]).filter(([, value]) => value !== null);
  placing = body.get("action") === "place";
  ctx.adds = body.get("action") === "add" && body.get("add");
  if (ctx.adds) addField().value = "";
});

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!ctx.pressed) return;
  const body = new URLSearchParams(new FormData(newOrder()));
  for (const [name, value] of ctx.pressed) body.set(name, value);
  Object.assign(ctx.request, { body });
  ctx.edits = edits;
});

document.addEventListener("htmx:before:response", ({ detail: { ctx } }) => {
  leaving = placing && ctx.response.status === 200 && ctx.response.headers.has("HX-Redirect");
});

document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  // Typed into since: the answer to that comes too.
  if (ctx.pressed) for (const task of tasks) if (task.target?.edits > ctx.edits) task.swapSpec.style = "none";
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.pressed) return;
  const { action, pick } = Object.fromEntries(ctx.pressed);
  if (action === "place") placing = false;
  const isShown = ctx.status === "swapped";
  if (ctx.adds) giveBack(isShown ? document.querySelector("#added [data-kept]")?.dataset.kept : ctx.adds);
  if (pick && isShown) addField().value = "";
  const isWrong = document.getElementById("id_add_error") !== null;
  addField().setAttribute("aria-invalid", isWrong);
  if (isWrong) addField().setAttribute("aria-describedby", "id_add_error");
  if (!placing && document.activeElement?.matches("body, button")) addField().focus();
});

// What was not added, back into the field; where the next is typed there already, into the long list.
function giveBack(text) {
  if (!text) return;
  if (!addField().value) {
    addField().value = text;
    addField().select();
    return;
  }
  const many = document.getElementById("id_many");
  many.value += many.value ? `\n${text}` : text;
  many.closest("details").open = true;
}

window.addEventListener("beforeunload", (event) => {
  if (!leaving && document.querySelector("#lines tr")) event.preventDefault();
});
