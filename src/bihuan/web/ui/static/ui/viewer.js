// Looks at evidence: large, turned, zoomed, two side by side, by keys and by finger. Opens on any link with data-view.
(() => {
  "use strict";
  const make = (tag, name, words) => { const made = document.createElement(tag); if (name) made.className = name; if (words) made.textContent = words; return made; };
  let box, panes, words, buttons, shots = [], at = 0, page = 0, zoom = 1, turn = 0, both = false, came;

  const button = (key, say, act) => {
    const made = make("button", "btn", say);
    made.type = "button";
    made.dataset.key = key;
    made.addEventListener("click", act);
    return made;
  };
  function build() {
    box = make("dialog", "viewer");
    box.setAttribute("aria-label", "看佐证");
    box.tabIndex = -1;
    panes = make("div", "panes");
    words = make("p", "words");
    words.setAttribute("aria-live", "polite");
    buttons = make("div", "tools");
    buttons.append(
      button("back", "‹ 上一张", () => go(-1)), button("on", "下一张 ›", () => go(1)), button("in", "放大", () => scale(1.4)), button("out", "缩小", () => scale(1 / 1.4)),
      button("turn", "旋转", () => { turn = (turn + 90) % 360; place(); }), button("both", "并排比较", () => { both = !both; draw(); }),
      Object.assign(make("a", "btn", "下载原件"), { download: "" }), button("shut", "关闭", () => box.close()),
    );
    box.append(panes, words, buttons);
    box.addEventListener("close", () => came?.focus());
    box.addEventListener("keydown", key);
    drag();
    document.body.append(box);
  }
  const sheets = (shot) => Math.max(1, Number(shot.dataset.pages) || 1);
  function open(link) {
    if (!box) build();
    came = link;
    shots = [...document.querySelectorAll("a[data-view]")];
    at = shots.indexOf(link);
    [page, zoom, turn, both] = [0, 1, 0, false];
    draw();
    box.showModal();
  }
  // Pages of one paper come before the next piece.
  function go(step) {
    const next = page + step;
    if (next >= 0 && next < sheets(shots[at])) page = next;
    else if (shots[at + step]) { at += step; page = step < 0 ? sheets(shots[at]) - 1 : 0; }
    else return;
    [zoom, turn] = [1, 0];
    draw();
  }
  function scale(by) { zoom = Math.min(8, Math.max(1, zoom * by)); place(); }
  const pane = (shot, number) => {
    const made = make("figure", "pane"), picture = make("img");
    picture.alt = shot.dataset.caption || "佐证";
    picture.draggable = false;
    picture.src = number ? `${shot.getAttribute("href")}?page=${number}` : shot.getAttribute("href");
    picture.addEventListener("error", () => { made.replaceChildren(make("p", "none", "这份打不开，请下载原件看。")); });
    made.append(picture, make("figcaption", "", `${shot.dataset.stamp || ""}　${shot.dataset.caption || ""}`));
    return made;
  };
  function draw() {
    const shot = shots[at], before = shots[at - 1];
    panes.replaceChildren(...(both && before ? [pane(before, 0), pane(shot, page)] : [pane(shot, page)]));
    panes.classList.toggle("two", both && Boolean(before));
    const sheet = sheets(shot) > 1 ? `，第 ${page + 1} / ${sheets(shot)} 页` : "";
    words.replaceChildren(`${at + 1} / ${shots.length}${sheet}　${shot.dataset.caption || ""}　${shot.dataset.source || ""}`);
    if (shot.dataset.looks) words.append(Object.assign(make("span", "am", `　留意：${shot.dataset.looks}`)));
    const tool = (name) => buttons.querySelector(`[data-key=${name}]`);
    tool("back").disabled = at === 0 && page === 0;
    tool("on").disabled = at === shots.length - 1 && page === sheets(shot) - 1;
    tool("both").disabled = !before;
    tool("both").setAttribute("aria-pressed", String(both));
    buttons.querySelector("a").href = shot.dataset.original;
    if (document.activeElement?.disabled) box.focus(); // a button gone dead would swallow the keys
    place();
  }
  function place() {
    panes.querySelectorAll("img").forEach((picture) => { picture.style.transform = `rotate(${turn}deg) scale(${zoom})`; });
    panes.classList.toggle("large", zoom > 1);
    panes.querySelectorAll(".pane").forEach((each) => { if (zoom === 1) { each.scrollTo(0, 0); each.style.removeProperty("--x"); each.style.removeProperty("--y"); } });
  }
  function key(event) {
    const acts = { ArrowLeft: () => go(-1), ArrowRight: () => go(1), "+": () => scale(1.4), "=": () => scale(1.4), "-": () => scale(1 / 1.4), r: () => { turn = (turn + 90) % 360; place(); }, b: () => { both = !both; draw(); } };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }
  // A large picture is moved with the finger or the mouse; a small one is turned over by a swipe.
  function drag() {
    let from = null, x = 0, y = 0;
    panes.addEventListener("pointerdown", (event) => { from = [event.clientX, event.clientY]; const first = panes.querySelector(".pane"); x = parseFloat(first.style.getPropertyValue("--x")) || 0; y = parseFloat(first.style.getPropertyValue("--y")) || 0; });
    panes.addEventListener("pointermove", (event) => {
      if (!from || zoom === 1) return;
      panes.querySelectorAll(".pane").forEach((each) => { each.style.setProperty("--x", `${x + event.clientX - from[0]}px`); each.style.setProperty("--y", `${y + event.clientY - from[1]}px`); });
    });
    panes.addEventListener("pointerup", (event) => {
      if (from && zoom === 1 && Math.abs(event.clientX - from[0]) > 60) go(event.clientX < from[0] ? 1 : -1);
      from = null;
    });
    panes.addEventListener("wheel", (event) => { event.preventDefault(); scale(event.deltaY < 0 ? 1.2 : 1 / 1.2); }, { passive: false });
    panes.addEventListener("dblclick", () => { zoom = zoom > 1 ? 1 : 2.5; place(); });
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-view]");
    if (!link || event.ctrlKey || event.metaKey || event.button) return;
    event.preventDefault();
    open(link);
  });
})();
