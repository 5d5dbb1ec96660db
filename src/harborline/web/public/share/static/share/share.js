// Sharing with scripts: links and counts follow the words at once; copying; the device's own way to share.
// Without it the form does the same with its button.
(() => {
  "use strict";
  const form = document.getElementById("words");
  if (!form) return;
  const field = form.elements.text;
  const { url, title } = form.dataset;
  const status = document.querySelector("[data-status]");
  const letters = (text) => (window.Intl && Intl.Segmenter ? [...new Intl.Segmenter().segment(text)].map((one) => one.segment) : [...text]);
  const picture = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\ufe0f|\u20e3/u;
  const links = /https?:\/\/\S+/g;
  const light = (code) => code < 0x1100 || (code > 0x1fff && code < 0x200e) || (code > 0x200f && code < 0x2020) || (code > 0x2031 && code < 0x2038);
  const weight = (letter) => (picture.test(letter) ? 2 : [...letter].reduce((sum, one) => sum + (light(one.codePointAt(0)) ? 1 : 2), 0));
  const without = (text) => [text.replace(links, ""), (text.match(links) || []).length * 23];
  const sum = (text, of) => letters(text).reduce((all, one) => all + of(one), 0);
  const counts = {
    x: (text) => { const [said, taken] = without((text ? text + " " : "") + url); return taken + sum(said.normalize("NFC"), weight); },
    threads: (text) => sum(text, (one) => (picture.test(one) ? new TextEncoder().encode(one).length : [...one].length)),
    bluesky: (text, whole) => letters(whole).length,
    mastodon: (text, whole) => { const [said, taken] = without(whole); return taken + letters(said).length; },
    reddit: (text) => [...text.replace(/\s+/g, " ")].length,
  };
  const follow = () => {
    const text = field.value.replace(/\r\n?/g, "\n").trim();
    const whole = text ? text + "\n" + url : url;
    const values = { text, url, whole, title: text.replace(/\s+/g, " "), subject: title };
    for (const link of form.querySelectorAll("[data-pattern]")) {
      const mail = link.dataset.pattern.startsWith("mailto:");
      link.href = link.dataset.pattern.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(mail ? values[name].replace(/\n/g, "\r\n") : values[name]));
    }
    for (const one of form.querySelectorAll("[data-count]")) {
      const place = document.getElementById("count-" + one.dataset.count);
      const used = counts[one.dataset.count](text, whole);
      const long = used > Number(one.dataset.limit);
      place.querySelector("[data-used]").textContent = used;
      place.querySelector("[data-too-long]").hidden = !long;
      place.classList.toggle("error", long);
    }
  };
  field.addEventListener("input", follow);
  document.querySelector("[data-without-scripts]").hidden = true;
  if (navigator.clipboard) {
    for (const button of document.querySelectorAll("[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", () => navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value).then(() => { status.textContent = button.textContent = button.dataset.done; }, () => {}));
    }
  }
  const device = document.querySelector("[data-device]");
  if (navigator.share) {
    device.hidden = false;
    device.addEventListener("click", () => navigator.share({ title, text: field.value.trim(), url }).catch(() => {}));
  }
  // What a browser kept of an earlier visit to this page is counted as well.
  follow();
})();
