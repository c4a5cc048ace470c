/* The plan and its price, while the notes are being written. */
"use strict";
{
const form = document.getElementById("new"), plan = form.querySelector("[data-plan]");
const words = {
  write_research: "Research", check_voice: "Voice check", write_story: "Script", generate_asset: "Images", create_composite: "Composites", fit_picture: "Pictures",
  generate_video: "Clips", fit_clip: "Clips", generate_audio: "Narration", generate_sound_effects: "Effects", generate_music: "Music",
  render_shot: "Shots", render_card: "Cards", assemble_video: "Film", publish_youtube: "Upload",
};
let due = 0, asked = 0;

async function look() {
  const file = form.elements.file.files[0];
  const text = file ? await file.text() : form.elements.text.value;
  if (!text.trim()) { show([line("p", "Nothing runs and nothing is paid for before you start it.", "soft")]); return; }
  const [width, height] = form.elements.size.value.split("x").map(Number);
  const ask = { channel: form.elements.channel.value, text, kind: form.elements.kind.value, title: form.elements.title.value, width, height };
  if (form.elements.shots.value) ask.shots = Number(form.elements.shots.value);
  const mine = ++asked;
  const answer = await fetch("/api/plan", { method: "POST", body: JSON.stringify(ask), headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf } });
  const told = await answer.json();
  if (mine !== asked) return;
  if (!told.success) { show([line("p", told.error.message, "warning")]); return; }
  const usd = Number(told.data.price_usd), list = document.createElement("ul");
  told.data.lines.forEach((one) => {
    const item = line("li", ""), price = Number(one.price_usd);
    item.append(line("span", `${one.steps} × ${words[one.script] || one.script}`), line("span", price ? "$" + price.toFixed(2) : one.provider, "soft"));
    list.append(item);
  });
  const gates = Object.entries(told.data.gates).filter(([, gate]) => gate === "human").map(([stage]) => stage);
  show([
    line("p", usd ? "$" + usd.toFixed(2) : "Free", "sum"),
    line("p", told.data.exact ? "for what is left to make" : "before the story is written, what is usual", "soft"),
    list,
    line("p", gates.length ? "Stops for you at: " + gates.join(", ") + "." : "Does not stop for anybody.", "soft"),
  ]);
}
function line(tag, text, name) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}
function show(parts) { plan.replaceChildren(...parts); }
form.addEventListener("input", () => { clearTimeout(due); due = setTimeout(() => look().catch(() => {}), 350); });
}
