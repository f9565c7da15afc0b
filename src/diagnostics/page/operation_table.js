"use strict";
// The time of each operation: a table with bars.
const operationTable = (() => {
  const MOST_ROWS = 100;

  function bar(share, largest, color) {
    const fill = parts.element("div", { class: "bar-fill" });
    fill.style.width = `${(100 * share) / largest}%`;
    fill.style.background = color;
    return parts.element("div", { class: "bar-track" }, fill);
  }

  function row(group, total, largest, color) {
    const name = parts.element("span", { title: group.name }, parts.swatch(color), group.name);
    const share = total > 0 ? group.total_ns / total : 0;
    return [
      name, bar(group.total_ns, largest, color), format.percent(share), format.duration(group.total_ns), format.count(group.count),
      format.duration(group.total_ns / group.count), format.duration(group.longest_ns), format.bytes(group.size_bytes),
      group.failed > 0 ? parts.element("span", { class: "bad-text" }, format.count(group.failed)) : "–",
    ];
  }

  function show(container, groups, colorOf) {
    const used = groups.map((group, number) => ({ group, number })).filter(({ group }) => group.count > 0);
    used.sort((a, b) => b.group.total_ns - a.group.total_ns);
    if (used.length === 0) {
      container.replaceChildren(parts.element("p", { class: "note" }, "No task ran."));
      return;
    }
    const total = used.reduce((sum, { group }) => sum + group.total_ns, 0);
    const largest = Math.max(1, used[0].group.total_ns);
    const columns = [
      { title: "Operation", text: true, className: "name" }, { title: "", className: "bar" }, { title: "Share" }, { title: "Total" },
      { title: "Tasks" }, { title: "Mean" }, { title: "Longest" }, { title: "Results" }, { title: "Failed" },
    ];
    const rows = used.slice(0, MOST_ROWS).map(({ group, number }) => row(group, total, largest, colorOf(number)));
    container.replaceChildren(parts.table(columns, rows));
    if (used.length > MOST_ROWS) {
      const rest = used.slice(MOST_ROWS).reduce((sum, { group }) => sum + group.total_ns, 0);
      container.after(parts.element("p", { class: "note" },
        `${format.counted(used.length - MOST_ROWS, "more operation")} took ${format.duration(rest)} together.`));
    }
  }

  return { show };
})();
