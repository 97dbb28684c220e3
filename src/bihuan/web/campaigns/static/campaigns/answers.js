// The button of the forwarding panel says to how many villages the items go.
document.addEventListener("alpine:init", () => {
  Alpine.data("forwarding", () => ({
    count: 0,
    picked() { this.count = this.$event.detail.count; },
    get words() { return this.count ? `转给 ${this.count} 个村` : "转给选中的村"; },
  }));
});

// Rows of places: one more, one less. The last row stays, empty.
document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-row-add]"), out = event.target.closest("[data-row-out]");
  if (!add && !out) return;
  const rows = event.target.closest("[data-rows]").querySelector("[data-rows-in]");
  const empty = (row) => row.querySelectorAll("input").forEach((input) => { input.value = ""; });
  if (add) {
    const made = rows.lastElementChild.cloneNode(true);
    empty(made);
    rows.append(made);
    made.querySelector("select").focus();
  } else if (rows.children.length > 1) out.closest("[data-row]").remove();
  else empty(out.closest("[data-row]"));
});
