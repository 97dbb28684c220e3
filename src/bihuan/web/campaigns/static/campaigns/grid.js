// The sheet of all items. A row is stored when it is left; what could not be stored stays in this browser as a draft.
(() => {
  const sheet = document.querySelector("[data-grid]");
  if (!sheet) return;
  const token = sheet.querySelector("[name=csrfmiddlewaretoken]").value;
  const rows = [...sheet.querySelectorAll("[data-row]")];
  const key = (row) => `bihuan-answer-${sheet.dataset.person}-${row.dataset.id}`;
  const one = (row, name) => row.querySelector(`[name=${name}]`);
  const keep = (row, draft) => { try { draft ? localStorage.setItem(key(row), JSON.stringify(draft)) : localStorage.removeItem(key(row)); } catch { /* private window */ } };
  const kept = (row) => { try { return JSON.parse(localStorage.getItem(key(row))); } catch { return null; } };

  const read = (row) => ({
    state: one(row, "state").value,
    looked: [...row.querySelectorAll("[name=looked]:checked")].map((box) => box.value),
    number: one(row, "number").value.trim(),
    counted_in: one(row, "counted_in").value.trim(),
    text: one(row, "text").value,
  });
  const write = (row, values) => {
    for (const name of ["state", "number", "counted_in", "text"]) one(row, name).value = values[name];
    row.querySelectorAll("[name=looked]").forEach((box) => { box.checked = values.looked.includes(box.value); });
  };
  const dirty = (row) => JSON.stringify(read(row)) !== row.dataset.was;
  const clean = (row) => { row.dataset.was = JSON.stringify(read(row)); };
  const say = (row, words, kind = "") => {
    row.classList.remove("unsaved", "refused", "saved");
    if (kind) row.classList.add(kind);
    row.querySelector("[data-status]").textContent = words;
  };

  // Both answers are there: the reader decides which one stands.
  function offer(row, words, now, version) {
    const acts = row.querySelector("[data-acts]");
    acts.querySelectorAll("[data-choice]").forEach((old) => old.remove());
    const choice = (label, then) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "as-link s", textContent: label });
      button.dataset.choice = "";
      button.addEventListener("click", () => { acts.querySelectorAll("[data-choice]").forEach((old) => old.remove()); then(); });
      acts.append(button);
    };
    say(row, words, "refused");
    choice("用现在的", () => { row.dataset.version = version; write(row, now); clean(row); keep(row, null); say(row, "用了现在的"); });
    choice("用我写的", () => { row.dataset.version = version; send(row); });
  }

  async function save(row) {
    const values = read(row);
    if (!values.state) { say(row, "还没选有没有，没有存", "unsaved"); return; }
    const body = new FormData();
    for (const name of ["state", "number", "counted_in", "text"]) body.append(name, values[name]);
    values.looked.forEach((way) => body.append("looked", way));
    body.append("version", row.dataset.version);
    row.dataset.sending = JSON.stringify(values);
    say(row, "在存", "unsaved");
    let answer, told;
    try {
      answer = await fetch(row.dataset.url, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
      told = await answer.json();
    } catch {
      say(row, answer && answer.status === 403 ? "登录过期了，请另开一页登录，稿子在这里" : "没有存上，稿子留在这台电脑里，连上网自动再存", "refused");
      row.dataset.again = "1";
      return;
    }
    delete row.dataset.again;
    if (answer.status === 409) { offer(row, `${told.error}`, told.now, told.version); return; }
    if (!answer.ok) { say(row, told.error || "没有存上，请再试一次", "refused"); return; }
    row.dataset.version = told.version;
    const since = JSON.stringify(read(row)) !== row.dataset.sending;
    if (!since) { write(row, told.now); clean(row); keep(row, null); say(row, told.words, "saved"); } else { row.dataset.was = row.dataset.sending; changed(row); }
  }
  // One answer of a row is on its way at a time: an older one coming back late would overwrite what the newer one said.
  function send(row) {
    if (row.dataset.busy) { row.dataset.later = "1"; return; }
    row.dataset.busy = "1";
    save(row).finally(() => {
      delete row.dataset.busy;
      if (row.dataset.later) { delete row.dataset.later; leave(row); }
    });
  }
  // While two answers are offered the reader decides; leaving the row does not.
  function leave(row) {
    if (row && dirty(row) && !row.querySelector("[data-choice]")) send(row);
  }
  function changed(row) {
    keep(row, { version: row.dataset.version, values: read(row) });
    if (dirty(row)) say(row, "改了，还没存", "unsaved");
  }

  rows.forEach((row) => {
    write(row, JSON.parse(row.dataset.now));
    clean(row);
    const draft = kept(row);
    if (!draft || JSON.stringify(draft.values) === row.dataset.was) return keep(row, null);
    const now = read(row);
    write(row, draft.values);
    if (draft.version === row.dataset.version) say(row, "上次没存上的稿子，离开这一行就存", "unsaved");
    else offer(row, "您的稿子没有存上，后来有人答过", now, row.dataset.version);
  });

  const rowOf = (event) => event.target.closest("[data-row]");
  sheet.addEventListener("input", (event) => { const row = rowOf(event); if (row) changed(row); });
  sheet.addEventListener("change", (event) => { const row = rowOf(event); if (row) changed(row); });
  sheet.addEventListener("focusout", (event) => {
    const row = rowOf(event);
    if (row && !row.contains(event.relatedTarget)) leave(row);
  });
  sheet.addEventListener("click", (event) => {
    if (!event.target.closest("[data-copy-last]")) return;
    const row = rowOf(event);
    write(row, JSON.parse(row.dataset.last));
    changed(row);
    one(row, "number").focus();
  });
  sheet.addEventListener("keydown", (event) => {
    const row = rowOf(event), inText = event.target.tagName === "TEXTAREA";
    if (!row || event.isComposing) return;
    const down = event.key === "Enter" && (!inText || event.ctrlKey) ? 1 : { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!down || event.target.tagName === "SELECT" && event.key !== "Enter") return;
    if (inText && event.key.startsWith("Arrow")) return;
    const next = rows[rows.indexOf(row) + down];
    event.preventDefault();
    if (!next) return leave(row);
    const same = event.target.name === "looked" ? `[name=looked][value=${event.target.value}]` : `[name=${event.target.name}]`;
    next.querySelector(same).focus();
  });
  window.addEventListener("online", () => rows.filter((row) => row.dataset.again).forEach(leave));
})();
