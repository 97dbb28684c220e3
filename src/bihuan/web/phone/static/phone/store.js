// What a phone holds until the server has it: forms being filled in (drafts), what is to be sent (waiting), what was sent (sent).
// Used by pages and by the worker. Every row has the person whose it is; nobody else's rows are shown or sent.
globalThis.Phone = globalThis.Phone || {};
(() => {
  "use strict";
  const NAME = "bihuan-phone", STORES = ["drafts", "waiting", "sent"];
  let opening = null;
  const open = () => (opening = opening || new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => STORES.forEach((name) => asked.result.createObjectStore(name, { keyPath: "id" }));
    asked.onsuccess = () => { asked.result.onversionchange = () => { asked.result.close(); opening = null; }; done(asked.result); };
    asked.onerror = () => fail(asked.error);
  }).catch((error) => { opening = null; throw error; }));

  // One transaction over the stores named: all of it is kept, or none.
  async function within(names, mode, act) {
    const base = await open();
    return new Promise((done, fail) => {
      const work = base.transaction(names, mode), answer = {};
      work.oncomplete = () => done(answer.value);
      work.onabort = work.onerror = () => fail(work.error);
      act(Object.fromEntries(names.map((name) => [name, work.objectStore(name)])), answer);
    });
  }
  const asking = (request, answer) => { request.onsuccess = () => { answer.value = request.result; }; };

  const store = {
    ready: () => open().then(() => true, () => false),
    mine: async (name, person) => (await within([name], "readonly", (all, answer) => asking(all[name].getAll(), answer))).filter((each) => each.person === person),
    get: (name, id) => within([name], "readonly", (all, answer) => asking(all[name].get(id), answer)),
    put: (name, value) => within([name], "readwrite", (all) => all[name].put(value)),
    drop: (name, ...ids) => within([name], "readwrite", (all) => ids.forEach((id) => all[name].delete(id))),
    // Changes a row that is still there; one dropped meanwhile does not come back.
    change: (name, id, act) => within([name], "readwrite", (all) => {
      const asked = all[name].get(id);
      asked.onsuccess = () => { if (asked.result) { act(asked.result); all[name].put(asked.result); } };
    }),
    // Moves rows from one store to another, so that a page closed in between neither loses nor doubles them.
    move: (from, ids, to, rows) => within([from, to], "readwrite", (all) => {
      rows.forEach((row) => all[to].put(row));
      ids.forEach((id) => all[from].delete(id));
    }),
    // The row was sent: it leaves, and what is said about it stays. Nothing where it was dropped meanwhile.
    sent: (id, row) => within(["waiting", "sent"], "readwrite", (all) => {
      const asked = all.waiting.get(id);
      asked.onsuccess = () => { if (asked.result) { all.waiting.delete(id); all.sent.put(row); } };
    }),
    wipe: (person) => within(STORES, "readwrite", (all) => STORES.forEach((name) => {
      const asked = all[name].openCursor();
      asked.onsuccess = () => { const at = asked.result; if (at) { if (at.value.person === person) at.delete(); at.continue(); } };
    })),
  };

  // A key made here: plain http offers no randomUUID.
  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b, i) => (i === 6 ? (b & 15) | 64 : i === 8 ? (b & 63) | 128 : b).toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");

  // What happens is told to every open page, this one included.
  const air = globalThis.BroadcastChannel ? new BroadcastChannel(NAME) : null, ears = [];
  const tell = (news) => { ears.forEach((ear) => ear(news)); air?.postMessage(news); };
  if (air) air.onmessage = (event) => ears.forEach((ear) => ear(event.data));
  Object.assign(Phone, { store, key, tell, listen: (ear) => ears.push(ear) });
})();
