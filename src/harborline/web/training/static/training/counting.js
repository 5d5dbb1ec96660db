// Says how many characters are left; without this script the limit stands in the words above the field.
"use strict";
document.querySelectorAll("[data-count-of]").forEach((line) => {
  const field = document.getElementById(line.dataset.countOf);
  const count = () => {
    line.lastElementChild.textContent = String(field.dataset.most - [...field.value].length);
  };
  field.addEventListener("input", count);
  count();
  line.hidden = false;
});
