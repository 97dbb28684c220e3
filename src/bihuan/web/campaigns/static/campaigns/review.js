// The review page: the document and its items point at each other; keys do what the buttons do.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const panel = () => $("#panel");
  const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select");

  // Shows which words the item in hand came from, and brings both into sight.
  function show() {
    const id = panel()?.dataset.item;
    $$("#doc mark.on").forEach((mark) => mark.classList.remove("on"));
    if (!id) return;
    const marks = $$(`#doc mark[data-item="${id}"]`);
    marks.forEach((mark) => mark.classList.add("on"));
    if (marks[0]) near($(".docbox"), marks[0]);
    const card = $("#card")?.closest(".item");
    if (card) near($(".itembox"), card, 0);
  }
  function near(box, part, room = 90) {
    const outer = box.getBoundingClientRect(), inner = part.getBoundingClientRect();
    if (inner.top >= outer.top && inner.bottom <= outer.bottom) return;
    box.scrollTop += inner.top - outer.top - room;
  }
  function open(id) {
    window.htmx.ajax("GET", `${$("#review").dataset.panel}?tab=${panel().dataset.tab}&item=${id}`, { target: "#panel", swap: "outerHTML" });
  }
  function step(by) {
    const items = $$("#panel .itembox > .item"), at = items.findIndex((item) => item.classList.contains("cur"));
    const next = items[at + by];
    if (next) next.click();
  }

  // Offsets of a selection in the document: each run of text knows where it starts.
  function offset(node, within) {
    const run = node.parentElement?.closest("[data-o]");
    return run ? Number(run.dataset.o) + [...node.data.slice(0, within)].length + shift(run, node) : null;
  }
  function shift(run, node) {
    let count = 0;
    for (const child of run.childNodes) { if (child === node) break; count += [...child.textContent].length; }
    return count;
  }
  let selected = null;
  document.addEventListener("selectionchange", () => {
    const chosen = getSelection();
    if (!chosen.rangeCount || chosen.isCollapsed || !$("#doc")?.contains(chosen.anchorNode) || !$("#doc").contains(chosen.focusNode)) return;
    const range = chosen.getRangeAt(0);
    if (range.startContainer.nodeType !== 3 || range.endContainer.nodeType !== 3) return;
    selected = [offset(range.startContainer, range.startOffset), offset(range.endContainer, range.endOffset)];
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "add") return;
    event.target.elements.start.value = selected?.[0] ?? "";
    event.target.elements.end.value = selected?.[1] ?? "";
  }, true);

  // Where a text is cut: at the cursor, if it was put into the text.
  function cut() {
    const area = $("#x-text"), at = area.selectionStart;
    const inside = at > 0 && at < area.value.length;
    $("#card").elements.at.value = inside ? [...area.value.slice(0, at)].length : "";
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-key=split]")) cut();
    const mark = event.target.closest("#doc mark");
    if (mark && getSelection().isCollapsed) open(mark.dataset.item);
  }, true);

  const press = (name) => $(`#panel [data-key=${name}]`)?.click();
  const KEYS = {
    j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1), Enter: () => press("confirm"),
    e: () => { const area = $("#x-text"); area?.focus(); area?.setSelectionRange(area.value.length, area.value.length); },
    u: () => { const more = $("#panel .add-unit"); if (more) { more.open = true; $("input[type=search]", more).focus(); } },
    s: () => press("split"), m: () => press("merge"), d: () => press("drop"), b: () => press("body"),
    a: () => $("#add button").click(), "?": () => $("#keys").showModal(), "/": () => $("#docfind").focus(),
  };
  document.addEventListener("keydown", (event) => {
    if ($("#keys").open) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing(event.target)) { event.preventDefault(); return $("#undo button").click(); }
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.closest("#card")) { event.preventDefault(); press("confirm"); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const act = KEYS[event.key] || KEYS[event.key.toLowerCase()];
    if (act) { event.preventDefault(); event.stopImmediatePropagation(); act(); }
  }, true);

  // Finding words in the document; Enter goes to the next place.
  let places = [], at = -1;
  function find(words) {
    $$("#doc .found").forEach((part) => part.classList.remove("found"));
    places = words ? $$("#doc [data-o]").filter((part) => part.textContent.includes(words)) : [];
    places.forEach((part) => part.classList.add("found"));
    at = -1;
  }
  document.addEventListener("input", (event) => { if (event.target.id === "docfind") find(event.target.value.trim()); });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "docfind" || event.key !== "Enter" || !places.length) return;
    at = (at + 1) % places.length;
    near($(".docbox"), places[at]);
  });

  // A swap gives the focus back to the field of the same name; keys are for the next item then, not for its text.
  document.addEventListener("htmx:after:swap", () => { if (document.activeElement?.closest("#card")) document.activeElement.blur(); show(); });
  show();
})();
