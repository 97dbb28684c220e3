// The camera page. The server gives the moment when the shutter is pressed; without signal the phone's clock stands in, and says so.
// Photos wait in the phone (IndexedDB) until the server has them: nothing is dropped but by the person who took it.
(() => {
  "use strict";
  const root = document.querySelector("[data-camera]");
  if (!root) return;
  const $ = (name, from = document) => from.querySelector(`[data-${name}]`);
  const { person, problem, who, number } = root.dataset;
  const video = $("video"), canvas = $("canvas"), plain = $("plain"), say = (words) => { $("say").textContent = words; };
  const show = (name, on) => { $(name).hidden = !on; };
  const LONGEST = 2400, PATIENCE = 4000;
  let stream = null, shot = null;
  const token = () => JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}")["X-CSRFToken"] || "";
  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b, i) => (i === 6 ? (b & 15) | 64 : i === 8 ? (b & 63) | 128 : b).toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  const local = (at) => new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 19).replace("T", " ");

  // 1. the camera itself; where the browser has none for us (plain http, refused), the phone's own takes over
  async function start() {
    if (!navigator.mediaDevices?.getUserMedia) return;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 2400 }, height: { ideal: 1800 } }, audio: false });
    } catch { say("没有打开相机，请点上面，用手机自己的相机拍。"); return; }
    video.srcObject = stream;
    await video.play();
    plain.hidden = true;
    show("video", true);
    show("shoot", true);
  }
  const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; };
  window.addEventListener("pagehide", stop);

  // 2. the shutter: first the picture, then the moment, then the place
  $("shoot").addEventListener("click", () => take(video, video.videoWidth, video.videoHeight, new Date()));
  $("file").addEventListener("change", async (event) => {
    const file = event.target.files[0], at = new Date();
    if (!file) return;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      await take(picture, picture.width, picture.height, at);
    } catch { await keepAsIs(file, at); }
    event.target.value = "";
  });
  async function take(source, wide, high, at) {
    const scale = Math.min(1, LONGEST / Math.max(wide, high));
    canvas.width = Math.round(wide * scale);
    canvas.height = Math.round(high * scale);
    canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
    show("video", false); show("canvas", true); show("shoot", false);
    plain.hidden = true;
    say("正在取服务器时间……");
    const [given, spot] = await Promise.all([moment(), place()]);
    const lines = [given ? `${given.words} 服务器时间` : `${local(at)} 手机时间（没有信号）`, [who, number].join("  "), ...(spot ? [`${spot.latitude.toFixed(5)}, ${spot.longitude.toFixed(5)}  误差约 ${Math.round(spot.accuracy)} 米`] : [])];
    stamp(lines);
    shot = { token: given?.token || "", phone: at.toISOString(), spot, blob: await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9)) };
    say(lines[0]);
    show("again", true); show("use", true);
  }
  // A picture this browser cannot draw (HEIC on some phones) goes as it is; its time is kept beside it.
  async function keepAsIs(file, at) {
    const [given, spot] = await Promise.all([moment(), place()]);
    shot = { token: given?.token || "", phone: at.toISOString(), spot, blob: file };
    plain.hidden = true;
    say(`这张照片照原样传上，时间另记：${given ? given.words : local(at)}`);
    show("again", true); show("use", true);
  }
  async function moment() {
    try {
      const answer = await fetch(root.dataset.moment, { method: "POST", headers: { "X-CSRFToken": token() }, signal: AbortSignal.timeout(PATIENCE), redirect: "error" });
      return answer.ok ? await answer.json() : null;
    } catch { return null; }
  }
  const place = () => new Promise((done) => {
    if (!$("place").checked || !navigator.geolocation) return done(null);
    navigator.geolocation.getCurrentPosition(({ coords }) => done({ latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy }), () => done(null), { enableHighAccuracy: true, timeout: 6000, maximumAge: 30000 });
  });
  function stamp(lines) {
    const pen = canvas.getContext("2d"), size = Math.max(14, Math.round(canvas.width / 38)), pad = Math.round(size / 2), line = Math.round(size * 1.45);
    const high = line * lines.length + pad;
    pen.fillStyle = "rgba(18,25,26,.72)";
    pen.fillRect(0, canvas.height - high, canvas.width, high);
    pen.fillStyle = "#fff";
    pen.font = `${size}px "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif`;
    pen.textBaseline = "top";
    lines.forEach((words, at) => pen.fillText(words, pad, canvas.height - high + pad + at * line, canvas.width - 2 * pad));
  }
  $("again").addEventListener("click", ready);
  function ready() {
    shot = null;
    show("canvas", false); show("again", false); show("use", false);
    if (stream) { show("video", true); show("shoot", true); } else plain.hidden = false;
  }

  // 3. kept in the phone, then sent
  const opened = new Promise((done, fail) => {
    const asked = indexedDB.open("bihuan-camera", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("shots", { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const store = async (mode, act) => {
    const base = await opened;
    return new Promise((done, fail) => {
      const asked = act(base.transaction("shots", mode).objectStore("shots"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  };
  $("use").addEventListener("click", async () => {
    const purpose = $("for"), made = { ...shot, id: key(), person, problem, url: root.dataset.send, for: purpose.value, words: purpose.selectedOptions[0].textContent, caption: $("caption").value.trim() };
    try { await store("readwrite", (shots) => shots.put(made)); } catch { say("手机里存不下，先别离开，正在直接传。"); await send(made); ready(); return; }
    ready();
    say("照片已存在手机里，正在传。");
    $("caption").value = "";
    await drain();
  });
  let draining = false;
  async function drain() {
    if (draining) return;
    draining = true;
    try { for (const each of await mine()) if (!(await send(each))) break; } finally { draining = false; }
    await list();
  }
  const mine = async () => (await store("readonly", (shots) => shots.getAll())).filter((each) => each.person === person);
  // Answers true when the next one may be tried: kept, or refused for good; false without signal.
  async function send(each) {
    const body = new FormData();
    Object.entries({ idem: each.id, for: each.for, caption: each.caption, token: each.token, phone: each.phone, ...(each.spot || {}) }).forEach(([name, value]) => body.append(name, value));
    body.append("photo", each.blob, each.blob.name || "拍照.jpg");
    let answer;
    try { answer = await fetch(each.url, { method: "POST", body, headers: { "X-CSRFToken": token() }, redirect: "manual" }); } catch { say("没有信号，照片存在手机里，有信号时自己传。"); return false; }
    if (answer.type === "opaqueredirect") { say("登录过期了，照片还在手机里。请重新登录，再打开这一页，会自己传。"); return false; }
    const told = await answer.json().catch(() => null);
    if (answer.ok && told) { await store("readwrite", (shots) => shots.delete(each.id)).catch(() => null); sent(each); say("已传上。"); return true; }
    if (answer.status >= 500 || answer.status === 401) { say("服务器没有收下，照片还在手机里，过一会儿再传。"); return false; }
    await store("readwrite", (shots) => shots.put({ ...each, refused: told?.words || (answer.status === 413 ? "照片太大，没有收下。" : "没有收下：登录换过，或这件不归您办了。请刷新这一页再传。") })).catch(() => null);
    return true;
  }
  const line = (each, words) => {
    const row = document.createElement("li"), picture = document.createElement("img"), text = document.createElement("div"), small = document.createElement("div");
    row.className = "row-x flex-nowrap";
    picture.alt = "";
    picture.src = URL.createObjectURL(each.blob);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    text.className = "grow";
    text.append(each.caption || each.words, small);
    small.className = "xs q";
    small.textContent = words;
    row.append(picture, text);
    return row;
  };
  function sent(each) { show("sent", true); $("sent-list").prepend(line(each, each.words)); }
  async function list() {
    const waiting = await mine();
    show("waiting", waiting.length > 0);
    $("waiting-words").textContent = `还没传上的 ${waiting.length} 张`;
    $("list").replaceChildren(...waiting.map((each) => {
      const row = line(each, each.refused || (each.token ? "时间取自服务器，等信号" : "手机时间，等信号"));
      if (each.refused) {
        const off = document.createElement("button");
        off.type = "button"; off.className = "btn btn-sm"; off.textContent = "丢掉这张";
        off.addEventListener("click", async () => { await store("readwrite", (shots) => shots.delete(each.id)); await list(); });
        row.append(off);
      }
      return row;
    }));
  }
  $("now").addEventListener("click", drain);
  window.addEventListener("online", drain);
  setInterval(async () => { if (navigator.onLine && (await mine()).some((each) => !each.refused)) drain(); }, 20000);
  start();
  drain();
})();
