// Draws the charts of a report. Everything it shows stands in the page already: the figures in the
// tables, the same figures and the specifications of the charts in the element #charts.
(() => {
  "use strict";
  const root = document.documentElement;
  const charts = JSON.parse(document.getElementById("charts").textContent);

  // Colours are the page's variables, so that dark, light and print need no drawing anew.
  const ink = "var(--ink)", muted = "var(--muted)", line = "var(--line)";
  // As many as a report compares; beside the colour each has a shape, a dash or a letter.
  const series = Array.from({length: 10}, (_, n) => `var(--series-${n + 1})`);
  const shapes = [
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
    "triangle-left", "M-1,-1L1,1M1,-1L-1,1", "M0,-1L0.3,-0.3L1,0L0.3,0.3L0,1L-0.3,0.3L-1,0Z",
  ];
  const font = getComputedStyle(document.body).fontFamily;
  const config = (width) => ({
    background: null,
    font,
    padding: 0,
    view: {stroke: null},
    range: {category: series, symbol: shapes},
    style: {
      "guide-label": {fontSize: 13}, "guide-title": {fontSize: 13, fontWeight: "normal"},
      part: {stroke: "var(--paper)", strokeWidth: 1.5},
      "part-name": {color: "var(--paper)", fontWeight: "bold", fontSize: 12},
    },
    axis: {
      labelColor: muted, titleColor: muted, gridColor: line, domainColor: line, tickColor: line,
      labelPadding: 6, titlePadding: 8,
    },
    // Half of a narrow page belongs to the marks.
    axisY: {labelLimit: Math.max(90, Math.min(260, width * 0.38)), domain: false, ticks: false},
    axisX: {labelFlush: true, labelOverlap: true, labelSeparation: 8},
    legend: {
      orient: "top", direction: "horizontal", labelColor: ink, labelLimit: 320, symbolSize: 90,
      columns: width < 520 ? 1 : 4, columnPadding: 18, offset: 8, title: null,
    },
    bar: {color: series[0]},
    line: {color: series[0]},
    area: {color: series[0], line: false},
    point: {color: series[0]},
    rule: {color: series[0]},
    text: {color: ink, fontSize: 13},
  });

  // Words of a mark beside the pointer; only ever text, never markup.
  const note = document.getElementById("note");
  const tell = (_, event, __, value) => {
    note.hidden = value === null || value === undefined || value === "";
    if (note.hidden) return;
    const parts = typeof value === "object" ? Object.entries(value) : [["", value]];
    note.replaceChildren(...parts.filter(([, words]) => words).map(([name, words]) => {
      const row = document.createElement("p");
      const label = document.createElement("span");
      label.textContent = name;
      row.append(label, ` ${words}`);
      return row;
    }));
    const room = root.clientWidth - note.offsetWidth - 8;
    note.style.left = `${Math.max(8, Math.min(room, event.clientX + 14))}px`;
    const below = event.clientY + 18 + note.offsetHeight < root.clientHeight;
    note.style.top = `${below ? event.clientY + 18 : event.clientY - note.offsetHeight - 12}px`;
  };

  const drawn = new Map();
  const draw = async (place) => {
    const spec = charts[place.dataset.chart];
    const width = Math.round(place.clientWidth);
    if (!spec || drawn.get(place)?.width === width) return;
    drawn.get(place)?.result?.finalize();
    drawn.set(place, {width});
    try {
      const result = await vegaEmbed(place, spec, {
        mode: "vega-lite", renderer: "svg", actions: false, ast: true, tooltip: tell,
        defaultStyle: false, config: config(width), logLevel: vega.Error,
      });
      drawn.set(place, {width, result});
      const svg = place.querySelector("svg");
      svg.setAttribute("focusable", "false");
      place.classList.add("drawn");
    } catch (error) {
      place.textContent = "This chart cannot be drawn here; the table below has its figures.";
      console.error(error);
    }
  };

  const places = [...document.querySelectorAll("[data-chart]")];
  const draw_all = async () => {
    delete root.dataset.charts;
    await Promise.all(places.map(draw));
    root.dataset.charts = "drawn";
  };
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw_all, 150);
  });
  addEventListener("scroll", () => { note.hidden = true; }, {passive: true});

  // What is folded on a screen is printed in full.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    folded.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));

  draw_all();
})();
