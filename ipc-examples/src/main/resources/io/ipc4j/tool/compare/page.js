"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const WAITS = { spin: "waiting by spin", block: "waiting by block" };
// Shapes that can be filled, each with its turn in degrees.
const SYMBOLS = [
  [d3.symbolCircle, 0], [d3.symbolSquare, 0], [d3.symbolTriangle, 0], [d3.symbolDiamond, 0],
  [d3.symbolCross, 0], [d3.symbolStar, 0], [d3.symbolWye, 0], [d3.symbolTriangle, 180],
  [d3.symbolCross, 45], [d3.symbolSquare, 45],
];
const MEASURES = [
  {
    id: "p50", title: "Round trip, median", format: nanos,
    value: (r) => r.roundTripNanos.p50, better: "lower is better",
  },
  {
    id: "p99", title: "Round trip, 99th percentile", format: nanos,
    value: (r) => r.roundTripNanos.p99, better: "lower is better",
  },
  {
    id: "messages", title: "Messages a second, one way", format: count,
    value: (r) => r.messagesPerSecond, better: "higher is better",
  },
  {
    id: "bytes", title: "Bytes a second, one way", format: (v) => bytes(v) + "/s",
    value: (r) => r.bytesPerSecond, better: "higher is better",
  },
  {
    id: "cpu", title: "Processor time a message, one way", format: nanos,
    value: (r) => r.cpuSecondsPerMillion * 1000, better: "both sides together; lower is better",
  },
];
const hidden = new Set();

function scaled(value, units) {
  const [factor, unit] = units.find(([f]) => value >= f) ?? units.at(-1);
  const v = value / factor;
  const digits = v >= 100 || Number.isInteger(v) ? 0 : v >= 10 ? 1 : 2;
  return v.toFixed(digits) + unit;
}

function nanos(v) {
  return scaled(v, [[1e9, " s"], [1e6, " ms"], [1e3, " µs"], [1, " ns"]]);
}

function bytes(v) {
  return scaled(v, [[2 ** 40, " TiB"], [2 ** 30, " GiB"], [2 ** 20, " MiB"], [1024, " KiB"], [1, " B"]]);
}

function count(v) {
  return scaled(v, [[1e9, " G"], [1e6, " M"], [1e3, " k"], [1, ""]]);
}

function plain(v) {
  return v === null ? "–" : v === 0 ? "0" : v >= 100 ? v.toFixed(0) : String(Number(v.toPrecision(2)));
}

function percent(v) {
  return (v >= 10 ? v.toFixed(0) : v.toFixed(1)) + " %";
}

function element(tag, text, parent, cls) {
  const e = document.createElement(tag);
  if (text !== undefined && text !== null) e.textContent = text;
  if (cls) e.className = cls;
  parent?.append(e);
  return e;
}

// What has one line in each chart: a transport, and its regions apart. The place in this list gives
// colour and symbol, the same in all charts.
const transports = [...new Set(data.results.map((r) => r.transport))];
const lines = [];
for (const pattern of ["queue", "region"]) {
  for (const transport of transports) {
    if (data.results.some((r) => r.transport === transport && r.pattern === pattern)) {
      const index = transports.indexOf(transport);
      lines.push({
        key: transport + " " + pattern,
        name: pattern === "queue" ? transport : transport + " region",
        transport, pattern,
        colour: `var(--s${index % 10})`,
        symbol: SYMBOLS[index % SYMBOLS.length],
        dashed: pattern === "region",
      });
    }
  }
}

function mark(parent, line, size, x, y) {
  const [shape, turn] = line.symbol;
  return parent.append("path").attr("class", "point").attr("d", d3.symbol(shape, size)())
    .attr("transform", `translate(${x},${y}) rotate(${turn})`);
}

function showHeader() {
  const h = data.host;
  document.getElementById("summary").textContent =
    `${h.cpu}, ${h.processors} processors${h.virtual ? " (virtual)" : ""} · ${h.kernel} · JDK ${h.jdk}` +
    ` · ${h.date.slice(0, 10)}${h.quick ? " · quick run: few and short samples" : ""}`;
  const warnings = [];
  if (h.noisy) {
    warnings.push(
      `Noisy: others used ${h.quick ? "on average" : "up to"} ${percent(h.foreignCpu * 100)} of the processors while this was measured.` +
        " Measure again on a quiet machine before you trust it.",
    );
  }
  const failed = data.transports.filter((t) => t.problem);
  if (failed.length > 0) {
    warnings.push(`Not measured, or not completely: ${failed.map((t) => t.name).join(", ")} (see below).`);
  }
  const noise = document.getElementById("noise");
  noise.hidden = warnings.length === 0;
  noise.textContent = warnings.join(" ");
  const facts = {
    Processor: `${h.cpu}, ${h.processors} in use${h.virtual ? ", virtual machine" : ""}`,
    System: h.kernel, JDK: h.jdk, "JVM flags": h.jvmFlags || "none", ipc4j: h.version,
    "System calls": h.systemCalls ? "counted with strace, in passes of their own" : "not counted: no strace",
    "Others' processor time": (h.quick ? "on average " : "at most ") + percent(h.foreignCpu * 100), Measured: h.date,
  };
  for (const [name, value] of Object.entries(facts)) {
    element("dt", name, document.getElementById("host"));
    element("dd", value, document.getElementById("host"));
  }
}

function showAdvice() {
  document.getElementById("needs").textContent = "For " + data.question.inWords + ".";
  let rank = 0;
  for (const advice of data.recommendation) {
    if (advice.fits) {
      const item = element("li", null, document.getElementById("fitting"));
      const title = element("h3", null, item);
      element("span", String(++rank), title, "rank");
      title.append(`${advice.transport}, wait=${advice.wait}`);
      const why = element("ul", null, item);
      advice.why.forEach((reason) => element("li", reason, why));
      element("pre", advice.configuration.join("\n"), item);
    } else {
      const item = element("li", null, document.getElementById("refused"));
      element("strong", advice.transport, item);
      item.append(": " + advice.whyNot.join("; "));
    }
  }
  if (rank === 0) {
    element("li", "None of the transports measured here does that.", document.getElementById("fitting"));
  }
  document.getElementById("unfit").hidden = rank === data.recommendation.length;
}

function showLegend() {
  const legend = document.getElementById("legend");
  for (const line of lines) {
    const button = element("button", null, legend);
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    const svg = d3.select(button).append("svg").attr("viewBox", "0 0 34 14").attr("aria-hidden", "true");
    const g = svg.append("g").attr("class", line.dashed ? "series dashed" : "series");
    g.style("color", line.colour);
    g.append("path").attr("class", "line").attr("d", "M0,7H34");
    mark(g, line, 70, 17, 7);
    element("span", line.name, button);
    button.addEventListener("click", () => {
      hidden.has(line.key) ? hidden.delete(line.key) : hidden.add(line.key);
      button.setAttribute("aria-pressed", String(!hidden.has(line.key)));
      showCharts();
    });
  }
}

// The results of one line in one chart, those without a fixed size, ascending.
function points(line, wait) {
  return data.results
    .filter((r) => r.transport === line.transport && r.pattern === line.pattern)
    .filter((r) => r.wait === wait && !r.fixedSize)
    .sort((a, b) => a.size - b.size);
}

function showCharts() {
  const charts = document.getElementById("charts");
  charts.replaceChildren();
  const waits = Object.keys(WAITS).filter((w) => data.results.some((r) => r.wait === w));
  for (const measure of MEASURES) {
    const all = data.results.filter((r) => !r.fixedSize).map(measure.value).filter((v) => v > 0);
    for (const wait of waits) {
      const figure = element("figure", null, charts);
      figure.id = `chart-${measure.id}-${wait}`;
      element("h3", `${measure.title}, ${WAITS[wait]}`, figure);
      chart(figure, measure, wait, d3.extent(all));
      element("figcaption", `Against message size; ${measure.better}.`, figure);
    }
  }
}

// Both charts of a row have the same axes, so that spin and block can be compared.
function chart(figure, measure, wait, [low, high]) {
  const width = Math.max(300, Math.round(figure.clientWidth || 560));
  const height = Math.round(Math.min(380, Math.max(260, width * 0.6)));
  const margin = { top: 14, right: 92, bottom: 40, left: 62 };
  const sizes = [...new Set(data.results.map((r) => r.size))].sort((a, b) => a - b);
  const x = d3.scaleLog(d3.extent(sizes), [margin.left + 8, width - margin.right]).base(2);
  const y = d3.scaleLog([low / 1.3, high * 1.3], [height - margin.bottom, margin.top]);
  const svg = d3.select(figure).append("svg")
    .attr("viewBox", `0 0 ${width} ${height}`)
    .attr("role", "img")
    .attr("aria-label", `${measure.title}, ${WAITS[wait]}, against message size. The table below has the figures.`);
  axes(svg, x, y, sizes, measure, { width, height, margin });
  const shown = lines
    .filter((line) => !hidden.has(line.key))
    .map((line) => ({ line, points: points(line, wait).filter((r) => measure.value(r) > 0) }))
    .filter((s) => s.points.length > 0);
  const places = labelPlaces(shown.map((s) => y(measure.value(s.points.at(-1)))), margin.top, height - margin.bottom);
  shown.forEach((s, i) => series(svg, s, measure, x, y, places[i], width - margin.right));
  tooltips(svg, shown, measure, x, y);
}

function axes(svg, x, y, sizes, measure, { width, height, margin }) {
  const ticks = measure.id === "bytes" ? powersOfTwo(y.domain()) : powersOfTen(y.domain());
  svg.append("g").attr("class", "grid").attr("transform", `translate(${margin.left},0)`)
    .call(d3.axisLeft(y).tickValues(ticks).tickSize(-(width - margin.left - margin.right)).tickFormat(""));
  svg.append("g").attr("class", "axis").attr("transform", `translate(${margin.left},0)`)
    .call(d3.axisLeft(y).tickValues(ticks).tickSize(0).tickPadding(8).tickFormat(measure.format))
    .call((g) => g.select(".domain").remove());
  svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - margin.bottom})`)
    .call(d3.axisBottom(x).tickValues(sizes).tickFormat(bytes).tickSizeOuter(0));
  svg.append("text").attr("class", "unit").attr("x", (margin.left + width - margin.right) / 2)
    .attr("y", height - 4).attr("text-anchor", "middle").text("message size");
}

function powersOfTen([low, high]) {
  const steps = high / low > 1000 ? [1] : [1, 2, 5];
  return d3.range(Math.floor(Math.log10(low)), Math.log10(high) + 1)
    .flatMap((e) => steps.map((s) => s * 10 ** e))
    .filter((t) => t >= low && t <= high);
}

function powersOfTwo([low, high]) {
  const step = Math.max(1, Math.ceil(Math.log2(high / low) / 7));
  return d3.range(Math.ceil(Math.log2(low) / step) * step, Math.log2(high), step).map((e) => 2 ** e);
}

// Labels at the ends of lines, moved apart where they would lie on each other.
function labelPlaces(wanted, top, bottom) {
  const step = 13;
  const order = d3.range(wanted.length).sort((a, b) => wanted[a] - wanted[b]);
  const places = wanted.slice();
  let last = -Infinity;
  for (const i of order) {
    places[i] = Math.max(wanted[i], last + step);
    last = places[i];
  }
  let limit = bottom;
  for (const i of order.reverse()) {
    places[i] = Math.min(places[i], limit);
    limit = places[i] - step;
  }
  return places.map((p) => Math.max(top - 4, p));
}

function series(svg, { line, points: own }, measure, x, y, labelAt, right) {
  const g = svg.append("g").attr("class", line.dashed ? "series dashed" : "series")
    .attr("data-key", line.key).style("color", line.colour);
  const path = d3.line((r) => x(r.size), (r) => y(measure.value(r)));
  g.append("path").attr("class", "line").attr("d", path(own));
  const last = own.at(-1);
  g.append("line").attr("class", "leader").attr("x1", x(last.size) + 6).attr("x2", right + 12)
    .attr("y1", y(measure.value(last))).attr("y2", labelAt);
  g.append("text").attr("class", "label").attr("x", right + 15).attr("y", labelAt).attr("dy", "0.35em").text(line.name);
  for (const r of own) {
    mark(g, line, 80, x(r.size), y(measure.value(r)))
      .attr("data-transport", r.transport).attr("data-pattern", r.pattern).attr("data-wait", r.wait)
      .attr("data-size", r.size).attr("data-value", measure.value(r));
  }
}

function tooltips(svg, shown, measure, x, y) {
  const tip = document.getElementById("tip");
  const marks = shown.flatMap((s) =>
    s.points.map((r) => ({ r, line: s.line, px: x(r.size), py: y(measure.value(r)) })));
  const clear = () => {
    tip.hidden = true;
    svg.classed("active", false).selectAll(".near").classed("near", false);
  };
  svg.on("pointerleave", clear).on("pointermove", (event) => {
    const [mx, my] = d3.pointer(event, svg.node());
    const near = d3.least(marks, (m) => Math.hypot(m.px - mx, m.py - my));
    if (!near || Math.hypot(near.px - mx, near.py - my) > 60) {
      clear();
      return;
    }
    svg.classed("active", true);
    svg.selectAll(".series").classed("near", function () { return this.dataset.key === near.line.key; });
    svg.selectAll(".point").classed("near", function () {
      return this.dataset.transport === near.r.transport && this.dataset.pattern === near.r.pattern &&
        Number(this.dataset.size) === near.r.size;
    });
    fillTip(tip, near);
    const room = document.documentElement.clientWidth;
    tip.style.left = Math.max(4, Math.min(event.clientX + 14, room - tip.offsetWidth - 8)) + "px";
    const below = event.clientY + 14 + tip.offsetHeight < window.innerHeight;
    tip.style.top = (below ? event.clientY + 14 : event.clientY - tip.offsetHeight - 10) + "px";
  });
}

function fillTip(tip, { r, line }) {
  tip.hidden = false;
  tip.replaceChildren();
  element("strong", `${line.name}, ${r.wait}, ${bytes(r.size)}`, tip);
  const table = element("table", null, tip);
  const rows = {
    "Round trip": nanos(r.roundTripNanos.p50),
    "p99 · p99.9": nanos(r.roundTripNanos.p99) + " · " + nanos(r.roundTripNanos.p999),
    "Samples' medians": r.range.p50.map(nanos).join(" to "),
    "One way": count(r.messagesPerSecond) + " messages/s",
    "": bytes(r.bytesPerSecond) + "/s",
    "Processor time": nanos(r.cpuSecondsPerMillion * 1000) + " a message",
    "In the kernel": percent(r.kernelShare * 100),
    Idle: percent(r.idleCpuPercent) + " of a processor",
  };
  for (const [name, value] of Object.entries(rows)) {
    const row = element("tr", null, table);
    element("td", name, row);
    element("td", value, row);
  }
}

const COLUMNS = [
  ["transport", (r) => r.transport + (r.betweenThreads ? " *" : "")],
  ["pattern", (r) => r.pattern + (r.fixedSize ? ", fixed size" : "")],
  ["wait", (r) => r.wait],
  ["size", (r) => bytes(r.size), "number"],
  ["round trip p50", (r) => nanos(r.roundTripNanos.p50), "number", (r) => r.range.p50.map(nanos)],
  ["p99", (r) => nanos(r.roundTripNanos.p99), "number", (r) => r.range.p99.map(nanos)],
  ["p99.9", (r) => nanos(r.roundTripNanos.p999), "number", (r) => r.range.p999.map(nanos)],
  ["messages/s", (r) => count(r.messagesPerSecond), "number", (r) => r.range.messagesPerSecond.map(count)],
  ["bytes/s", (r) => bytes(r.bytesPerSecond), "number"],
  ["CPU s per million", (r) => plain(r.cpuSecondsPerMillion), "number"],
  ["in the kernel", (r) => percent(r.kernelShare * 100), "number"],
  ["context switches a message", (r) => plain(r.contextSwitchesPerMessage), "number"],
  ["system calls a message", (r) => plain(r.syscallsPerMessage), "number"],
  ["CPU µs a round trip", (r) => plain(r.perRoundTrip.cpuMicros), "number"],
  ["switches a round trip", (r) => plain(r.perRoundTrip.contextSwitches), "number"],
  ["system calls a round trip", (r) => plain(r.perRoundTrip.syscalls), "number"],
  ["idle CPU", (r) => percent(r.idleCpuPercent), "number"],
  ["others' CPU", (r) => percent(r.foreignCpu * 100), "number"],
];

function showTables() {
  const table = document.getElementById("figures-table");
  const head = element("tr", null, element("thead", null, table));
  COLUMNS.forEach(([name, , cls]) => { element("th", name, head, cls).scope = "col"; });
  const body = element("tbody", null, table);
  let group = "";
  for (const r of data.results) {
    const own = r.transport + r.pattern + r.wait + r.fixedSize;
    const row = element("tr", null, body, own === group ? "" : "first");
    group = own;
    for (const [, text, cls, range] of COLUMNS) {
      const cell = element("td", text(r), row, cls);
      if (range && r.samples > 1) element("span", range(r).join(" to "), cell, "range");
    }
  }
  document.getElementById("figures-note").textContent =
    "Medians of samples, below them the lowest and the highest. Context switches, system calls and" +
    " processor time are those of both sides together. Idle CPU: a receiver that waits, with what helps it." +
    (data.results.some((r) => r.betweenThreads) ? " * Both sides are threads of one process." : "");
  const list = document.getElementById("transports-table");
  const names = element("tr", null, element("thead", null, list));
  ["transport", "carried by", "reaches", "sizes", "measured", "problem"].forEach((n) => {
    element("th", n, names).scope = "col";
  });
  const rows = element("tbody", null, list);
  for (const t of data.transports) {
    const row = element("tr", null, rows);
    [t.name, t.description, t.reach, t.sizes, t.how || "no", t.problem || "none"].forEach((text) => {
      element("td", text, row);
    });
  }
}

showHeader();
showAdvice();
showLegend();
showCharts();
showTables();
let drawn = document.documentElement.clientWidth;
window.addEventListener("resize", () => {
  if (document.documentElement.clientWidth !== drawn) {
    drawn = document.documentElement.clientWidth;
    showCharts();
  }
});
