// A button beside each text to borrow, and one that prints. Both pages work without them.
"use strict";
(() => {
  function button(words, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet";
    made.textContent = words;
    made.addEventListener("click", () => press(made));
    return made;
  }

  const form = document.querySelector(".borrow");
  for (const text of form ? form.querySelectorAll("textarea") : []) {
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    const copy = button(form.dataset.copy, async () => {
      text.select();
      try {
        await navigator.clipboard.writeText(text.value);
        said.textContent = form.dataset.copied;
      } catch { /* it stays selected, ready to be copied by hand */ }
    });
    copy.setAttribute("aria-describedby", text.id);
    const row = document.createElement("p");
    row.className = "row";
    row.append(copy, said);
    text.after(row);
  }

  const place = document.querySelector("[data-print]");
  if (place) place.append(button(place.dataset.print, () => print()));
})();
