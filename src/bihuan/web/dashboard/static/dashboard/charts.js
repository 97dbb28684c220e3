// Draws a chart from the table that stands in the page, which stays one press away and is what paper and readers get.
// The library is fetched when the first chart comes near the screen.
(() => {
  "use strict";
  const own = document.currentScript;
  const INK = "#48575a", FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';
  const COLOURS = { plain: "#6f9a98", done: "#3d8b5a", late: "#a3231b", rest: "#bccfcb", wage: "#14545b", business: "#6f9a98", transfer: "#bccfcb", property: "#48575a", line: "#a3231b" };
  let library;
  const fetched = () => (library ??= new Promise((done, fail) => {
    const made = document.createElement("script");
    made.src = own.dataset.charts;
    made.onload = () => done(window.echarts);
    made.onerror = fail;
    document.head.append(made);
  }));

  // A cell's figure: as marked, else as written; what is not known (a dash) is no bar and no nought.
  const figure = (cell) => { const said = cell.dataset.value ?? cell.textContent.trim(); return said === "" || Number.isNaN(Number(said)) ? null : Number(said); };
  // What the table says: names of the rows, and a series for each column that is marked as one.
  function read(table) {
    const rows = [...table.tBodies[0].rows];
    const heads = [...table.tHead.rows[0].cells];
    const series = heads.map((head, at) => ({ at, name: head.textContent.trim(), tone: head.dataset.series })).filter((each) => each.tone)
      .map((each) => ({ ...each, data: rows.map((row) => figure(row.cells[each.at])) }));
    if (rows.some((row) => row.dataset.rest)) series.splice(1, 0, { name: "没逾期", tone: "rest", data: rows.map((row) => Number(row.dataset.rest)) });
    return { names: rows.map((row) => row.cells[0].textContent.trim().replace("（本周）", "")), series };
  }
  const base = (series) => ({
    animation: false, textStyle: { fontFamily: FONT, fontSize: 13, color: INK },
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 12, textStyle: { fontSize: 13, color: INK }, data: series.map((each) => each.name) },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, textStyle: { fontFamily: FONT, fontSize: 13 } },
  });
  const value = { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#dde2e0" } }, axisLabel: { color: INK, fontSize: 13 } };
  const names = (data, more) => ({ type: "category", data, axisTick: { show: false }, axisLine: { lineStyle: { color: "#b9c3c1" } }, axisLabel: { color: INK, fontSize: 13, ...more } });
  const OPTIONS = {
    columns: (told) => ({
      ...base(told.series), grid: { left: 36, right: 8, top: 34, bottom: 26 },
      xAxis: names(told.names.map((name) => name.replace("起", "")), { hideOverlap: true }), yAxis: value,
      series: told.series.map((each) => ({ name: each.name, type: "bar", barMaxWidth: 18, data: each.data, itemStyle: { color: COLOURS[each.tone] } })),
    }),
    stack: (told) => ({
      ...base(told.series), grid: { left: 76, right: 36, top: 34, bottom: 24 },
      xAxis: value, yAxis: names(told.names, { interval: 0, width: 70, overflow: "truncate" }),
      series: told.series.map((each) => ({ name: each.name, type: "bar", stack: "all", barWidth: 14, data: each.data, itemStyle: { color: COLOURS[each.tone], borderColor: "#fff", borderWidth: 1 } })),
    }),
    // Kinds of income on top of each other, a year a bar, and the line one should not be under.
    income: (told) => ({
      ...base(told.series), grid: { left: 56, right: 12, top: 60, bottom: 26 },
      xAxis: names(told.names, { interval: 0 }), yAxis: value,
      series: told.series.map((each) => each.tone === "line"
        ? { name: each.name, type: "line", step: "middle", symbol: told.names.length > 1 ? "none" : "rect", data: each.data, itemStyle: { color: COLOURS.line }, lineStyle: { color: COLOURS.line, width: 2, type: [6, 3] } }
        : { name: each.name, type: "bar", stack: "all", barMaxWidth: 64, data: each.data, itemStyle: { color: COLOURS[each.tone], borderColor: "#fff", borderWidth: 1 } }),
    }),
  };
  OPTIONS.stack = ((made) => (told) => { const option = made(told); option.yAxis.inverse = true; return option; })(OPTIONS.stack);

  function draw(box, place) {
    const told = read(box.querySelector("table"));
    place.style.height = box.dataset.chart === "stack" ? `${70 + told.names.length * 24}px` : "260px";
    return fetched().then((echarts) => {
      const chart = echarts.init(place, null, { renderer: "svg" });
      chart.setOption(OPTIONS[box.dataset.chart](told));
      new ResizeObserver(() => chart.resize()).observe(place);
    });
  }
  function start(box) {
    const table = box.firstElementChild, place = document.createElement("div"), seg = document.createElement("div");
    place.className = "draw";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", `${box.dataset.label}，数字在表里`);
    seg.className = "seg no-print";
    seg.setAttribute("role", "group");
    seg.setAttribute("aria-label", "图还是表");
    const show = (chart) => {
      place.hidden = !chart;
      table.hidden = chart;
      [...seg.children].forEach((button, at) => button.setAttribute("aria-pressed", String(chart === (at === 0))));
    };
    ["图", "表"].forEach((word, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.addEventListener("click", () => show(at === 0));
      seg.append(button);
    });
    box.closest(".chart-sheet").querySelector("header").append(seg);
    box.prepend(place);
    show(true);
    return draw(box, place).catch(() => { show(false); seg.remove(); });
  }
  const near = new IntersectionObserver((seen) => seen.filter((each) => each.isIntersecting).forEach((each) => {
    near.unobserve(each.target);
    start(each.target);
  }), { rootMargin: "200px" });
  document.querySelectorAll("[data-chart]").forEach((box) => near.observe(box));
})();
