"use strict";
// The task graphs that Graphviz drew, in the colours of the timeline.
const graphView = (() => {
  function draw(container, graph, report, colorOf, failedKeys) {
    container.replaceChildren();
    parts.get("graph-note").textContent = graph.note;
    if (graph.svg === "") return;
    const svg = new DOMParser().parseFromString(graph.svg, "image/svg+xml").documentElement;
    svg.querySelector("title")?.remove();
    for (const node of svg.querySelectorAll("g.node")) {
      const title = node.querySelector("title");
      const text = graph.titles[Number(title.textContent.slice(1))] ?? "";
      title.textContent = text;
      const group = Number(/group_(\d+)/.exec(node.getAttribute("class"))?.[1] ?? -1);
      for (const shape of node.querySelectorAll("path, polygon")) {
        shape.setAttribute("fill", colorOf(group));
        shape.setAttribute("stroke", colorOf(group));
      }
      if (failedKeys.has(text.split("\n")[0])) node.classList.add("failed");
    }
    for (const title of svg.querySelectorAll("g.edge > title")) title.remove();
    container.append(document.adoptNode(svg));
    fit(svg, container);
    container.scrollLeft = (container.scrollWidth - container.clientWidth) / 2;  // where the last task is
  }

  // Shrinks a wide picture to the page, but not until it can't be read.
  function fit(svg, container) {
    const width = svg.getBoundingClientRect().width;
    const room = container.clientWidth - 28;
    if (width <= room) return;
    svg.setAttribute("width", Math.max(room, width * 0.55));
    svg.removeAttribute("height");
  }

  function show(report, colorOf) {
    const container = parts.get("graph");
    const select = parts.get("graph-run");
    const drawn = report.runs.map((run, number) => ({ run, number })).filter(({ run }) => run.graph);
    parts.get("graph-section").hidden = drawn.length === 0;
    if (drawn.length === 0) return;
    for (const { run, number } of drawn) {
      select.append(parts.element("option", { value: number }, `run ${number + 1} (${format.counted(run.tasks, "task")})`));
    }
    const drawChosen = () => {
      const number = Number(select.value);
      const failed = report.failures.filter((failure) => failure.run === number).map((failure) => failure.key);
      draw(container, report.runs[number].graph, report, colorOf, new Set(failed));
    };
    select.hidden = drawn.length < 2;
    select.value = (drawn.find(({ run }) => run.outcome === "failed") ?? drawn[0]).number;
    select.addEventListener("change", drawChosen);
    drawChosen();
  }

  return { show };
})();
