// Forms: steppers, choices that apply by themselves, questions before what cannot be undone, no second sending.
"use strict";

const confirmation = document.getElementById("confirm");
let asked = null; // the form and the button that wait for an answer

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-step]");
  if (button) step(button.closest(".stepper").querySelector("input"), Number(button.dataset.step));
});

document.addEventListener("keydown", (event) => {
  const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!by || !event.target.matches(".stepper input")) return;
  event.preventDefault();
  step(event.target, by);
});

function step(input, by) {
  const { min = -Infinity, max = Infinity } = input.dataset;
  const typed = Number(input.value.replace("\u2212", "-"));
  const next = (Number.isSafeInteger(typed) ? typed : 0) + by;
  input.value = String(Math.min(Math.max(next, Number(min)), Number(max)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("change", ({ target }) => {
  const form = target.closest("form[data-auto]");
  // "Choose" is no choice.
  if (form && target.value) form.requestSubmit();
});

// Before htmx sees it: a form whose button asks first is sent once the answer is yes.
document.addEventListener(
  "submit",
  (event) => {
    const { submitter, target } = event;
    if (!submitter?.dataset.confirm || submitter === asked?.answered) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    asked = { form: target, submitter };
    document.getElementById("confirm-words").textContent = submitter.dataset.confirm;
    confirmation.querySelector("[value=yes]").textContent = submitter.dataset.confirmYes ?? submitter.textContent.trim();
    confirmation.returnValue = "";
    confirmation.showModal();
    confirmation.querySelector('[value=""]').focus();
  },
  true,
);

confirmation?.addEventListener("close", () => {
  const { form, submitter } = asked;
  asked = { answered: submitter };
  if (confirmation.returnValue === "yes" && submitter.isConnected) form.requestSubmit(submitter);
  asked = null;
});

// A form that leaves the page is sent once; Back shows it ready again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  else form.dataset.sent = "yes";
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
