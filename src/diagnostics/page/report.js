"use strict";
// Puts the report's data into the page.
(() => {
  const report = JSON.parse(parts.get("report-data").textContent);
  if (!report.runs) {
    parts.get("title").textContent = "This page has no data";
    return;
  }

  const colorOf = palette.colorsOf(report.groups);
  const view = new TimeView(...runSpan(report));
  const tasks = new TaskTimeline(parts.get("task-chart"), view, report, colorOf);
  const { resources } = report;
  const cpu = new ResourceChart(parts.get("cpu-chart"), view, resources.time_ns,
    [{ name: "CPU", values: resources.cpu_percent, color: () => palette.theme("accent"), fill: true }],
    { unit: (value) => `${Math.round(value)}%`, steps: { base: 10, sizes: [10, 20, 50] }, reaches: usableCpu() });
  const memory = new ResourceChart(parts.get("memory-chart"), view, resources.time_ns, [
    { name: "resident", values: resources.resident_bytes, color: () => "#4b9d74", fill: true },
    { name: "in Tusk's buffers", values: resources.accounted_bytes, color: () => "#dd8a2e", fill: false },
  ], { ...bytesAxis(), reaches: 0 });
  const { kept } = report;
  const costs = new ResourceChart(parts.get("kept-chart"), view, kept.time_ns,
    [{ name: kept.metric_name, values: kept.total, color: () => palette.theme("accent"), fill: true }],
    { ...(kept.metric_name === "size in bytes" ? bytesAxis() : { unit: format.count, steps: { base: 10, sizes: [1, 2, 5] } }), reaches: 0 });
  const charts = [tasks, cpu, memory, costs].filter((chart) => chart === tasks ? hasTasks() : chart.times.length > 0);
  for (const chart of charts) chart.canvas.parentElement.hidden = false;
  tasks.canvas.parentElement.hidden = !charts.includes(tasks);

  summary.show(report, view);
  showLegend();
  showNotes();
  parts.get("operations-section").hidden = !hasTasks();
  if (!hasTasks()) parts.get("timeline-title").textContent = "Over time";
  operationTable.show(parts.get("operations"), report.groups, colorOf);
  graphView.show(report, colorOf);
  new ChartGestures(parts.get("charts"), charts, view, describe);
  parts.get("zoom-in").addEventListener("click", () => view.zoom(0.5));
  parts.get("zoom-out").addEventListener("click", () => view.zoom(2));
  parts.get("zoom-reset").addEventListener("click", () => view.reset());
  const drawAll = () => charts.forEach((chart) => chart.draw());
  new ResizeObserver(drawAll).observe(parts.get("charts"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  drawAll();
  document.body.dataset.drawn = "yes";

  // A report shows its workers even if nothing ran; a profile has tasks, or something else to show.
  function hasTasks() { return report.runs.length > 0 || resources.time_ns.length + kept.time_ns.length === 0; }

  function bytesAxis() { return { unit: format.bytes, steps: { base: 1024, sizes: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] } }; }

  // From the first run's beginning to the last one's end.
  function runSpan({ runs, duration_ns }) {
    if (runs.length === 0) return [0, duration_ns];
    return runs.reduce(([first, last], run) => [Math.min(first, run.start_ns), Math.max(last, run.end_ns)], [Infinity, -Infinity]);
  }

  // What the workers could use at the most, in percent of a core.
  function usableCpu() {
    return 100 * Math.min(report.host.cores, report.runs.reduce((most, run) => Math.max(most, run.workers), 1));
  }

  function showLegend() {
    const MOST_SHOWN = 14;
    const shown = report.groups.map((group, number) => ({ ...group, number })).filter((group) => group.count > 0)
      .sort((a, b) => b.total_ns - a.total_ns);
    const entries = shown.slice(0, MOST_SHOWN).map((group) => {
      const time = parts.element("span", { class: "legend-time" }, format.duration(group.total_ns));
      const button = parts.element("button", { type: "button", "aria-pressed": "false", title: "Show only these" },
        parts.swatch(colorOf(group.number)), group.name, time);
      button.addEventListener("click", () => highlight(button, group.number));
      return parts.element("li", {}, button);
    });
    if (shown.length > MOST_SHOWN) entries.push(parts.element("li", { class: "note" }, `and ${format.count(shown.length - MOST_SHOWN)} more`));
    parts.get("legend").replaceChildren(...entries);
  }

  function highlight(button, group) {
    const isOn = button.getAttribute("aria-pressed") === "true";
    for (const other of parts.get("legend").querySelectorAll("button")) other.setAttribute("aria-pressed", "false");
    button.setAttribute("aria-pressed", String(!isOn));
    tasks.highlighted = isOn ? null : group;
    tasks.draw();
  }

  function showNotes() {
    const { timeline, host } = report;
    const notes = [];
    if (timeline.window_ns > 0) {
      const attempts = report.groups.reduce((sum, group) => sum + group.count, 0);
      notes.push(`${format.count(attempts)} tasks are drawn as ${format.count(timeline.worker.length)} blocks: neighbours on a worker that lie within ` +
        `${format.duration(timeline.window_ns)} are one block, as high as its share of time in tasks. Sums and tables count every task.`);
    }
    if (timeline.texts_left_out > 0) notes.push(`Names of ${format.count(timeline.texts_left_out)} tasks were left out to keep the page small.`);
    parts.get("timeline-note").textContent = notes.join(" ");
    parts.get("cpu-note").textContent = `100% is one core; ${format.counted(host.cores, "core")} here`;
    parts.get("kept-note").textContent = `${kept.metric_name}, together`;
    parts.get("memory-note").replaceChildren(key("#4b9d74", "of the process"), key("#dd8a2e", "in Tusk's buffers"));
  }

  function key(color, text) {
    const made = parts.element("span", {}, parts.swatch(color), ` ${text}`);
    made.style.marginLeft = "10px";
    return made;
  }

  function describe(chart, x, y, ns) {
    if (chart !== tasks) {
      const values = chart.valuesAt(ns);
      return values.length === 0 ? null : [facts([["time", format.duration(ns)], ...values])];
    }
    const blocks = tasks.blocksAt(x, y);
    if (blocks.length === 0) return null;
    return blocks.length === 1 && tasks.isOne(blocks[0]) ? describeTask(blocks[0]) : describeMany(blocks);
  }

  function heading(group, text) {
    return parts.element("div", { class: "tip-title" }, parts.swatch(colorOf(group)), text);
  }

  function facts(rows) {
    return parts.element("table", {}, ...rows.map(([name, value]) =>
      parts.element("tr", {}, parts.element("td", {}, name), parts.element("td", {}, value))));
  }

  const groupName = (group) => report.groups[group]?.name ?? "others";

  function describeTask({ i, start, end }) {
    const { timeline } = report;
    const group = timeline.parts[i];
    const text = (column) => timeline.texts[timeline[column][i]] ?? "";
    const outcome = timeline.failed[i] > 0 ? "failed" : timeline.retried[i] > 0 ? "failed, then tried again" : "";
    const rows = [["took", format.duration(end - start)], ["began at", format.duration(start)], ["result", format.bytes(timeline.size_bytes[i])],
      ["worker", String(timeline.worker[i])]];
    if (report.runs.length > 1) rows.push(["run", String(timeline.run[i] + 1)]);
    if (outcome !== "") rows.unshift(["outcome", parts.element("span", { class: "bad-text" }, outcome)]);
    return [heading(group, groupName(group)), parts.element("div", { class: "tip-key" }, text("key")),
      parts.element("div", { class: "tip-key" }, text("operation")), facts(rows)];
  }

  function describeMany(blocks) {
    const { timeline } = report;
    const groups = new Map();
    for (const block of blocks) {
      for (const [group, count, busy] of tasks.parts(block)) {
        const sum = groups.get(group) ?? [0, 0];
        groups.set(group, [sum[0] + count, sum[1] + busy]);
      }
    }
    const sorted = [...groups].sort(([, [, a]], [, [, b]]) => b - a);
    const count = sorted.reduce((all, [, [tasks]]) => all + tasks, 0);
    const first = Math.min(...blocks.map(({ start }) => start));
    const last = Math.max(...blocks.map(({ end }) => end));
    const failed = blocks.reduce((all, { i }) => all + timeline.failed[i] + timeline.retried[i], 0);
    const rows = sorted.slice(0, 6).map(([group, [tasks, busy]]) => [groupName(group), `${format.count(tasks)} in ${format.duration(busy)}`]);
    if (failed > 0) rows.unshift(["failed attempts", parts.element("span", { class: "bad-text" }, format.count(failed))]);
    rows.push(["began at", format.duration(first)], ["worker", String(timeline.worker[blocks[0].i])]);
    return [heading(sorted[0][0], `${format.counted(count, "task")} in ${format.duration(last - first)}`), facts(rows)];
  }
})();
