// Keys and decisions in place. Everything here also works without this file, by plain forms.
"use strict";

const list = () => [...document.querySelectorAll("article.item")];
let current = null;

function choose(item, scroll = true) {
  if (!item) return;
  if (current) current.classList.remove("current");
  current = item;
  item.classList.add("current");
  item.focus({ preventScroll: true });
  if (scroll) item.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const items = list();
  const at = items.indexOf(current);
  choose(items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.min(Math.max(at + by, 0), items.length - 1)]);
}

function recount(part) {
  const badge = part && part.querySelector("[data-count=doubt]");
  if (!badge) return;
  const number = part.querySelectorAll("article[data-standing=doubt]").length;
  badge.querySelector("span").textContent = number;
  badge.hidden = number === 0;
}

async function decide(form, button) {
  const item = form.closest("article.item");
  const body = new URLSearchParams(new FormData(form));
  body.set("decision", button.value);
  form.classList.add("busy");
  let answer = null;
  try {
    answer = await fetch(form.action, { method: "POST", body, headers: { "X-Desk": "item" } });
  } catch {
    answer = null;
  }
  if (!answer || !answer.ok) {
    form.requestSubmit(button); // the plain way shows what went wrong
    return;
  }
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = document.adoptNode(parsed.querySelector("article.item"));
  const part = item.closest(".part");
  const was = item === current;
  item.replaceWith(fresh);
  recount(part);
  if (was) choose(fresh, false);
}

// On the page of an issue a decision moves and renumbers others: all of it is shown anew.
async function renew(form, button) {
  const items = list();
  const item = form.closest("article.item");
  const after = items[items.indexOf(item) + 1] || items[items.indexOf(item) - 1];
  const body = new URLSearchParams(new FormData(form));
  if (button.name) body.set(button.name, button.value);
  form.classList.add("busy");
  let answer = null;
  try {
    answer = await fetch(form.action, { method: "POST", body });
  } catch {
    answer = null;
  }
  if (!answer || !answer.ok) {
    form.requestSubmit(button); // the plain way shows what went wrong
    return;
  }
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  const wasOut = Boolean(item.closest("#left"));
  document.querySelector("[data-renew]").replaceWith(parsed.querySelector("[data-renew]"));
  const fresh = document.getElementById(item.id);
  const stays = fresh && Boolean(fresh.closest("#left")) === wasOut;
  choose(stays ? fresh : after && document.getElementById(after.id));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.closest("[data-renew] article.item")) {
    if (form.classList.contains("busy") || !event.submitter) return;
    event.preventDefault();
    renew(form, event.submitter);
    return;
  }
  if (!form.matches("article.item form.decide") || form.classList.contains("busy")) return;
  if (!event.submitter) return;
  event.preventDefault();
  choose(form.closest("article.item"), false);
  decide(form, event.submitter);
});

// A file takes some seconds to be sent and read.
document.addEventListener("submit", (event) => {
  const { busy } = event.target.dataset;
  if (busy && event.submitter) event.submitter.textContent = busy;
});

document.addEventListener("focusin", (event) => {
  const item = event.target.closest("article.item");
  if (item && item !== current) {
    if (current) current.classList.remove("current");
    current = item;
    item.classList.add("current");
  }
});

function press(selector) {
  const button = current && current.querySelector(selector);
  if (button) button.click();
}

function askWhyOut() {
  const field = current && current.querySelector(".out input[name=reason]");
  if (!field) return;
  field.closest("details").open = true;
  field.focus();
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press(".take"),
  x: () => press(".leave"),
  u: () => press(".up"),
  d: () => press(".down"),
  n: askWhyOut,
  "?": () => {
    const why = current && current.querySelector("details.why");
    if (why) why.open = !why.open;
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select")) return;
  // A Chinese input method reports the full-width question mark.
  const action = keys[event.key === "？" ? "?" : event.key.toLowerCase()];
  if (!action || event.isComposing) return;
  event.preventDefault();
  action();
});

function chooseNamed() {
  if (!location.hash.startsWith("#d-")) return;
  choose(document.getElementById(decodeURIComponent(location.hash.slice(1))));
}

chooseNamed();
addEventListener("hashchange", chooseNamed);
