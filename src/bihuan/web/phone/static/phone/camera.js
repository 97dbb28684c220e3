// The camera: one for all that is photographed (evidence of a measure, a gate, a look-back; before and after of the on-the-spot form).
// The server gives the moment when the shutter is pressed; without signal the phone's clock stands in, and says so on the picture.
// Phone.camera(root) answers { start, stop, fromFile }; root gets an event "shot" with { blob, token, phone, spot, words } when a picture is taken over.
(() => {
  "use strict";
  const LONGEST = 2560, QUALITY = 0.85, PATIENCE = 4000;
  const local = (at) => new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 19).replace("T", " ");
  // The cookie is newer than a kept page's own word.
  const token = () => document.cookie.match(/(?:csrftoken|__Host-csrf)=([^;]+)/)?.[1] || JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}")["X-CSRFToken"] || "";

  // The moment a photo carries (EXIF DateTimeOriginal, "2026:11:24 07:56:00"); "" where it carries none that can be read.
  async function ownTime(file) {
    try {
      const view = new DataView(await file.slice(0, 262144).arrayBuffer());
      if (view.getUint16(0) !== 0xffd8) return "";
      for (let at = 2; view.getUint16(at) >> 8 === 0xff && view.getUint16(at) !== 0xffda; at += 2 + view.getUint16(at + 2))
        if (view.getUint16(at) === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return tiffTime(view, at + 10);
    } catch { /* broken or cut short: as if it had none */ }
    return "";
  }
  function tiffTime(view, base) {
    const little = view.getUint16(base) === 0x4949, long = (at) => view.getUint32(at, little);
    const entry = (list, tag) => { for (let i = 0; i < view.getUint16(list, little); i += 1) if (view.getUint16(list + 2 + 12 * i, little) === tag) return list + 2 + 12 * i; return 0; };
    const link = entry(base + long(base + 4), 0x8769), place = link && entry(base + long(link + 8), 0x9003);
    const words = place ? String.fromCharCode(...new Uint8Array(view.buffer, base + long(place + 8), 19)) : "";
    return /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/.test(words) ? words : "";
  }
  // A JPEG with that moment and nothing else of what the original carried (no place, no model, no turned thumbnail).
  function withTime(jpeg, words) {
    if (!words) return jpeg;
    const bytes = new Uint8Array(74), view = new DataView(bytes.buffer), text = (at, said) => [...said].forEach((c, i) => { bytes[at + i] = c.charCodeAt(0); });
    view.setUint16(0, 0xffe1); view.setUint16(2, 72); text(4, "Exif"); text(10, "MM"); view.setUint16(12, 42); view.setUint32(14, 8);
    const list = (at, tag, type, count, value) => { view.setUint16(at, 1); view.setUint16(at + 2, tag); view.setUint16(at + 4, type); view.setUint32(at + 6, count); view.setUint32(at + 10, value); };
    list(18, 0x8769, 4, 1, 26);
    list(36, 0x9003, 2, 20, 44);
    text(54, words);
    return new Blob([jpeg.slice(0, 2), bytes, jpeg.slice(2)], { type: "image/jpeg" });
  }

  Phone.camera = (root) => {
    const $ = (name) => root.querySelector(`[data-${name}]`), video = $("video"), canvas = $("canvas"), plain = $("plain");
    const say = (words) => { $("say").textContent = words; }, show = (name, on) => { $(name).hidden = !on; };
    let stream = null, shot = null;

    // 1. the camera itself; where the browser has none for us (plain http, refused), the phone's own takes over
    async function start() {
      ready();
      if (!navigator.mediaDevices?.getUserMedia) return;
      try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: LONGEST }, height: { ideal: 1920 } }, audio: false }); }
      catch { say("没有打开相机，请点上面，用手机自己的相机拍。"); return; }
      video.srcObject = stream;
      await video.play();
      ready();
    }
    const stop = () => { stream?.getTracks().forEach((track) => track.stop()); stream = null; };
    window.addEventListener("pagehide", stop);

    // 2. the shutter: first the picture, then the moment, then the place
    async function draw(source, wide, high, at, own = "") {
      const scale = Math.min(1, LONGEST / Math.max(wide, high));
      canvas.width = Math.round(wide * scale);
      canvas.height = Math.round(high * scale);
      canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
      const [given, spot] = await Promise.all([moment(), place()]);
      const lines = [given ? `${given.words} 服务器时间` : `${local(at)} 手机时间（没有信号）`, [root.dataset.who, root.dataset.number].filter(Boolean).join("  "), ...(spot ? [`${spot.latitude.toFixed(5)}, ${spot.longitude.toFixed(5)}  误差约 ${Math.round(spot.accuracy)} 米`] : [])];
      stamp(lines);
      const jpeg = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      return { token: given?.token || "", phone: at.toISOString(), spot, blob: withTime(jpeg, own), words: lines[0] };
    }
    // A picture this browser cannot draw (HEIC on some phones) goes as it is; its time is kept beside it.
    async function asIs(file, at) {
      const [given, spot] = await Promise.all([moment(), place()]);
      return { token: given?.token || "", phone: at.toISOString(), spot, blob: file, words: `这张照片照原样传上，时间另记：${given ? given.words : local(at)}` };
    }
    async function fromFile(file) {
      const at = new Date(), own = await ownTime(file);
      let picture;
      try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return asIs(file, at); }
      return draw(picture, picture.width, picture.height, at, own);
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
    async function taking(making) {
      show("video", false); show("shoot", false);
      plain.hidden = true;
      show("canvas", true);
      say("正在取服务器时间……");
      shot = await making;
      if (shot.words.startsWith("这张")) show("canvas", false);
      say(shot.words);
      show("again", true); show("use", true);
    }
    $("shoot").addEventListener("click", () => taking(draw(video, video.videoWidth, video.videoHeight, new Date())));
    $("file").addEventListener("change", async (event) => {
      const file = event.target.files[0];
      if (file) await taking(fromFile(file));
      event.target.value = "";
    });
    $("again").addEventListener("click", () => ready());
    $("use").addEventListener("click", () => { const taken = shot; ready(); root.dispatchEvent(new CustomEvent("shot", { detail: taken })); });
    function ready() {
      shot = null;
      show("canvas", false); show("again", false); show("use", false);
      show("video", Boolean(stream)); show("shoot", Boolean(stream));
      plain.hidden = Boolean(stream);
    }
    return { start, stop, fromFile, say };
  };
})();
