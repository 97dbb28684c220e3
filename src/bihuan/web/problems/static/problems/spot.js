// The on-the-spot form on a phone: what is filled in and photographed stays in the phone (a draft), whatever happens to the page;
// handed in, it waits there with a key of its own until the server has it. Without script, or where the phone keeps nothing, the plain form goes.
(() => {
  "use strict";
  const form = document.querySelector("form#spot[data-takes]");
  if (!form) return;
  const { store, person } = Phone, SHOTS = ["before", "after"], WORDS = { before: "整改前", after: "整改后" };
  const dialog = document.querySelector("dialog[data-taking]"), root = dialog.querySelector("[data-camera]"), camera = Phone.camera(root);
  const id = (what) => `${person}/spot/${what}`, drafts = ["fields", ...SHOTS].map(id);
  const slot = (name) => form.querySelector(`input[type=file][name=${name}]`).closest("figure");
  const fieldNames = () => [...new Set([...form.elements].filter((e) => e.name && !["file", "hidden", "submit"].includes(e.type) && e.type !== "button").map((e) => e.name))];
  const photos = {};
  let taking = "", blank = null, handing = false;

  const fields = () => {
    const given = new FormData(form), held = Object.fromEntries(fieldNames().map((name) => [name, given.get(name) || ""]));
    const hidden = form.querySelector("input[type=hidden][name=area_code]");
    return hidden ? { ...held, area_code: hidden.value } : held;
  };
  function fill(held) {
    fieldNames().forEach((name) => {
      if (!(name in held)) return;
      const found = form.elements[name];
      found.value = held[name];
    });
  }
  const empty = () => !Object.keys(photos).length && JSON.stringify(fields()) === blank;

  // 1. the photos: by the camera here, or by the phone's own
  function show(name) {
    const place = slot(name), words = place.querySelector("[data-upload-words]"), photo = photos[name];
    place.querySelectorAll("img.chosen").forEach((old) => { URL.revokeObjectURL(old.src); old.remove(); });
    if (!photo) { words.textContent = `拍${WORDS[name]}`; return; }
    words.textContent = `${WORDS[name]} ${new Date(photo.phone).toTimeString().slice(0, 5)}，点这里重拍`;
    const picture = document.createElement("img");
    picture.className = "chosen";
    picture.alt = `${WORDS[name]}的照片`;
    picture.src = URL.createObjectURL(photo.blob);
    place.querySelector(".pic").append(picture);
  }
  async function take(name, shot) {
    photos[name] = { name, ...shot };
    show(name);
    await store.put("drafts", { id: id(name), person, photo: photos[name] }).catch(() => unkept());
  }
  SHOTS.forEach((name) => {
    const input = slot(name).querySelector("input[type=file]");
    input.closest("label").addEventListener("click", (event) => {
      // At a desk photos are chosen from files.
      if (event.target === input || !navigator.mediaDevices?.getUserMedia || !matchMedia("(pointer: coarse)").matches) return;
      event.preventDefault();
      taking = name;
      dialog.querySelector("[data-taking-words]").textContent = `拍${WORDS[name]}`;
      dialog.showModal();
      camera.start();
    });
    input.addEventListener("change", async (event) => {
      const file = input.files[0];
      event.stopPropagation();
      if (!file) return;
      slot(name).querySelector("[data-upload-words]").textContent = "正在取服务器时间……";
      const shot = await camera.fromFile(file);
      input.value = "";
      await take(name, shot);
    });
  });
  root.addEventListener("shot", ({ detail }) => { dialog.close(); take(taking, detail); });
  dialog.addEventListener("close", camera.stop);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

  // 2. the draft: written down at every key
  const keepFields = () => store.put("drafts", { id: id("fields"), person, fields: fields() }).catch(() => unkept());
  const unkept = () => say("手机里存不下，先别关这一页。", ["请清出一些空间再交。"]);
  form.addEventListener("input", (event) => { if (event.target.type !== "file") keepFields(); });
  async function load() {
    const held = await store.mine("drafts", person), again = await rejected();
    if (again) return;
    const words = held.find((each) => each.id === id("fields"));
    if (words) fill(words.fields);
    held.filter((each) => each.photo).forEach((each) => { photos[each.photo.name] = each.photo; show(each.photo.name); });
    if (!empty()) form.querySelector("[data-resumed]").hidden = false;
  }
  // What the server refused comes back to be mended; it is a draft again, and waits no more.
  async function rejected() {
    const key = location.hash.match(/^#again=(.+)$/)?.[1], each = key && (await store.get("waiting", key));
    history.replaceState(history.state, "", location.pathname);
    if (!each || each.person !== person) return false;
    const rows = [{ id: id("fields"), person, fields: each.fields }, ...each.photos.map((photo) => ({ id: id(photo.name), person, photo: { ...photo, note: "" } }))];
    await store.move("waiting", [each.id], "drafts", rows);
    fill(each.fields);
    rows.slice(1).forEach((row) => { photos[row.photo.name] = row.photo; show(row.photo.name); });
    form.querySelector("[data-resumed]").hidden = false;
    say("没有交上", Object.values(each.errors || {}).length ? Object.values(each.errors) : [each.refused]);
    Phone.tell({ what: "changed" });
    return true;
  }
  function clear() {
    form.reset();
    SHOTS.forEach((name) => { delete photos[name]; show(name); });
    form.querySelector("[data-resumed]").hidden = true;
  }
  // Emptied at once: what is typed while the phone forgets the draft begins the next one.
  form.querySelector("[data-clear]").addEventListener("click", () => { clear(); store.drop("drafts", ...drafts); });

  // 3. handing in
  function say(title, lines) {
    const box = form.querySelector("[data-said]"), note = document.createElement("div"), words = document.createElement("div"), bold = document.createElement("b");
    box.replaceChildren();
    if (!lines.length) return;
    note.className = "note bad";
    bold.textContent = title;
    words.append(bold, ...lines.map((line) => Object.assign(document.createElement("div"), { textContent: line })));
    note.append(words);
    box.append(note);
    box.scrollIntoView({ block: "center" });
  }
  const label = (field) => (form.querySelector(`label[for="${field.id}"]`)?.firstChild?.textContent || "这一项").trim();
  function missing() {
    const lines = SHOTS.filter((name) => !photos[name]).map((name) => `请拍${WORDS[name]}的照片。`);
    const fault = [...form.elements].filter((field) => field.required && field.type !== "file" && field.type !== "radio" && !field.value.trim());
    fault[0]?.focus();
    return [...fault.map((field) => `请${field.tagName === "SELECT" ? "选" : "填"}${label(field)}。`), ...lines];
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const lines = missing();
    say("还没有交", lines);
    if (lines.length) return;
    const words = fields(), each = { id: Phone.key(), kind: "spot", takes: form.dataset.takes, send: form.dataset.send, title: words.title, fields: words, photos: SHOTS.map((name) => photos[name]) };
    Phone.listen((news) => { if (news.what === "sent" && news.id === each.id && news.url) open(each.id, news.url); });
    if (handing) return;
    handing = true;
    try { await Phone.queue(each, drafts); clear(); } catch { unkept(); return; } finally { handing = false; }
    document.querySelector("[data-waiting]").scrollIntoView({ block: "start" });
  });
  // Sent while its author looks on: straight to the problem it became.
  async function open(key, url) {
    await store.drop("sent", key);
    if (empty()) location.assign(url);
  }

  blank = JSON.stringify(fields());
  store.ready().then((can) => (can ? load() : form.removeAttribute("data-takes")));
  window.addEventListener("hashchange", rejected);
})();
