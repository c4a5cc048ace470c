/* The review room: keyboard first, clips that play with their narration, words lit as spoken. */
"use strict";
{
const room = document.getElementById("room");
const things = () => [...room.querySelectorAll(".thing")];
let current = null;

function choose(thing, scroll = true) {
  if (!thing) return;
  things().forEach((one) => one.classList.toggle("current", one.id === thing.id));
  current = thing.id;
  if (scroll) thing.scrollIntoView({ block: "center", behavior: "smooth" });
}
const chosen = () => document.getElementById(current);
document.addEventListener("refreshed", () => chosen()?.classList.add("current"));

function move(by) {
  const all = things();
  const now = all.findIndex((one) => one.id === current);
  choose(all[Math.min(all.length - 1, Math.max(0, now < 0 ? (by > 0 ? 0 : all.length - 1) : now + by))]);
}

function open(kind) {
  const part = chosen()?.querySelector(`details.${kind}`);
  if (!part) return;
  part.open = true;
  part.querySelector("textarea")?.focus();
}

function approve() {
  const form = chosen()?.querySelector("form[data-act=approve]");
  if (!form) return;
  form.requestSubmit();
  move(1);
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "Escape") {
    chosen()?.querySelectorAll("details[open]").forEach((part) => { part.open = false; });
    document.activeElement?.blur();
    return;
  }
  if (typing) {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      typing.form?.requestSubmit(typing.form.querySelector("button:not([name=look])"));
    }
    return;
  }
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  const doing = { j: () => move(1), k: () => move(-1), a: approve, r: () => open("no"), e: () => open("edit"), " ": () => toggle(chosen()) }[event.key];
  if (!doing || (event.key === " " && event.target.closest("button, summary, a, video"))) return;
  event.preventDefault();
  doing();
});
room.addEventListener("click", (event) => choose(event.target.closest(".thing"), false));
room.addEventListener("focusin", (event) => choose(event.target.closest(".thing"), false));

/* --- clips and sounds --- */

const sounds = new Map();
function soundOf(thing) {
  const source = thing.querySelector("video[data-sound]")?.dataset.sound || thing.querySelector(".body ~ audio, audio.no-script")?.src;
  if (!source) return null;
  if (!sounds.has(source)) sounds.set(source, new Audio(source));
  return sounds.get(source);
}

let playing = null;
async function play(thing) {
  if (!thing || playing === thing) return;
  stop();
  playing = thing;
  const clip = thing.querySelector("video[data-clip]"), sound = soundOf(thing);
  if (clip) { clip.currentTime = 0; clip.classList.add("playing"); }
  if (sound) sound.currentTime = 0;
  try {
    await Promise.all([clip?.play(), sound?.play()]);
  } catch {
    /* a browser lets sound begin only after a touch: then the clip plays alone */
    if (clip) { clip.muted = true; clip.play().catch(() => {}); }
  }
  requestAnimationFrame(light);
}

function stop() {
  if (!playing) return;
  const clip = playing.querySelector("video[data-clip]");
  clip?.pause();
  clip?.classList.remove("playing");
  soundOf(playing)?.pause();
  playing.querySelectorAll(".now").forEach((word) => word.classList.remove("now"));
  playing = null;
}
function toggle(thing) {
  if (playing === thing) stop(); else play(thing);
}

function light() {
  if (!playing) return;
  const sound = soundOf(playing), clip = playing.querySelector("video[data-clip]");
  const at = sound && !sound.paused ? sound.currentTime : clip?.currentTime || 0;
  playing.querySelectorAll("[data-from]").forEach((word) =>
    word.classList.toggle("now", at >= Number(word.dataset.from) && at < Number(word.dataset.to)));
  const bars = playing.querySelectorAll(".wave rect"), length = sound?.duration || clip?.duration || 1;
  bars.forEach((bar, n) => bar.classList.toggle("heard", n / bars.length < at / length));
  if (sound?.ended) { stop(); return; }
  requestAnimationFrame(light);
}

const hovers = matchMedia("(hover: hover)").matches;
let waiting = 0;
room.addEventListener("pointerover", (event) => {
  const thing = event.target.closest(".media")?.closest(".thing");
  if (!hovers || !thing || !thing.querySelector("video[data-clip]:not([controls])")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => play(thing), 180);
});
room.addEventListener("pointerout", (event) => {
  if (!hovers || event.relatedTarget?.closest?.(".media") === event.target.closest(".media")) return;
  clearTimeout(waiting);
  if (playing && !playing.querySelector("video[controls]")) stop();
});
room.addEventListener("click", (event) => {
  const media = event.target.closest(".media");
  if (media && media.querySelector("video:not([controls]), .wave")) toggle(media.closest(".thing"));
});

/* --- pictures, large --- */

const zoom = document.getElementById("zoom"), shown = zoom.querySelector("img");
room.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-zoom]");
  if (!link || event.metaKey || event.ctrlKey || !/\.(png|jpe?g|webp)$/.test(link.pathname)) return;
  event.preventDefault();
  shown.src = link.href;
  shown.hidden = false;
  shown.alt = link.querySelector("img")?.alt || "";
  zoom.showModal();
});
zoom.addEventListener("click", () => zoom.close());
}
