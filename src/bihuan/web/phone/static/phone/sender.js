// Sends what waits in the phone: each photo on its own, then the form with its key, so that a bad line repeats one photo at most
// and a form sent twice is there once. Used by pages and by the worker. Before anything leaves, the server says who is signed in.
(() => {
  "use strict";
  const { store, tell } = Phone;
  const BRIEF = 10000, LONG = 180000;

  // {person, token}; "signin" when nobody is signed in; null without signal.
  async function me() {
    try {
      const answer = await fetch("/phone/me/", { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(BRIEF) });
      if (answer.type === "opaqueredirect" || answer.status === 401) return "signin";
      return answer.ok ? await answer.json() : null;
    } catch { return null; }
  }

  // {state: ok | refused | later | signin, told}. A page instead of words (a hotspot's sign-in, a proxy's error) is no answer of ours.
  async function post(address, fields, photo, token) {
    const body = new FormData();
    Object.entries(fields).forEach(([name, value]) => body.append(name, value));
    if (photo) body.append("photo", photo, photo.name || "拍照.jpg");
    let answer;
    try { answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token }, redirect: "manual", signal: AbortSignal.timeout(LONG) }); } catch { return { state: "later" }; }
    if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signin" };
    const told = await answer.json().catch(() => null);
    if (answer.ok) return told ? { state: "ok", told } : { state: "later" };
    if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return { state: "later" };
    const why = { 403: "没有收下：这一步不归您现在的身份办，或登录换过。", 404: "没有收下：这件不归您办了。", 413: "照片太大，没有收下。" };
    return { state: "refused", told: told || { words: why[answer.status] || "没有收下。" } };
  }

  const moment = (photo) => ({ token: photo.token, phone: photo.phone, ...(photo.spot || {}) });

  async function one(each, who) {
    if (each.kind === "photo") {
      tell({ what: "sending", id: each.id, at: 1, of: 1 });
      const photo = each.photos[0];
      return settle(each, await post(each.send, { idem: each.id, ...each.fields, ...moment(photo) }, photo.blob, who.token));
    }
    for (const [at, photo] of each.photos.entries()) {
      if (photo.note) continue;
      tell({ what: "sending", id: each.id, at: at + 1, of: each.photos.length });
      const got = await post(each.takes, moment(photo), photo.blob, who.token);
      if (got.state !== "ok") return settle(each, got);
      photo.note = got.told.note;
      await store.change("waiting", each.id, (kept) => { kept.photos[at].note = photo.note; });
    }
    const notes = Object.fromEntries(each.photos.map((photo) => [`${photo.name}_kept`, photo.note]));
    const got = await post(each.send, { idem: each.id, ...each.fields, ...notes }, null, who.token);
    if (got.state === "refused" && got.told.again?.length && !each.again) return again(each, got.told.again, who);
    return settle(each, got);
  }
  // The server no longer knows some photos by their notes: they go once more.
  async function again(each, names, who) {
    const forget = (row) => { row.again = true; row.photos.filter((photo) => names.includes(photo.name)).forEach((photo) => { photo.note = ""; }); };
    forget(each);
    await store.change("waiting", each.id, forget);
    return one(each, who);
  }
  async function settle(each, got) {
    if (got.state === "ok") {
      await store.sent(each.id, { id: each.id, person: each.person, at: Date.now(), title: each.title, words: got.told.words, url: got.told.url || "" });
      tell({ what: "sent", id: each.id, url: got.told.url || "" });
    }
    if (got.state === "refused") await store.change("waiting", each.id, (kept) => { kept.refused = got.told.words || "没有收下。"; kept.errors = got.told.errors || {}; });
    return got.state;
  }

  // Sends all of whoever is signed in, oldest first. Answers done, later (no signal), signin (kept, somebody must sign in) or busy.
  async function through() {
    const who = await me();
    if (!who || who === "signin") return who || "later";
    const rows = (await store.mine("waiting", who.person)).filter((each) => !each.refused).sort((a, b) => a.at - b.at);
    for (const each of rows) {
      const state = await one(each, who);
      tell({ what: "changed" });
      if (state === "later" || state === "signin") return state;
    }
    return "done";
  }
  let alone = false;
  async function drain() {
    if (navigator.locks) return navigator.locks.request("bihuan-send", { ifAvailable: true }, (lock) => (lock ? through() : "busy"));
    if (alone) return "busy";
    alone = true;
    try { return await through(); } finally { alone = false; }
  }
  Object.assign(Phone, { drain, me });
})();
