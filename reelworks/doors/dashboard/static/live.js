/* What every page does: follows what happens, sends forms without a reload, chooses many. */
"use strict";

const html = document.documentElement;
html.classList.add("scripted");
const csrf = document.querySelector("meta[name=csrf]").content;

/* --- the page, brought up to date part by part; what a person is at work with stays --- */

const inUse = (node) =>
  node.contains(document.activeElement) && node.querySelector("textarea, input, select") !== null ||
  node.querySelector("details[open], video.playing, audio.playing, input:checked") !== null ||
  [...node.querySelectorAll("video, audio")].some((media) => !media.paused);

function bringUpToDate(fresh) {
  const kept = placeOf(document.activeElement);
  exchange(document.getElementById("main"), fresh.getElementById("main"));
  if (kept && document.activeElement === document.body) nodeAt(kept)?.focus({ preventScroll: true });
}

/* where somebody is who goes by keyboard: a part of the page, and which of its controls */
const CONTROLS = "a[href], button, summary, input, select, textarea, video, audio, [tabindex]";
function placeOf(node) {
  const part = node?.closest("#main [id]");
  if (!part) return null;
  return { id: part.id, nth: node === part ? -1 : [...part.querySelectorAll(CONTROLS)].indexOf(node) };
}
function nodeAt({ id, nth }) {
  const part = document.getElementById(id);
  return nth < 0 ? part : part?.querySelectorAll(CONTROLS)[nth];
}

/* the parts of a node that have a name, but not the parts of these */
const partsOf = (node) => [...node.querySelectorAll("[id]")].filter((part) => part.parentElement.closest("[id]") === node);

/* a node without its parts: what is left when those are looked at by themselves */
function shell(node) {
  const copy = node.cloneNode(true);
  partsOf(copy).forEach((part) => part.replaceWith(document.createComment(part.id)));
  return copy;
}

function exchange(old, fresh) {
  if (!fresh || old.tagName === "DIALOG" || old.isEqualNode(fresh)) return;
  const parts = partsOf(fresh);
  if (old.id === "main" || (parts.length && (shell(old).isEqualNode(shell(fresh)) || inUse(old)))) {
    exchangeParts(old, fresh, parts);
  } else if (!inUse(old)) old.replaceWith(document.importNode(fresh, true));
}

function exchangeParts(old, fresh, parts) {
  let last = null;
  for (const part of parts) {
    const known = document.getElementById(part.id);
    if (known) exchange(known, part);
    else if (last) document.getElementById(last).after(document.importNode(part, true));
    last = part.id;
  }
  partsOf(old).forEach((part) => {
    if (!fresh.querySelector("#" + CSS.escape(part.id)) && part.tagName !== "DIALOG" && !inUse(part)) part.remove();
  });
}

let refreshing = false;
let again = false;
async function refresh() {
  if (refreshing) { again = true; return; }
  refreshing = true;
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
    if (answer.ok) bringUpToDate(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* the server is away for a moment: the next event asks again */ }
  refreshing = false;
  document.dispatchEvent(new Event("refreshed"));
  if (again) { again = false; later(); }
}

let due = 0;
function later() {
  if (due) return;
  due = setTimeout(() => { due = 0; refresh(); }, 700);
}

const about = document.body.dataset.live;
if (about !== undefined) {
  const source = new EventSource("/api/events/stream" + (about ? "?task=" + encodeURIComponent(about) : ""));
  source.onmessage = later;
  addEventListener("pagehide", () => source.close());
  const every = Number(document.body.dataset.every || 0);
  setInterval(() => { if (!document.hidden && (every || document.querySelector("progress"))) later(); }, (every || 3) * 1000);
}

/* --- forms: sent in the background where that is enough --- */

const said = document.getElementById("said");
let hush = 0;
function say(text) {
  said.textContent = text;
  said.hidden = !text;
  clearTimeout(hush);
  if (text) hush = setTimeout(() => { said.hidden = true; }, 7000);
}
if (!said.hidden) say(said.textContent);

async function send(form, button) {
  const body = new FormData(form, button || undefined);
  const plain = form.enctype === "multipart/form-data" ? body : new URLSearchParams(body);
  form.querySelectorAll("button").forEach((one) => { one.disabled = true; });
  try {
    const answer = await fetch(form.action, { method: "POST", body: plain, headers: { "X-CSRF-Token": csrf } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    say(fresh.getElementById("said")?.textContent || (answer.ok ? "" : "That did not work."));
    if (answer.redirected && new URL(answer.url).pathname === location.pathname) {
      form.closest("details[open]")?.removeAttribute("open");
      document.activeElement?.blur();
      history.replaceState(null, "", answer.url);
      bringUpToDate(fresh);
    } else if (answer.redirected) location.href = answer.url;
  } catch { say("The server cannot be reached."); }
  form.querySelectorAll("button").forEach((one) => { one.disabled = false; });
  document.dispatchEvent(new Event("refreshed"));
}

document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  const sure = button?.dataset.sure;
  if (sure && !confirm(sure)) { event.preventDefault(); return; }
  if (form.dataset.edit && button?.value === "yes") { event.preventDefault(); price(form); return; }
  if (form.method === "post" && form.closest("#main") && !["/new", "/login", "/tokens", "/webhooks"].includes(new URL(form.action).pathname)) {
    event.preventDefault();
    send(form, button);
  }
});

/* the price of an edit, before it is applied */
async function price(form) {
  const out = form.querySelector("[data-price]");
  const words = {};
  for (const name of ["narration", "scene", "motion", "sound"]) {
    const field = form.elements[name];
    if (field && field.value !== field.defaultValue) words[name] = field.value;
  }
  if (!Object.keys(words).length) { out.textContent = "Nothing has changed."; return; }
  out.textContent = "…";
  const where = `/api/tasks/${encodeURIComponent(form.dataset.edit)}/shots/${form.dataset.shot}?dry_run=true`;
  const answer = await fetch(where, { method: "PATCH", body: JSON.stringify(words), headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json" } });
  const told = await answer.json();
  if (!told.success) { out.textContent = told.error.message; return; }
  const steps = told.data.again.length, usd = Number(told.data.price_usd);
  out.textContent = `${steps} ${steps === 1 ? "step" : "steps"} again, ${usd ? "$" + usd.toFixed(2) : "free"}; ${told.data.kept} stay.`;
}

/* --- choosing many, filters --- */

const bulk = document.getElementById("bulk");
function count() {
  if (!bulk) return;
  const chosen = document.querySelectorAll("input[name=task]:checked").length;
  bulk.classList.toggle("shown", chosen > 0);
  document.body.classList.toggle("choosing", chosen > 0);
  bulk.querySelector("[data-count]").textContent = chosen === 1 ? "1 video" : `${chosen} videos`;
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  count();
});
document.addEventListener("refreshed", count);
count();
