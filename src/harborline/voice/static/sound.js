// Plays what the caller hears, once it is asked to. The captions say everything anyway, so a sound
// that does not come is no fault. It keeps nothing and fetches nothing before it is heard.

const sparing = Boolean(navigator.connection?.saveData)
  || matchMedia("(prefers-reduced-data: reduce)").matches;
let on = false;
let queue = []; // sounds in their order, the first one plays
let told = { call: null, rows: 0, keys: "" };

export function turn() {
  on = !on;
  if (!on) hush();
  return on;
}

export function hush() {
  queue[0]?.pause();
  queue = [];
}

// A row of the caller's keys ends what was being said, as it does on a telephone.
export function follow(call, rows, fast) {
  const fresh = told.call === call ? rows.slice(told.rows) : [];
  const keys = rows.findLast((row) => row.who === "caller")?.text ?? "";
  if (told.call !== call) hush();
  if (keys !== told.keys) hush();
  told = { call, rows: rows.length, keys };
  if (!on || fast) return;
  for (const row of fresh) {
    if (row.who === "caller") hush();
    for (const path of row.sounds) add(path);
  }
}

function add(path) {
  const sound = new Audio();
  sound.preload = sparing ? "none" : "auto";
  sound.src = path;
  sound.onended = sound.onerror = () => next(sound);
  queue.push(sound);
  if (queue.length === 1) play(sound);
}

function next(sound) {
  if (queue[0] !== sound) return;
  queue.shift();
  if (queue.length) play(queue[0]);
}

function play(sound) {
  sound.play().catch((fault) => {
    if (fault.name !== "AbortError") next(sound);
  });
}
