// Lists that keep themselves up to date: what has data-poll gets the event "poll" every so many seconds,
// while the page is seen and the network is there. What is polled moves no row by itself: one that is edited stays.
"use strict";

const POLL_SECONDS = 10;
let ticks = 0;

setInterval(() => {
  ticks += 1;
  if (document.hidden || !navigator.onLine) return;
  for (const part of document.querySelectorAll("[data-poll]")) {
    const due = ticks % (Number(part.dataset.poll) || POLL_SECONDS) === 0;
    if (due) poll(part);
  }
}, 1000);

// Seen again after a while: at once.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.querySelectorAll("[data-poll]").forEach(poll);
});

function poll(part) {
  part.dispatchEvent(new CustomEvent("poll"));
}

function say(words, isLost) {
  for (const live of document.querySelectorAll("[data-live]")) {
    live.classList.toggle("lost", isLost);
    live.firstElementChild.textContent = isLost ? live.dataset.lost : words;
  }
}

document.addEventListener("htmx:finally:request", ({ target, detail: { ctx } }) => {
  if (!isPoll(ctx.sourceElement) && !isPoll(target)) return;
  const isLost = !ctx.response || ctx.response.status >= 400;
  say(`Live, checked ${new Date().toISOString().slice(11, 19)} UTC`, isLost);
});

window.addEventListener("offline", () => say("", true));
