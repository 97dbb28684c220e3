// The button of the forwarding panel says to how many villages the items go.
document.addEventListener("alpine:init", () => {
  Alpine.data("forwarding", () => ({
    count: 0,
    picked() { this.count = this.$event.detail.count; },
    get words() { return this.count ? `转给 ${this.count} 个村` : "转给选中的村"; },
  }));
});
