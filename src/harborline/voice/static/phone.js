// The dial pad: sends what is pressed, shows whole views as they arrive. It decides nothing,
// stores nothing, and holds no words: every text comes from the page or from a view.

import * as sound from "./sound.js";

const $ = (id) => document.getElementById(id);
const language = document.documentElement.lang;
const form = $("caller");
const pad = $("pad");
const state = $("state");
const calls = new Map(); // id -> {view, who, at, speed, source, queue, sending}
let current = null;
let room = null; // {id, when}: calls for the same time meet the same busy centers

// ---- asking the server ------------------------------------------------------------------------

async function post(path, body, keepalive = false) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), keepalive });
  const document_ = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(document_.error), { status: answer.status });
  return document_;
}

const quietly = (promise) => promise.catch(() => {}); // the next view shows what is true

async function startCall() {
  const fields = new FormData(form);
  const order = {
    from: fields.get("from"), line_type: fields.get("line_type"), line: fields.get("line"),
    speed: Number(fields.get("speed")),
  };
  const when = fields.get("at") && `${fields.get("at")} ${fields.get("zone")}`;
  if (when) Object.assign(order, { at: fields.get("at"), zone: fields.get("zone") });
  if (room?.when === when) order.room = room.id;
  $("failed").textContent = "";
  try {
    const started = await post("/phone/calls", order);
    room = { id: started.room, when };
    for (const call of calls.values()) {
      if (call.room === started.room) call.speed = order.speed; // they share a clock
    }
    addCall(started, order);
  } catch (error) {
    $("failed").textContent = error.status === 429 ? $("failed").dataset.many : $("failed").dataset.start;
  }
}

function addCall({ call: id, room: inRoom }, order) {
  const call = { id, room: inRoom, view: null, who: order.from || "–", speed: order.speed, at: 0, queue: "", failures: 0 };
  calls.set(id, call);
  select(id);
  pad.focus({ preventScroll: false });
}

// Keys go out in the order in which they were pressed, one request after the other.
async function press(call, key) {
  call.queue += key;
  if (call.sending) return;
  call.sending = true;
  while (call.queue) {
    const keys = call.queue.slice(0, 12);
    call.queue = call.queue.slice(keys.length);
    await quietly(post(`/phone/calls/${call.id}/keys`, { keys }));
  }
  call.sending = false;
}

const hangUp = (call) => quietly(post(`/phone/calls/${call.id}/hang-up`, {}, true));

// ---- live views: a stream for the call on the screen; the others, and every call where a stream
// does not come through, are asked again and again. A browser keeps only six connections open.

function follow(call) {
  call.source?.close();
  call.source = null;
  if (call.view?.ended) return;
  if (call.id === current && call.failures < 3) stream(call);
  else poll(call);
}

function stream(call) {
  const source = new EventSource(`/phone/calls/${call.id}/events?lang=${language}`);
  call.source = source;
  source.addEventListener("view", (event) => take(call, JSON.parse(event.data)));
  source.onerror = () => {
    if (call.view?.ended) return source.close();
    if (call.id === current) state.textContent = state.dataset.lost;
    call.failures = source.readyState === EventSource.CLOSED ? 3 : call.failures + 1;
    if (call.failures >= 3) follow(call); // until then it tries again by itself
  };
}

async function poll(call) {
  if (call.polls) return;
  call.polls = true;
  while (!call.view?.ended && !call.source) {
    const answer = await fetch(`/phone/calls/${call.id}?lang=${language}`).catch(() => null);
    if (answer?.ok) take(call, await answer.json());
    else if (answer?.status === 404) break;
    await new Promise((done) => setTimeout(done, 1000));
  }
  call.polls = false;
}

function take(call, view) {
  if (call.view && view.seq < call.view.seq) return;
  call.view = view;
  call.failures = 0;
  call.at = performance.now();
  if (view.ended) call.source?.close();
  drawCalls();
  if (call.id === current) draw(call);
}

// ---- drawing --------------------------------------------------------------------------------

const stamp = (template) => $(template).content.firstElementChild.cloneNode(true);

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text; // unchanged text is not read out again
}

function select(id) {
  current = id;
  const call = calls.get(id);
  for (const box of ["caller-box", "how"]) $(box).hidden = Boolean(call);
  for (const box of ["middle", "decision-box"]) $(box).hidden = !call;
  for (const list of ["heard", "centers", "legs", "skipped"]) $(list).replaceChildren();
  drawCalls();
  draw(call);
  for (const each of calls.values()) follow(each);
}

function draw(call) {
  const view = call?.view;
  const live = Boolean(call) && !view?.ended;
  $("hang-up").hidden = !live;
  $("call").hidden = live;
  for (const key of pad.children) key.disabled = !live;
  setText($("who"), call ? call.who : form.elements.from.value);
  setText($("speaks"), view?.speaks ?? "");
  setText(state, view ? view.state_text : state.dataset.idle);
  setText($("now"), view ? view.now : $("now").dataset.idle);
  $("now").lang = view?.now_language ?? language;
  setText($("result"), view?.result ?? "");
  setText($("kept"), view ? view.kept : "");
  drawHeard(view?.heard ?? []);
  sound.follow(call?.id ?? null, view?.heard ?? [], call?.speed > 1);
  $("sound-fast").hidden = !(call?.speed > 1 && $("sound").getAttribute("aria-pressed") === "true");
  drawCenters(call, view?.centers ?? []);
  drawDecision(view?.decision);
  tick();
}

function drawCalls() {
  const list = $("calls").firstElementChild;
  $("calls").hidden = calls.size === 0;
  for (const call of calls.values()) {
    let row = list.querySelector(`[data-call="${call.id}"]`);
    if (!row) {
      row = stamp("call-row");
      row.dataset.call = call.id;
      row.firstElementChild.addEventListener("click", () => select(call.id));
      list.append(row);
    }
    const button = row.firstElementChild;
    setText(button.querySelector("span"), call.who);
    setText(button.querySelector("small"), call.view?.state_text ?? "");
    if (call.id === current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

function drawHeard(rows) {
  const list = $("heard");
  const box = $("scroll");
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
  rows.forEach((row, i) => {
    const item = list.children[i] ?? list.appendChild(stamp("heard-row"));
    item.dataset.who = row.who;
    setText(item.querySelector("time"), row.at);
    setText(item.querySelector("p"), row.text);
    item.querySelector("p").lang = row.language;
  });
  if (atEnd) box.scrollTop = box.scrollHeight;
}

function drawCenters(call, seats) {
  const list = $("centers");
  for (const seat of seats) {
    let card = list.querySelector(`[data-leg="${seat.leg}"]`);
    if (!card) {
      card = stamp("center-card");
      card.dataset.leg = seat.leg;
      card.addEventListener("click", (event) => {
        const act = event.target.closest("button")?.dataset.act;
        if (act) quietly(post(`/phone/calls/${call.id}/legs/${seat.leg}`, { act }));
      });
      list.prepend(card); // whoever rings now is on top
    }
    drawSeat(card, seat);
  }
  for (const card of [...list.children]) {
    if (!seats.some((seat) => String(seat.leg) === card.dataset.leg)) card.remove();
  }
  $("centers-empty").hidden = seats.length > 0;
  $("jump").hidden = !seats.some((seat) => seat.state === "ringing");
}

function drawSeat(card, seat) {
  card.dataset.state = seat.state;
  setText(card.querySelector("h3"), seat.name);
  setText(card.querySelector(".card-kind"), seat.kind);
  setText(card.querySelector(".card-state"), seat.state_text);
  card.querySelector(".whisper").hidden = !seat.hears;
  setText(card.querySelector(".whisper-text"), seat.hears);
  card.querySelector(".whisper-text").lang = seat.hears_language;
  const held = document.activeElement;
  for (const button of card.querySelectorAll("[data-act]")) {
    button.hidden = !seat.acts.includes(button.dataset.act);
  }
  // A pressed button that vanishes would throw keyboard users back to the top of the page.
  if (card.contains(held) && held.hidden) {
    (card.querySelector("[data-act]:not([hidden])") ?? pad).focus();
  }
}

function drawDecision(decision) {
  $("decision").hidden = !decision;
  $("decision-empty").hidden = Boolean(decision);
  if (!decision) return;
  setText($("origin"), decision.origin);
  setText($("decided"), decision.decided);
  drawRows($("legs"), decision.legs);
  drawRows($("skipped"), decision.skipped);
  $("skipped-box").hidden = decision.skipped.length === 0;
  setText($("skipped-count"), String(decision.skipped.length));
}

function drawRows(list, rows) {
  rows.forEach((row, i) => {
    const item = list.children[i] ?? list.appendChild(stamp("leg-row"));
    setText(item.querySelector("strong"), row.name);
    setText(item.querySelector("span"), row.why);
    setText(item.querySelector("em"), row.now ?? "");
    item.dataset.state = row.state ?? "";
  });
  while (list.children.length > rows.length) list.lastElementChild.remove();
}

// The screen's clock runs between views, at the speed of the call.
function tick() {
  const call = calls.get(current);
  if (!call?.view) return setText($("clock"), "");
  const since = call.view.ended ? 0 : ((performance.now() - call.at) / 1000) * call.speed;
  const seconds = Math.floor(call.view.clock_s + since);
  setText($("clock"), `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
}

// ---- what people do ---------------------------------------------------------------------------

function isTyping(target) {
  return target.closest("input:not([type=radio]), select, textarea") !== null;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const call = calls.get(current);
  const live = call && !call.view?.ended;
  if (event.key === "Escape" && live) hangUp(call);
  else if (isTyping(event.target)) return;
  else if (/^[0-9*#]$/.test(event.key) && live) {
    flash(event.key);
    press(call, event.key);
  } else if (event.key === "Enter" && !live && (event.target === document.body || event.target === pad)) startCall();
}

function flash(key) {
  const button = pad.querySelector(`[data-key="${key}"]`);
  button.classList.add("down");
  setTimeout(() => button.classList.remove("down"), 150);
}

function wake() {
  for (const node of document.querySelectorAll("[data-live]")) node.hidden = false;
  for (const node of document.querySelectorAll("[data-plain]")) node.remove();
  document.documentElement.classList.remove("plain");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    startCall();
  });
  $("examples").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) $("from").value = button.dataset.from;
    draw(calls.get(current));
  });
  $("from").addEventListener("input", () => draw(calls.get(current)));
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("button")?.dataset.key;
    if (key) press(calls.get(current), key);
  });
  $("hang-up").addEventListener("click", () => hangUp(calls.get(current)));
  $("sound").addEventListener("click", () => {
    $("sound").setAttribute("aria-pressed", String(sound.turn()));
    draw(calls.get(current));
  });
  $("new-call").addEventListener("click", () => {
    select(null);
    $("from").focus();
  });
  document.addEventListener("keydown", onKey);
  addEventListener("pagehide", () => {
    for (const call of calls.values()) if (!call.view?.ended) hangUp(call);
  });
  setInterval(tick, 250);
  select(null);
}

wake();
