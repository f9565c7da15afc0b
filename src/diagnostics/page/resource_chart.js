"use strict";
// ResourceChart: one or two quantities over time as steps: a sample holds for the time since the one before.
class ResourceChart extends ChartCanvas {
  // Series are {name, values, color, fill}. The axis has {unit (prints a value), steps, reaches (at least)}.
  constructor(canvas, view, times, series, { unit, steps, reaches }) {
    super(canvas, view, 92);
    this.times = times;
    this.series = series;
    this.unit = unit;
    const largest = series.reduce((most, { values }) => values.reduce((a, b) => Math.max(a, b), most), reaches);
    this.step = ResourceChart.roundStep(largest, steps);
    this.top = this.step * Math.max(1, Math.ceil(largest / this.step));
  }

  // The smallest of the sizes, times a power of their base, of which three reach the largest value.
  static roundStep(largest, { base, sizes }) {
    let power = 1;
    for (;;) {
      const step = sizes.map((size) => size * power).find((size) => largest <= size * 3);
      if (step !== undefined) return step;
      power *= base;
    }
  }

  y(value) { return 4 + (1 - value / this.top) * (this.plotHeight - 4); }

  drawPlot(context) {
    this.drawGrid(context);
    for (const { values, color, fill } of this.series) {
      const colorNow = color();
      if (this.times.length === 0) continue;
      context.beginPath();
      context.moveTo(this.x(this.times[0]), this.y(values[0]));
      for (let i = 1; i < values.length; ++i) {
        context.lineTo(this.x(this.times[i - 1]), this.y(values[i]));
        context.lineTo(this.x(this.times[i]), this.y(values[i]));
      }
      context.strokeStyle = colorNow;
      context.lineWidth = 1.5;
      context.stroke();
      context.lineWidth = 1;
      if (!fill) continue;
      context.lineTo(this.x(this.times.at(-1)), this.y(0));
      context.lineTo(this.x(this.times[0]), this.y(0));
      context.globalAlpha = 0.14;
      context.fillStyle = colorNow;
      context.fill();
      context.globalAlpha = 1;
    }
  }

  get lines() { return Array.from({ length: Math.round(this.top / this.step) + 1 }, (_, i) => i * this.step); }

  drawGrid(context) {
    for (const value of this.lines) {
      const y = Math.round(this.y(value)) - 0.5;
      context.strokeStyle = palette.theme(value === 0 ? "line" : "grid");
      context.beginPath();
      context.moveTo(ChartCanvas.LEFT, y);
      context.lineTo(ChartCanvas.LEFT + this.plotWidth, y);
      context.stroke();
    }
  }

  drawLabels(context) {
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.fillStyle = palette.theme("quiet");
    for (const value of this.lines) context.fillText(this.unit(value).replace(/\.0+ /, " "), ChartCanvas.LEFT - 10, Math.max(6, this.y(value)));
  }

  // [[name, printed value], …] of the sample that holds at a moment.
  valuesAt(ns) {
    const after = this.times.findIndex((time) => time >= ns);
    if (after < 0 || ns < this.times[0]) return [];
    return this.series.map(({ name, values }) => [name, this.unit(values[after])]);
  }
}
