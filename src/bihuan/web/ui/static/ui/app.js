// What every page does without being asked: forms are sent once, uploads show how far they are, words are copied, "/" finds.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const on = (type, selector, act, options) =>
    document.addEventListener(type, (event) => {
      const found = event.target.closest?.(selector);
      if (found) act(found, event);
    }, options);
  const clock = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const token = () => JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}")["X-CSRFToken"] || "";

  // A form is sent once. The buttons go dead only after the browser has read which one was pressed.
  const hold = (form) => {
    form.setAttribute("aria-busy", "true");
    setTimeout(() => form.querySelectorAll("button[type=submit], button:not([type])").forEach((b) => (b.disabled = true)));
  };
  const release = (form) => {
    form.removeAttribute("aria-busy");
    form.querySelectorAll("button[type=submit], button:not([type])").forEach((b) => (b.disabled = b.hasAttribute("data-off")));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "get") return;
    if (form.getAttribute("aria-busy") === "true") return event.preventDefault();
    if (event.defaultPrevented) return;
    if (form.matches("[data-progress]") && hasFiles(form)) { event.preventDefault(); send(form, event.submitter); }
    hold(form);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[aria-busy]").forEach(release);
    document.querySelectorAll("form[data-auto] [data-left-out]").forEach((field) => { field.disabled = false; });
  });
  document.addEventListener("htmx:before:request", (event) => { if (event.target.matches?.("form")) hold(event.target); });
  document.addEventListener("htmx:finally:request", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });

  // Upload with progress: fetch has none, so files go by XMLHttpRequest and the answer's page takes this page's place.
  const hasFiles = (form) => [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  const mega = (bytes) => (bytes / 1048576).toFixed(1);
  function send(form, button) {
    const box = $("[data-sending]", form), request = new XMLHttpRequest(), body = new FormData(form, button || undefined);
    const say = (words) => { if (box) $("span", box).textContent = words; };
    if (box) box.hidden = false;
    // A button without formaction answers with the page's own address, not with its form's.
    request.open("POST", button?.hasAttribute("formaction") ? button.formAction : form.action);
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      if (box) $("progress", box).value = (100 * event.loaded) / event.total;
      say(`已传 ${mega(event.loaded)} / ${mega(event.total)} 兆`);
    };
    request.upload.onload = () => say("传完了，正在存");
    request.onload = () => take(request, form);
    request.onerror = () => { say("网断了，没有传上。文件还在，请连上网再按一次。"); release(form); };
    request.send(body);
  }
  async function take(request, form) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html"), main = $("main", page);
    if (!main) { release(form); return refuse(request.status, request.getResponseHeader("X-Request-Id")); }
    await Promise.all([...page.querySelectorAll("script[src]")].filter((s) => !$(`script[src="${s.getAttribute("src")}"]`)).map(load));
    document.title = page.title;
    if (request.status < 400) {
      history.replaceState({ taken: true }, "");
      history.pushState({ taken: true }, "", request.responseURL);
    }
    document.body.className = page.body.className;
    $("main").replaceWith(document.adoptNode(main));
    const docks = [$(".dock"), $(".dock", page)];
    docks[0]?.remove();
    if (docks[1]) main.after(document.adoptNode(docks[1]));
    window.htmx?.process(main);
    ready(main);
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  window.addEventListener("popstate", (event) => { if (event.state?.taken) location.reload(); });
  const load = (old) => new Promise((done) => {
    const made = document.createElement("script");
    made.src = old.getAttribute("src");
    made.onload = made.onerror = done;
    document.head.append(made);
  });

  // A refusal of a part of the page is said in the page, with its number; nothing was changed.
  const WHY = { 401: "登录过期了，请重新登录。", 403: "这一步不归您办。", 404: "这件事不在了，或不在您能看到的范围内。", 413: "文件太大，没有收下。", 429: "试得太多，请过一会儿。", 503: "数据库暂时连不上，这一步没有存。请等一会儿再办一次。" };
  function refuse(status, id) {
    const place = $("#refusal");
    if (!place) return;
    const note = document.createElement("div"), words = document.createElement("div"), bold = document.createElement("b");
    note.className = "note bad";
    bold.textContent = "没有办成。";
    words.append(bold, `${WHY[status] || "系统出了问题，这一步没有存。请再试一次。"}${id ? ` 编号：${id}` : ""}`);
    note.append(words);
    place.replaceChildren(note);
    place.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("htmx:response:error", (event) => {
    const raw = event.detail.ctx.response.raw;
    if (![409, 422].includes(raw.status)) refuse(raw.status, raw.headers.get("X-Request-Id"));
  });
  document.addEventListener("htmx:error", () => refuse(0, ""));

  // Filters send themselves; without script their button does it.
  on("change", "form[data-auto]", (form, event) => {
    if (event.target.matches("[data-wait], [type=search]")) return;
    form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-auto]")) return;
    event.target.querySelectorAll("select, input[type=date], input[type=search]").forEach((field) => { if (!field.value) { field.disabled = true; field.setAttribute("data-left-out", ""); } });
  });

  // Copying: also where the page came over plain http, where browsers offer no clipboard.
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copy refused");
  }
  on("click", "[data-copy], [data-copy-text]", async (button) => {
    const from = button.dataset.copy ? $(button.dataset.copy) : null, words = $("span", button) || button;
    try { await copy(from ? from.value ?? from.textContent : button.dataset.copyText); }
    catch { words.textContent = "没有复制上，请长按选中"; return; }
    button.classList.add("done");
    words.textContent = `已复制 ${clock()}`;
    button.setAttribute("aria-live", "polite");
    if (button.dataset.copiedUrl) fetch(button.dataset.copiedUrl, { method: "POST", headers: { "X-CSRFToken": token() } }).then((r) => { if (!r.ok) refuse(r.status, r.headers.get("X-Request-Id")); });
  });
  on("click", "[data-edit]", (button) => {
    const box = $(button.dataset.edit);
    box.readOnly = false;
    box.focus();
  });

  // Small helps: "/" finds, Esc closes menus, print buttons, the eye of a password, what was chosen for upload.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll("details.menu[open], details.many[open]").forEach((d) => { d.open = false; $("summary", d).focus(); });
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const find = $("[data-slash]") || $("[data-find]");
    if (find?.offsetParent) { event.preventDefault(); find.focus(); find.select(); }
  });
  document.addEventListener("click", (event) => document.querySelectorAll("details.menu[open], details.many[open]").forEach((d) => { if (!d.contains(event.target)) d.open = false; }));
  on("click", "[data-print]", () => window.print());
  // Paper holds what is folded on the screen; on a phone further conditions never push the list away.
  window.addEventListener("beforeprint", () => document.querySelectorAll("details.rest").forEach((d) => { d.open = true; }));
  if (matchMedia("(max-width: 760px)").matches) document.querySelectorAll("details.more[open]:not(:has(.on-f))").forEach((d) => { d.open = false; });
  on("click", "[data-eye]", (button) => {
    const field = $(button.dataset.eye), shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-label", shown ? "显示密码" : "遮住密码");
    button.setAttribute("aria-pressed", String(!shown));
  });
  on("click", "[data-back]", () => history.back());
  on("change", "[data-upload] input[type=file]", (input) => {
    const place = input.closest("[data-upload]"), words = $("[data-upload-words]", place), files = [...input.files];
    place.querySelectorAll("img.chosen").forEach((old) => { URL.revokeObjectURL(old.src); old.remove(); });
    words.textContent = files.length ? (files.length === 1 ? files[0].name : `选了 ${files.length} 个文件`) : "添照片或材料";
    const picture = files.find((file) => file.type.startsWith("image/"));
    if (!picture) return;
    const shown = document.createElement("img");
    shown.className = "chosen";
    shown.alt = "";
    shown.src = URL.createObjectURL(picture);
    $(".pic", place).append(shown);
  });

  function ready(root) {
    $("[data-faults]", root)?.focus();
    root.querySelectorAll("textarea.say-box").forEach(grow);
    root.querySelectorAll("button[disabled]").forEach((b) => b.setAttribute("data-off", ""));
  }
  const grow = (area) => { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 2}px`; };
  on("input", "textarea.say-box", grow);
  document.addEventListener("htmx:after:swap", () => ready(document));
  ready(document);
  if (document.body.classList.contains("paper-view")) window.addEventListener("load", () => setTimeout(() => window.print(), 300));
})();
