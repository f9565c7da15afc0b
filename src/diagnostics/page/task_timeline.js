"use strict";
// TaskTimeline: a lane a worker, a rectangle a task. What is thinner than a pixel is summed up a column, so that an idle
// worker looks idle however many tasks there are.
class TaskTimeline extends ChartCanvas {
  static LEAST_WIDTH = 2.5;      // pixels that a block needs to be drawn as itself

  constructor(canvas, view, report, colorOf) {
    const workers = TaskTimeline.lanes(report);
    const laneHeight = Math.max(4, Math.min(30, Math.floor(640 / workers)));
    super(canvas, view, workers * laneHeight);
    this.report = report;
    this.colorOf = colorOf;
    this.laneHeight = laneHeight;
    this.highlighted = null;
    this.blocks = TaskTimeline.nested(report.timeline, workers);
  }

  static lanes(report) {
    const busy = report.timeline.worker.reduce((most, worker) => Math.max(most, worker + 1), 1);
    return report.runs.reduce((most, run) => Math.max(most, run.workers), busy);
  }

  // For each lane its blocks as {i, start, end, depth}; a task that ran inside another one's time is one deeper.
  static nested(timeline, workers) {
    const lanes = Array.from({ length: workers }, () => []);
    for (let i = 0; i < timeline.worker.length; ++i) {
      const start = timeline.start_ns[i];
      lanes[timeline.worker[i]].push({ i, start, end: start + timeline.duration_ns[i], depth: 0 });
    }
    for (const lane of lanes) {
      const around = [];
      for (const block of lane) {
        while (around.length > 0 && around.at(-1).end <= block.start) around.pop();
        block.depth = Math.min(around.length, 3);
        around.push(block);
      }
    }
    return lanes;
  }

  // [[group, tasks, busy_ns], …] of a block.
  parts(block) {
    const stored = this.report.timeline.parts[block.i];
    return typeof stored === "number" ? [[stored, 1, block.end - block.start]] : stored;
  }
  isOne(block) { return typeof this.report.timeline.parts[block.i] === "number"; }
  hasFailed(block) { return this.report.timeline.failed[block.i] + this.report.timeline.retried[block.i] > 0; }

  drawPlot(context) {
    this.bad = palette.theme("bad");
    this.blocks.forEach((lane, worker) => this.drawLane(context, lane, worker * this.laneHeight + 1, this.laneHeight - 2));
  }

  drawLane(context, lane, top, height) {
    context.fillStyle = palette.theme("track");
    context.fillRect(ChartCanvas.LEFT, top, this.plotWidth, height);
    const columns = new Map();
    for (const block of lane) {
      if (block.end < this.view.first || block.start > this.view.last) continue;
      const left = this.x(block.start);
      const right = this.x(block.end);
      if (right - left >= TaskTimeline.LEAST_WIDTH) this.drawBlock(context, block, left, right - left, top, height);
      else this.addToColumns(columns, block, left, right);
    }
    for (const [x, { shares, failed }] of columns) {
      this.drawStack(context, [...shares], x, 1, top, height);
      if (failed) this.drawFailed(context, x, 1, top, height);
    }
  }

  // Shares a thin block out among the pixels that it touches.
  addToColumns(columns, block, left, right) {
    const width = Math.max(right - left, 1e-9);
    const span = Math.max(1, block.end - block.start);
    for (let x = Math.floor(left); x <= Math.floor(right); ++x) {
      const covered = Math.max(0, Math.min(right, x + 1) - Math.max(left, x), width < 1e-6 ? width : 0);
      if (!columns.has(x)) columns.set(x, { shares: new Map(), failed: false });
      const column = columns.get(x);
      column.failed ||= this.hasFailed(block);
      for (const [group, , busy] of this.parts(block)) {
        column.shares.set(group, (column.shares.get(group) ?? 0) + covered * Math.min(1, busy / span));
      }
    }
  }

  drawBlock(context, block, left, width, top, height) {
    const inset = Math.round((block.depth * height) / 5);
    const gap = width > 4 ? 1 : 0;
    const span = Math.max(1, block.end - block.start);
    const shares = this.parts(block).map(([group, , busy]) => [group, busy / span]);
    this.drawStack(context, shares, left, width - gap, top + inset, height - inset);
    if (this.hasFailed(block)) this.drawFailed(context, left, width - gap, top + inset, height - inset);
    if (this.isOne(block)) this.drawName(context, shares[0][0], left, width - gap, top + inset, height - inset);
  }

  // Groups one above the other from the bottom, each as high as its share of the time.
  drawStack(context, shares, left, width, top, height) {
    const sum = shares.reduce((all, [, share]) => all + share, 0);
    let bottom = top + height;
    for (const [group, share] of shares.sort(([a], [b]) => a - b)) {
      const part = Math.max((share / Math.max(1, sum)) * height, sum > 0 ? 0.5 : 0);
      context.globalAlpha = this.highlighted === null || this.highlighted === group ? 1 : 0.14;
      context.fillStyle = this.colorOf(group);
      context.fillRect(left, bottom - part, width, part);
      bottom -= part;
    }
    context.globalAlpha = 1;
  }

  drawFailed(context, left, width, top, height) {
    context.fillStyle = this.bad;
    context.fillRect(left, top, Math.max(width, 2), Math.max(3, height / 4));
    if (width < 3) return;
    context.strokeStyle = this.bad;
    context.lineWidth = 1.5;
    context.strokeRect(left + 0.75, top + 0.75, width - 1.5, height - 1.5);
    context.lineWidth = 1;
  }

  drawName(context, group, left, width, top, height) {
    if (height < 14 || width < 36 || (this.highlighted !== null && this.highlighted !== group)) return;
    const visibleLeft = Math.max(left, ChartCanvas.LEFT);
    const room = Math.min(left + width, ChartCanvas.LEFT + this.plotWidth) - visibleLeft - 8;
    const name = this.report.groups[group]?.name ?? "";
    if (room < 10 || context.measureText(name).width > room) return;
    context.fillStyle = palette.inkOn(this.colorOf(group));
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(name, visibleLeft + 4, top + height / 2 + 0.5);
  }

  drawLabels(context) {
    const every = Math.ceil(13 / this.laneHeight);
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillStyle = palette.theme("quiet");
    this.blocks.forEach((lane, worker) => {
      if (worker % every > 0) return;
      const name = this.laneHeight >= 13 ? `worker ${worker}` : String(worker);
      context.fillText(name, ChartCanvas.LEFT - 10, (worker + 0.5) * this.laneHeight + 0.5);
    });
  }

  // The blocks under a pointer, innermost first; those of a whole pixel where they are thinner than that.
  blocksAt(x, y) {
    const lane = this.blocks[Math.floor(y / this.laneHeight)];
    if (!lane || x < ChartCanvas.LEFT || x > ChartCanvas.LEFT + this.plotWidth) return [];
    const at = this.time(x);
    const near = (pixels) => {
      const reach = (this.view.span / this.plotWidth) * pixels;
      return lane.filter((block) => block.end >= at - reach && block.start <= at + reach);
    };
    const found = near(0.5).length > 0 ? near(0.5) : near(3).slice(0, 1);
    const deepest = Math.max(...found.map((block) => block.depth));
    return found.filter((block) => block.depth === deepest);
  }
}
