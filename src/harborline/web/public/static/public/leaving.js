// The way out, for whoever is not alone. Without this script the link still leads away.
"use strict";
(() => {
  const FLAG = "left";
  const WITHIN_MS = 5000;
  const TIMES = 3;
  const page = document.documentElement;

  const out = () => document.querySelector("a[data-leave]").href;

  function leave() {
    page.hidden = true;
    document.title = "…";
    try { sessionStorage.setItem(FLAG, "1"); } catch { /* a browser that keeps nothing forgets this too */ }
    location.replace(out());
  }

  function hasLeft() {
    try { return sessionStorage.getItem(FLAG) === "1"; } catch { return false; }
  }

  // Back brings the page as it was, or loads it anew: either way it leaves again. Whoever comes on their
  // own accord stays.
  const [entry] = performance.getEntriesByType("navigation");
  if (hasLeft() && entry && entry.type === "back_forward") leave();
  else if (hasLeft()) sessionStorage.removeItem(FLAG);
  addEventListener("pageshow", (event) => { if (event.persisted && hasLeft()) leave(); });

  let pressed = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") { pressed = []; return; }
    if (event.repeat) return;
    pressed = [...pressed, event.timeStamp].slice(-TIMES);
    if (pressed.length === TIMES && event.timeStamp - pressed[0] < WITHIN_MS) leave();
  });
  for (const hint of document.querySelectorAll("[data-leave-hint]")) hint.hidden = false;

  // Pages of ours take each other's place, so that one step back leaves the site.
  addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a[href]");
    if (!link) return;
    if (link.hasAttribute("data-leave")) { event.preventDefault(); leave(); return; }
    const elsewhere = link.origin !== location.origin || link.target || link.hasAttribute("download");
    const samePage = link.pathname === location.pathname && link.hash;
    if (elsewhere || samePage || link.pathname.startsWith("/console/")) return;
    event.preventDefault();
    location.replace(link.href);
  });
})();
