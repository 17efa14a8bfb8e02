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
  // What the form's own button sends is kept as this device's too, or its last letters would look like another's.
  const held = form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "draft_device", value: device }));
  // What was typed, without what each page makes anew.
  const plain = (body) => {
    const all = new URLSearchParams(body);
    for (const name of ["csrfmiddlewaretoken", "revision", held.name]) all.delete(name);
    return all.toString();
  };
  let base = Number(form.dataset.version);
  let dirty = false, behind = false, over = false, timer = 0;

  const post = (body, force, beside) => {
    const sent = new URLSearchParams(body);
    sent.set("draft_version", force ? "" : base);
    sent.set("draft_device", device);
    if (beside) sent.set("draft_beside", "1");
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
  // Without a network the next page would be the browser's own error: the form stays, and says so.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine || !part("offline")) return;
    event.preventDefault();
    changed();
    show("offline");
    part("offline").scrollIntoView({ block: "center" });
  });
  form.addEventListener("change", changed);
  document.addEventListener("htmx:afterSettle", (event) => { if (form.contains(event.target) && dirty) changed(); });
  window.addEventListener("online", () => push());
  setInterval(() => push(), 5000);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") push(); });
  window.addEventListener("pagehide", () => push());

  // Two devices: keep what is shown, or take the other; the one that gives way stays beside on the server.
  const again = () => { store.drop(); location.replace(location.pathname); };
  document.addEventListener("click", async (event) => {
    const mine = event.target.closest("[data-draft-mine]");
    if (!mine && !event.target.closest("[data-draft-other]")) return;
    try {
      const answer = await post(typed(), Boolean(mine), !mine);
      if (answer.ok || answer.status === 410) { dirty = false; over = true; again(); }
    } catch (_) { show("offline"); }
  });

  // What this browser kept and the server does not have yet: the newer holds, the older is kept beside.
  const kept = store.read();
  // A form that came back with an error: the Back key reads it again from its draft, and asks for nothing to be sent twice.
  if (form.hasAttribute("data-answered")) history.replaceState(null, "", location.pathname);
  if (form.hasAttribute("data-answered")) { dirty = true; if (kept) base = Math.min(base, kept.base); push(); return; }
  if (!kept || !kept.body) return;
  if (!kept.dirty || plain(kept.body) === plain(typed())) { store.drop(); return; }
  // A form that begins with something else: what was typed before stays beside, and nothing is read anew.
  const starts = form.hasAttribute("data-starts");
  // Nothing of this page is sent meanwhile: it shows what is older.
  const server = base;
  const apart = server && server !== kept.base;
  const older = starts || (apart && kept.at <= Date.parse(form.dataset.savedAt));
  if (!older) base = kept.base;
  const resend = () => post(kept.body, apart && !older, older).then((answer) => {
    // Another device wrote at this very moment: the page is read anew, and both are compared.
    if (answer.status === 409) { location.reload(); return; }
    if (!answer.ok && answer.status !== 410) return;
    if (starts) store.drop(); else again();
  }).catch(() => { show("offline"); if (!dirty) setTimeout(resend, 3000); });
  resend();
})();
