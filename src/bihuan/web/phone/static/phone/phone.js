// On every page of somebody signed in: the worker for those who work without signal, what still waits in the phone, going out.
(() => {
  "use strict";
  const { store } = Phone, body = document.body, person = body.dataset.person, FORM = "/problems/on-the-spot/";
  const SLOWEST = 300, SOONEST = 5, SHOWN_FOR = 24 * 3600e3;
  const make = (tag, words = "", look = "") => { const made = document.createElement(tag); made.textContent = words; made.className = look; return made; };
  const button = (words, act, look = "btn btn-sm") => { const made = make("button", words, look); made.type = "button"; made.addEventListener("click", act); return made; };
  const note = (bold, words, kind = "plain") => { const box = make("div", "", `note ${kind}`), text = make("div"); text.append(make("b", bold), words); box.append(text); return box; };
  Phone.person = person;

  // 1. the worker, and the pages it is to hold: today, the form, this page, the cameras of what is to be done today
  async function work() {
    if (!("phone" in body.dataset) || !navigator.serviceWorker) return;
    try { await navigator.serviceWorker.register(body.dataset.phone, { scope: "/", updateViaCache: "none" }); } catch { return; }
    const cameras = location.pathname === "/" ? [...document.querySelectorAll("main a.t[href^='/problems/']")].map((each) => `${each.pathname}camera/`).slice(0, 6) : [];
    (await navigator.serviceWorker.ready).active?.postMessage({ keep: ["/", FORM, location.pathname, ...cameras] });
  }
  if (body.dataset.kept) {
    const at = new Date(Number(body.dataset.kept)), when = `${at.getMonth() + 1}月${at.getDate()}日 ${at.toTimeString().slice(0, 5)}`;
    document.querySelector("main").prepend(note("没有信号。", location.pathname === FORM ? "照样能拍、能填，交了先存在手机里。" : `这一页是 ${when} 存在手机里的；能拍照、当场整改，别的有信号再办。`, "look"));
  }

  // 2. what waits
  const places = (name) => [...document.querySelectorAll(`[data-${name}]`)];
  const status = {};
  function row(each, words) {
    const made = make("li", "", "row-x flex-nowrap"), text = make("div", each.title, "grow"), small = make("div", words, each.refused ? "xs bad" : "xs q");
    (each.photos || []).forEach((photo) => {
      const picture = document.createElement("img");
      picture.alt = "";
      picture.src = URL.createObjectURL(photo.blob);
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
      made.append(picture);
    });
    text.append(small);
    made.append(text);
    return made;
  }
  const clockOf = (each) => (each.photos.every((photo) => photo.token) ? "时间取自服务器" : "手机时间");
  function waitingRow(each) {
    const made = row(each, each.refused || status[each.id] || `已存在手机里，有信号自动发（${clockOf(each)}）`);
    if (!each.refused) return made;
    const acts = make("div", "", "row-x mt-1");
    if (each.kind === "spot") acts.append(button("改了再交", () => location.assign(`${FORM}#again=${each.id}`)));
    acts.append(button("再传一次", async () => { await store.change("waiting", each.id, (kept) => { delete kept.refused; }); send(); }), button("丢掉", async () => { await store.drop("waiting", each.id); list(); }));
    made.querySelector(".grow").append(acts);
    return made;
  }
  async function list() {
    if (!places("waiting").length) return;
    const waiting = (await store.mine("waiting", person)).sort((a, b) => a.at - b.at), sent = (await store.mine("sent", person)).sort((a, b) => b.at - a.at);
    const old = sent.filter((each) => Date.now() - each.at > SHOWN_FOR);
    if (old.length) await store.drop("sent", ...old.map((each) => each.id));
    places("waiting").forEach((box) => {
      box.hidden = !waiting.length;
      box.querySelector("[data-waiting-words]").textContent = `手机里还没传上的 ${waiting.length} 件`;
      box.querySelector("[data-list]").replaceChildren(...waiting.map(waitingRow));
    });
    const shown = sent.filter((each) => !old.includes(each));
    places("sent").forEach((box) => {
      box.hidden = !shown.length;
      box.querySelector("[data-list]").replaceChildren(...shown.map((each) => {
        const made = row(each, each.words);
        if (each.url) { const link = make("a", "看这件", "btn btn-sm"); link.href = each.url; made.append(link); }
        return made;
      }));
    });
  }
  Phone.listen((news) => {
    if (news.what === "sending") status[news.id] = `正在传 ${news.at} / ${news.of} 张`;
    list();
  });

  // 3. sending: at once, when signal returns, and again after a pause that grows
  let pause = SOONEST, next = null;
  async function send() {
    clearTimeout(next);
    const waits = (await store.mine("waiting", person)).filter((each) => !each.refused);
    if (!waits.length) return list();
    const state = await Phone.drain();
    waits.forEach((each) => { delete status[each.id]; });
    places("sign-in").forEach((box) => { box.hidden = state !== "signin"; });
    if (state === "done") pause = SOONEST;
    else { next = setTimeout(send, pause * 1000); pause = Math.min(SLOWEST, pause * 2); }
    return list();
  }
  // Takes over what is to be sent (and the drafts it was made of, in one step). Rejects where the phone keeps nothing.
  Phone.queue = async (each, drafts = []) => {
    await store.move("drafts", drafts, "waiting", [{ ...each, person, at: Date.now() }]);
    navigator.storage?.persist?.().catch(() => null);
    navigator.serviceWorker?.getRegistration().then((held) => held?.sync?.register("bihuan-send")).catch(() => null);
    pause = SOONEST;
    await list();
    send();
  };
  window.addEventListener("online", () => { pause = SOONEST; send(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { pause = SOONEST; send(); } });
  places("now").forEach((each) => each.addEventListener("click", () => { pause = SOONEST; send(); }));

  // 4. going out: nothing of this person stays in the phone, and nothing unsent goes without a word
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[action$='/accounts/sign-out/']")) return;
    event.preventDefault();
    const held = await store.ready() ? [...await store.mine("waiting", person), ...await store.mine("drafts", person)] : [];
    if (held.length) ask(form, held.filter((each) => each.send).length);
    else leave(form);
  }, true);
  function ask(form, unsent) {
    const box = note(unsent ? `手机里还有 ${unsent} 件没传上。` : "当场整改还没填完。", "退出登录就从手机里删掉，找不回来。", "look"), acts = make("div", "", "row-x mt-2");
    acts.append(button(unsent ? "先不退出，现在传" : "先不退出", () => { box.remove(); send(); }, "btn btn-primary"), button("删掉，退出登录", () => leave(form), "btn"));
    box.lastChild.append(acts);
    document.querySelector("#refusal").replaceChildren(box);
    document.querySelectorAll("details.menu[open]").forEach((each) => { each.open = false; });
    box.scrollIntoView({ block: "center" });
  }
  async function leave(form) {
    try {
      await store.wipe(person);
      await Promise.all((await caches.keys()).filter((name) => name.startsWith("bihuan-pages-")).map((name) => caches.delete(name)));
    } catch { /* no store, no caches: nothing is kept */ }
    form.submit();
  }

  work();
  store.ready().then((can) => can && send());
})();
