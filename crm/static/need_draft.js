// The form of a need is kept while typing: in this browser at once, on the server as soon as it answers.
(() => {
  "use strict";
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const KEY = "draft:" + form.dataset.keep;
  const store = {
    read: () => { try { return JSON.parse(localStorage.getItem(KEY)); } catch (_) { return null; } },
    write: (kept) => { try { localStorage.setItem(KEY, JSON.stringify(kept)); } catch (_) { /* private window: the server still keeps */ } },
    drop: () => { try { localStorage.removeItem(KEY); } catch (_) { /* nothing was kept */ } },
  };
  const device = (() => {
    try {
      const known = localStorage.getItem("device") || (self.crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2));
      localStorage.setItem("device", known);
      return known;
    } catch (_) { return ""; }
  })();
  const part = (name) => document.querySelector(`[data-draft-${name}]`);
  const show = (name, text) => {
    for (const other of ["saved", "offline", "behind", "gone"]) if (part(other) && (other === name || name !== "saved" || other !== "behind")) part(other).hidden = other !== name;
    if (text) part(name).querySelector("span").textContent = text;
  };
  const typed = () => new URLSearchParams(new FormData(form)).toString();
  let base = Number(form.dataset.version);
  let dirty = false, behind = false, over = false, timer = 0;

  const post = (body, force) => {
    const sent = new URLSearchParams(body);
    sent.set("draft_version", force ? "" : base);
    sent.set("draft_device", device);
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (token) sent.set("csrfmiddlewaretoken", token.value);
    return fetch(form.dataset.keepUrl, { method: "POST", body: sent, keepalive: true, credentials: "same-origin" });
  };
  const push = async (force) => {
    clearTimeout(timer);
    if (!dirty || over || (behind && !force)) return;
    const body = typed();
    try {
      const answer = await post(body, force);
      if (answer.status === 409) { behind = true; show("behind"); return; }
      if (answer.status === 410) { over = true; store.drop(); show("gone"); return; }
      if (!answer.ok) { show("offline"); return; }
      const said = await answer.json();
      base = said.version; behind = false;
      dirty = typed() !== body;
      store.write({ body: typed(), base, at: Date.now(), dirty });
      if (part("behind")) part("behind").hidden = true;
      show("saved", said.saved);
    } catch (_) { show("offline"); }
  };
  const changed = () => {
    if (over) return;
    dirty = true;
    store.write({ body: typed(), base, at: Date.now(), dirty });
    clearTimeout(timer);
    timer = setTimeout(push, 700);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.addEventListener("htmx:afterSettle", (event) => { if (form.contains(event.target) && dirty) changed(); });
  window.addEventListener("online", () => push());
  setInterval(() => push(), 5000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") push(); });
  window.addEventListener("pagehide", () => push());

  // Two devices: keep what is shown, or take the other.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-draft-mine]")) { dirty = true; push(true); }
    if (event.target.closest("[data-draft-other]")) { dirty = false; store.drop(); location.assign(location.pathname); }
  });

  // What this browser kept and the server does not have yet: sent there, and the page read anew with it.
  const kept = store.read();
  if (form.hasAttribute("data-answered")) { dirty = true; if (kept) base = Math.min(base, kept.base); push(); return; }
  if (!kept || !kept.body) return;
  if (!kept.dirty || form.hasAttribute("data-starts")) { store.drop(); return; }
  // Nothing of this page is sent meanwhile: it shows what is older.
  const server = base;
  base = kept.base;
  const resend = () => post(kept.body).then((answer) => {
    if (answer.ok || answer.status === 410) { store.drop(); location.replace(location.pathname); }
  }).catch(() => { show("offline"); if (!dirty) setTimeout(resend, 3000); });
  if (server === kept.base || !server) {
    resend();
  } else if (kept.at > Date.parse(form.dataset.savedAt)) {
    // Typed here later than the other device saved: shown, and the choice is offered.
    const again = document.createElement("form");
    again.method = "post"; again.hidden = true;
    const fields = new URLSearchParams(kept.body);
    const token = form.querySelector("[name=csrfmiddlewaretoken]");
    if (token) fields.set("csrfmiddlewaretoken", token.value);
    fields.set("step", "edit");
    for (const [name, value] of fields) { const field = document.createElement("input"); field.type = "hidden"; field.name = name; field.value = value; again.append(field); }
    document.body.append(again);
    again.submit();
  } else { store.drop(); dirty = false; base = server; }
})();
