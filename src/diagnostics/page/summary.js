"use strict";
// The parts of the page that are numbers and words.
const summary = (() => {
  // Nanoseconds in which at least one run went on.
  function busyTime(runs) {
    let [total, until] = [0, -Infinity];
    for (const run of [...runs].sort((a, b) => a.start_ns - b.start_ns)) {
      total += Math.max(0, run.end_ns - Math.max(run.start_ns, until));
      until = Math.max(until, run.end_ns);
    }
    return total;
  }

  const sum = (runs, name) => runs.reduce((total, run) => total + run[name], 0);
  const largest = (values) => values.reduce((most, value) => Math.max(most, value), 0);

  function tile(name, value, detail, isBad = false) {
    const child = (part, text) => parts.element("div", { class: `tile-${part}` }, text);
    return parts.element("div", { class: isBad ? "tile bad" : "tile" }, child("name", name), child("value", value), child("detail", detail));
  }

  // Of the samples while runs went on, weighed by the time that each stands for.
  function meanCpu({ time_ns, cpu_percent }, runs) {
    let [used, time] = [0, 0];
    for (let i = 1; i < time_ns.length; ++i) {
      if (!runs.some((run) => run.end_ns > time_ns[i - 1] && run.start_ns < time_ns[i])) continue;
      used += cpu_percent[i] * (time_ns[i] - time_ns[i - 1]);
      time += time_ns[i] - time_ns[i - 1];
    }
    return time > 0 ? used / time : null;
  }

  // A profile's tasks are one run, whose number of the user's is not known.
  function runsInWords({ runs, run_count }) {
    if (runs.length > run_count) return "from the first task to the last";
    return run_count === 1 ? "one run" : format.counted(run_count, "run");
  }

  function showTiles(report) {
    const { runs, resources, kept, host } = report;
    const busy = busyTime(runs);
    const threads = largest(runs.map((run) => run.workers));
    const failed = sum(runs, "failed");
    const cpu = meanCpu(resources, runs);
    const retried = sum(runs, "retried");
    const unfinished = sum(runs, "tasks") - sum(runs, "finished");
    const tasks = sum(runs, "finished");
    const taskDetail = () => {
      const rate = busy > 0 ? format.rate(tasks / (busy / 1e9)) : "";
      const details = [unfinished > 0 ? `of ${format.count(unfinished + tasks)}` : rate];
      if (retried > 0) details.push(`${format.counted(retried, "attempt")} retried`);
      return details.join(", ");
    };
    const tiles = [];
    if (report.failure_count > 0) tiles.push(tile("Failures", format.count(report.failure_count), failed === 1 ? "task failed" : "tasks failed", true));
    if (runs.length > 0 || resources.time_ns.length + kept.time_ns.length === 0) tiles.push(
      tile("Run time", format.duration(busy), runsInWords(report)),
      tile("Tasks", format.count(tasks), taskDetail()),
      tile("Compute time", format.duration(sum(runs, "compute_ns")), "in tasks, over all workers"),
      tile("Busy workers", busy > 0 ? (sum(runs, "compute_ns") / busy).toFixed(2) : "–", `of ${threads}, on average`),
      tile("Results", format.bytes(sum(runs, "size_bytes")), "produced by tasks"));
    if (resources.time_ns.length > 0) tiles.push(tile("Peak memory", format.bytes(largest(resources.resident_bytes)), `of ${format.bytes(host.memory_bytes)}`));
    if (cpu !== null) tiles.push(tile("CPU", `${Math.round(cpu)}%`, `of ${host.cores * 100}%, during runs`));
    parts.get("summary").replaceChildren(...tiles);
  }

  function showFailures(report) {
    const { failures, runs } = report;
    const broken = runs.filter((run) => run.error !== "");
    parts.get("failures-section").hidden = failures.length + broken.length === 0;
    const facts = (text) => parts.element("div", { class: "failure-facts" }, text);
    const cards = failures.map((failure) => {
      const error = runs[failure.run]?.error ?? "";
      const when = `run ${failure.run + 1} · worker ${failure.worker} · began at ${format.duration(failure.start_ns)}, ` +
        `failed ${format.duration(failure.end_ns - failure.start_ns)} later`;
      return parts.element("div", { class: "failure" }, parts.element("strong", {}, failure.key), facts(failure.operation),
        parts.element("pre", {}, error), facts(when));
    });
    const explained = new Set(failures.map((failure) => failure.run));
    runs.forEach((run, number) => {
      if (run.error === "" || explained.has(number)) return;
      cards.push(parts.element("div", { class: "failure" }, parts.element("strong", {}, `run ${number + 1} ${run.outcome}`),
        parts.element("pre", {}, run.error)));
    });
    if (report.failure_count > failures.length) cards.push(facts(`The first ${failures.length} of ${format.count(report.failure_count)}.`));
    parts.get("failures").replaceChildren(...cards);
  }

  function showRuns(report, view) {
    const MOST_ROWS = 200;
    parts.get("runs-section").hidden = report.run_count < 2;
    if (report.run_count < 2) return;
    const columns = [
      { title: "Run" }, { title: "Scheduler", text: true }, { title: "Workers" }, { title: "Tasks" }, { title: "Began at" }, { title: "Took" },
      { title: "Compute time" }, { title: "Outcome", text: true }, { title: "" },
    ];
    const rows = report.runs.slice(0, MOST_ROWS).map((run, number) => {
      const button = parts.element("button", { type: "button" }, "Show");
      const margin = (run.end_ns - run.start_ns) * 0.03;
      button.addEventListener("click", () => {
        view.show(run.start_ns - margin, run.end_ns + margin);
        parts.get("timeline-section").scrollIntoView({ behavior: "smooth" });
      });
      return [String(number + 1), run.scheduler, String(run.workers), format.count(run.tasks), format.duration(run.start_ns),
        format.duration(run.end_ns - run.start_ns), format.duration(run.compute_ns),
        parts.element("span", run.outcome === "failed" ? { class: "bad-text" } : {}, run.outcome), button];
    });
    parts.get("runs").replaceChildren(parts.table(columns, rows));
    if (report.run_count > rows.length) {
      parts.get("runs").after(parts.element("p", { class: "note" }, `The first ${rows.length} of ${format.count(report.run_count)} runs.`));
    }
  }

  function showAbout(report) {
    const { host, runs } = report;
    const schedulers = [...new Set(runs.map((run) => [run.scheduler, format.counted(run.workers, "worker")].filter((text) => text !== "").join(", ")))];
    const facts = [
      ["Scheduler", schedulers.slice(0, 8).join("; ")], ["Tusk", host.tusk], ["Arrow", host.arrow], ["Versions", host.versions.join(", ")], ["Compiler", host.compiler], ["System", host.operating_system],
      ["Processor", host.processor === "" ? "" : `${host.processor}, ${format.counted(host.cores, "core")}`], ["Memory", format.bytes(host.memory_bytes)],
      ["Watched for", format.duration(report.duration_ns)],
    ].filter(([, value]) => value !== "");
    parts.get("about").replaceChildren(...facts.flatMap(([name, value]) => [parts.element("dt", {}, name), parts.element("dd", {}, value)]));
  }

  function show(report, view) {
    document.title = report.title;
    parts.get("title").textContent = report.title;
    parts.get("subtitle").textContent = `${report.date} · Tusk ${report.host.tusk}`;
    showTiles(report);
    showFailures(report);
    showRuns(report, view);
    showAbout(report);
  }

  return { show };
})();
