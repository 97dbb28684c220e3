// Alpine components (CSP build: only names in the page, all logic here). Pages add their own files with Alpine.data the same way.
document.addEventListener("alpine:init", () => {
  // The bulk bar: counts ticked rows, appears with the first, can take all rows of the list instead of this page's.
  Alpine.data("bulk", () => ({
    count: 0,
    whole: false,
    init() { this.changed(); },
    boxes() { return [...this.$root.querySelectorAll("[data-row] input[type=checkbox]")]; },
    get some() { return this.count > 0; },
    get words() {
      const noun = this.$refs.words?.dataset.noun || "条";
      return this.whole ? `已选全部 ${this.$refs.takeAll.dataset.all} ${noun}` : `已选 ${this.count} ${noun}`;
    },
    get exportWords() { return this.whole ? "导出全部" : `导出这 ${this.count} 条`; },
    changed() {
      const boxes = this.boxes();
      boxes.forEach((box) => box.closest("[data-row]").classList.toggle("on", box.checked));
      this.count = boxes.filter((box) => box.checked).length;
      this.hold(false);
      const page = this.$refs.page;
      if (page) { page.checked = this.count > 0 && this.count === boxes.length; page.indeterminate = this.count > 0 && this.count < boxes.length; }
    },
    page() { const checked = this.$refs.page.checked; this.boxes().forEach((box) => (box.checked = checked)); this.changed(); },
    clear() { this.boxes().forEach((box) => (box.checked = false)); this.changed(); },
    takeAll() { this.hold(true); },
    hold(whole) { this.whole = whole; if (this.$refs.all) this.$refs.all.value = whole ? "1" : "0"; },
    exportPicked() {
      const url = new URL(this.$event.currentTarget.dataset.url, location.href);
      if (!this.whole) this.boxes().filter((box) => box.checked).forEach((box) => url.searchParams.append("pick", box.value));
      location.assign(url);
    },
  }));

  // The unit picker: plain boxes filtered by name or initials; what is chosen shows as chips.
  Alpine.data("unitPicker", () => ({
    chosen: [],
    init() { this.changed(); },
    options() { return [...this.$refs.list.querySelectorAll("label")]; },
    box(label) { return label.querySelector("input"); },
    get some() { return this.chosen.length > 0 && !this.single; },
    get single() { return "single" in this.$root.dataset; },
    get counted() { return this.single ? (this.chosen[0]?.dataset.name || "") : `已选 ${this.chosen.length} / ${this.$root.dataset.total}`; },
    changed() {
      this.chosen = this.options().filter((label) => this.box(label).checked);
      if (!this.single) this.$refs.chips.replaceChildren(...this.chosen.map((label) => this.chip(label)));
      this.$dispatch("picked", { count: this.chosen.length });
    },
    chip(label) {
      const chip = document.createElement("span"), off = document.createElement("button");
      chip.className = "chip";
      off.type = "button";
      off.textContent = "×";
      off.setAttribute("aria-label", `去掉${label.dataset.name}`);
      off.addEventListener("click", () => { this.box(label).checked = false; this.changed(); this.$refs.search.focus(); });
      chip.append(label.dataset.name, off);
      return chip;
    },
    visible() { return this.options().filter((label) => !label.hidden); },
    search() {
      const words = this.$refs.search.value.trim().toLowerCase();
      let found = 0;
      this.options().forEach((label) => { label.hidden = words !== "" && !label.dataset.find.toLowerCase().includes(words); found += !label.hidden; });
      this.$refs.none.hidden = found > 0;
    },
    key() {
      const event = this.$event, first = this.visible()[0];
      if (event.key === "Enter") { event.preventDefault(); if (first && this.$refs.search.value) { this.box(first).click(); this.$refs.search.value = ""; this.search(); } }
      else if (event.key === "ArrowDown" && first) { event.preventDefault(); this.box(first).focus(); }
      else if (event.key === "Escape") { this.$refs.search.value = ""; this.search(); }
      else if (event.key === "Backspace" && !this.$refs.search.value && this.chosen.length) { this.box(this.chosen.at(-1)).checked = false; this.changed(); }
    },
    pickOwing() { const on = this.$refs.owing.checked; this.options().forEach((label) => (this.box(label).checked = on && "owes" in label.dataset)); this.changed(); },
  }));
});
