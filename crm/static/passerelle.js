// What the pages need beyond plain HTML. Each behaviour is bound by a data attribute; without it every page still works.
(() => {
  "use strict";

  // Ctrl-K and / open the quick search, or where htmx is missing put the cursor in the one of the top bar.
  const palette = document.querySelector("[data-palette]");
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("[data-search]");
    // A dialog just closed keeps the focus in its hidden field until the next frame.
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && !event.target.closest("dialog:not([open])");
    const wanted = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing && !localStorage.getItem("keys-off"));
    if (!search || !wanted) return;
    event.preventDefault();
    if (!palette || !window.htmx) { search.focus(); search.select(); return; }
    if (!palette.open) palette.showModal();
    const field = palette.querySelector("input");
    field.select();
    window.htmx.trigger(field, "palette");
  });
  // Arrows walk over what was found; Enter in the field opens the first, once it answers to what stands in the field.
  if (palette) palette.addEventListener("keydown", (event) => {
    const field = palette.querySelector("input");
    const hits = [...palette.querySelectorAll("[data-hit]")];
    const at = hits.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const to = at + (event.key === "ArrowDown" ? 1 : -1);
      (to < 0 ? field : hits[Math.min(to, hits.length - 1)])?.focus();
    } else if (event.key === "Enter" && event.target === field) {
      const answered = palette.querySelector("[data-for]")?.dataset.for === field.value.split(/\s+/).filter(Boolean).join(" ");
      if (answered && hits.length) { event.preventDefault(); hits[0].click(); }
    } else if (event.key === "Escape") {
      // The browser's own first Escape would only empty the field.
      event.preventDefault();
      palette.close();
    } else if (event.key.length === 1 && at >= 0 && !event.ctrlKey && !event.metaKey) field.focus();
  });

  // A letter alone, or « ? », opens the gesture that carries it: data-key="i". Whoever speaks to the machine turns it off.
  const KEYS_OFF = "keys-off";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog[open]")) return;
    if (!/^[a-z?]$/.test(event.key) || localStorage.getItem(KEYS_OFF)) return;
    const gesture = document.querySelector(`[data-key="${event.key}"]`);
    if (gesture) { event.preventDefault(); gesture.click(); }
  });

  // The dialog of keys names those that this page carries, each by its own label.
  const keys = document.getElementById("keys");
  if (keys) {
    const list = keys.querySelector("[data-keys-here]");
    for (const gesture of document.querySelectorAll("[data-key]")) {
      if (gesture.dataset.key === "?") continue;
      const word = document.createElement("dd"), cap = document.createElement("dt"), key = document.createElement("kbd");
      key.textContent = gesture.dataset.key.toUpperCase();
      word.textContent = gesture.getAttribute("aria-label") || gesture.textContent.trim();
      cap.append(key); list.append(cap, word);
    }
    for (const row of keys.querySelectorAll("[data-if]")) row.hidden = !document.querySelector(row.dataset.if);
    const single = keys.querySelector("[data-single]");
    single.checked = !localStorage.getItem(KEYS_OFF);
    single.addEventListener("change", () => { single.checked ? localStorage.removeItem(KEYS_OFF) : localStorage.setItem(KEYS_OFF, "1"); });
  }

  // Ctrl-Enter in a text of several lines sends its form.
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("textarea")?.form;
    if (form) { event.preventDefault(); form.requestSubmit(); }
  });

  // A form with data-draft="key" keeps what is typed in this browser until it is sent.
  const stored = (form) => "draft:" + form.dataset.draft;
  const read = (form) => {
    const data = {};
    for (const el of form.elements) {
      if (!el.name || el.type === "hidden" || el.type === "password" || el.type === "submit") continue;
      if (el.type === "checkbox" || el.type === "radio") { (data[el.name] ||= []); if (el.checked) data[el.name].push(el.value); }
      else data[el.name] = el.value;
    }
    return data;
  };
  const write = (form, data) => {
    for (const el of form.elements) {
      if (!(el.name in data)) continue;
      const value = data[el.name];
      if (el.type === "checkbox" || el.type === "radio") el.checked = value.includes(el.value);
      else if (el.type !== "hidden") el.value = value;
    }
  };
  const note = (form) => {
    const place = document.querySelector("[data-draft-saved]");
    if (place) { place.hidden = false; }
  };
  const save = (form) => {
    try { localStorage.setItem(stored(form), JSON.stringify(read(form))); note(form); } catch (_) { /* private window: typing is simply not kept */ }
  };
  // What is kept is written back once a field, also into pieces of the form that arrive later (suggested choices).
  const owed = new WeakMap();
  const pay = (form, piece) => {
    const data = owed.get(form);
    if (!data) return;
    const inside = [...form.elements].filter((el) => piece.contains(el) && el.name in data);
    write(form, Object.fromEntries(inside.map((el) => [el.name, data[el.name]])));
    for (const el of inside) delete data[el.name];
    for (const el of inside) if (piece !== form && el.type === "radio" && el.checked) el.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const bindDrafts = (root) => {
    for (const form of root.querySelectorAll("form[data-draft]")) {
      if (form.dataset.bound) continue;
      form.dataset.bound = "1";
      const kept = localStorage.getItem(stored(form));
      if (kept && !form.hasAttribute("data-answered")) { owed.set(form, JSON.parse(kept)); pay(form, form); note(form); }
      form.addEventListener("input", () => save(form));
      form.addEventListener("change", () => save(form));
    }
  };
  for (const done of document.querySelectorAll("[data-draft-done]")) localStorage.removeItem("draft:" + done.dataset.draftDone);
  // A form with data-draft-sends forgets its draft once it was sent: the page that answers no longer holds the form.
  const SENT = "draft-sent";
  const sent = sessionStorage.getItem(SENT);
  if (sent && ![...document.querySelectorAll("form[data-draft]")].some((form) => form.dataset.draft === sent)) localStorage.removeItem("draft:" + sent);
  sessionStorage.removeItem(SENT);
  document.addEventListener("submit", (event) => {
    if (event.target.hasAttribute("data-draft-sends")) sessionStorage.setItem(SENT, event.target.dataset.draft);
  });
  bindDrafts(document);
  document.addEventListener("htmx:afterSwap", (event) => bindDrafts(event.target));
  // Settled: the choices that arrived already answer to a change.
  document.addEventListener("htmx:afterSettle", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (form) pay(form, event.target);
  });
  // A value opened in place takes the focus; saved or left, its pencil takes it back.
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.target;
    const field = place.querySelector("[data-in-place] [aria-invalid]")
      || place.querySelector("[data-in-place] :is(input:not([type=hidden]), select, textarea)") || place.querySelector(".pencil");
    if (field && place.id.startsWith("v-")) field.focus();
  });

  // The language switch keeps what was typed: every form of the page is kept for the next page of the same address.
  const KEEP = "typed:" + location.pathname;
  for (const button of document.querySelectorAll("[data-keeps-typing]")) {
    button.addEventListener("click", () => {
      const forms = [...document.querySelectorAll("main form[method=post]")].map(read);
      sessionStorage.setItem(KEEP, JSON.stringify(forms));
    });
  }
  const typed = sessionStorage.getItem(KEEP);
  if (typed) {
    sessionStorage.removeItem(KEEP);
    const forms = [...document.querySelectorAll("main form[method=post]")];
    JSON.parse(typed).forEach((data, index) => forms[index] && write(forms[index], data));
  }

  // A page that waits for the worker is read anew once the answer is there, but never under somebody who writes:
  // neither asked for nor obeyed, it waits until the dialog is closed or the field is left.
  const isWriting = () => {
    const field = document.activeElement;
    const changed = field && field.closest("main") && field.matches("input, textarea") && field.value !== field.defaultValue;
    return Boolean(document.querySelector("dialog[open]") || changed);
  };
  for (const step of ["htmx:beforeRequest", "htmx:beforeOnLoad"]) {
    document.addEventListener(step, (event) => {
      if (event.target.matches("[role=status]") && isWriting()) event.preventDefault();
    });
  }

  // One press sends once.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => { delete event.target.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // The first error gets the focus.
  const errors = document.getElementById("form-errors");
  if (errors) errors.focus();

  // Where choices arrive while typing, no press is needed to ask for them: the button says what it does then.
  document.addEventListener("DOMContentLoaded", () => {
    if (window.htmx) for (const button of document.querySelectorAll("[data-inline]")) button.textContent = button.dataset.inline;
  });

  // What is shown once is copied in one press.
  document.addEventListener("click", (event) => {
    const copier = event.target.closest("[data-copy]");
    if (!copier) return;
    const field = document.getElementById(copier.dataset.copy);
    field.select();
    navigator.clipboard?.writeText(field.value).then(() => { copier.querySelector("span").textContent = copier.dataset.copied; });
  });

  // Choosing the whole page of a list.
  document.addEventListener("change", (event) => {
    const all = event.target.dataset?.all;
    if (all) for (const box of document.querySelectorAll(`input[name="${all}"]`)) box.checked = event.target.checked;
  });

  // A board: cards are dragged, or carried with Alt and an arrow; the columns that a card may not reach say why.
  const lanes = () => [...document.querySelectorAll("[data-board] [data-lane]")];
  const isOpen = (lane, card) => lane.dataset.from.split(" ").includes(card.dataset.in);
  const say = (words) => { const place = document.getElementById("board-says"); if (place) place.textContent = words; };
  const showTargets = (card) => {
    for (const lane of lanes()) {
      const home = !card || lane.dataset.lane === card.dataset.in;
      const why = lane.querySelector(".lane-why");
      lane.classList.toggle("is-closed", !home && !isOpen(lane, card));
      why.textContent = home || isOpen(lane, card) ? "" : lane.dataset.why;
      why.hidden = !why.textContent;
    }
  };
  const nameOf = (lane) => lane.querySelector("h3 span").textContent;
  const carry = (card, lane) => {
    if (!lane || lane.dataset.lane === card.dataset.in) return;
    if (!isOpen(lane, card)) { say(`${nameOf(lane)}, ${lane.dataset.why}`); showTargets(card); return; }
    const form = document.getElementById("board-move");
    if (lane.dataset.asks.split(" ").includes(card.dataset.in)) { location.href = `${card.querySelector("[data-move]").href}&vers=${lane.dataset.lane}`; return; }
    form.elements.card.value = card.dataset.card;
    form.elements.from.value = card.dataset.in;
    form.elements.to.value = lane.dataset.lane;
    say(`${card.dataset.name} → ${nameOf(lane)}`);
    sessionStorage.setItem("board-focus", card.dataset.card);
    form.requestSubmit();
  };
  let carried = null;
  document.addEventListener("dragstart", (event) => {
    carried = event.target.closest?.("[data-card]") ?? null;
    if (carried) { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", carried.dataset.name); showTargets(carried); }
  });
  document.addEventListener("dragover", (event) => {
    const lane = carried && event.target.closest("[data-lane]");
    for (const one of lanes()) one.classList.toggle("is-target", one === lane && isOpen(one, carried));
    if (lane && isOpen(lane, carried)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const lane = carried && event.target.closest("[data-lane]");
    if (lane) { event.preventDefault(); carry(carried, lane); }
  });
  document.addEventListener("dragend", () => {
    carried = null; showTargets(null);
    for (const lane of lanes()) lane.classList.remove("is-target");
  });
  document.addEventListener("keydown", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (!card || !event.altKey || !/^Arrow(Left|Right)$/.test(event.key)) return;
    event.preventDefault();
    const all = lanes();
    const step = event.key === "ArrowRight" ? 1 : -1;
    let at = all.findIndex((lane) => lane.dataset.lane === card.dataset.in) + step;
    while (all[at] && !isOpen(all[at], card)) at += step;
    if (all[at]) carry(card, all[at]);
    else say(card.closest("[data-board]").dataset.nowhere);
  });
  document.addEventListener("htmx:afterSettle", () => {
    const key = sessionStorage.getItem("board-focus");
    const card = key && document.querySelector(`[data-card="${key}"]`);
    if (card) { card.focus(); sessionStorage.removeItem("board-focus"); }
  });

  // Dialogs opened by data-dialog="id"; one whose form came back with an error is open at once.
  for (const dialog of document.querySelectorAll("dialog[data-open]")) { dialog.removeAttribute("open"); dialog.showModal(); }
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) { event.preventDefault(); document.getElementById(opener.dataset.dialog).showModal(); }
    const closer = event.target.closest("[data-close]");
    if (closer) { event.preventDefault(); closer.closest("dialog").close(); }
  });
})();
