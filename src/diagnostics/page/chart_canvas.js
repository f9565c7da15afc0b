"use strict";
// ChartCanvas: a canvas with a plot between margins, sharp on every screen, whose horizontal axis is a TimeView.
class ChartCanvas {
  static LEFT = 84;
  static RIGHT = 28;
  static AXIS = 22;
  static FONT = '11.5px system-ui, "Liberation Sans", sans-serif';

  constructor(canvas, view, plotHeight) {
    this.canvas = canvas;
    this.view = view;
    this.plotHeight = plotHeight;
    this.draw = this.draw.bind(this);
    view.onChange(this.draw);
  }

  get plotWidth() { return Math.max(10, this.canvas.clientWidth - ChartCanvas.LEFT - ChartCanvas.RIGHT); }
  x(ns) { return ChartCanvas.LEFT + ((ns - this.view.first) / this.view.span) * this.plotWidth; }
  time(x) { return this.view.first + ((x - ChartCanvas.LEFT) / this.plotWidth) * this.view.span; }

  draw() {
    const scale = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    const height = this.plotHeight + ChartCanvas.AXIS;
    this.canvas.style.height = `${height}px`;
    this.canvas.width = Math.round(width * scale);
    this.canvas.height = Math.round(height * scale);
    const context = this.canvas.getContext("2d");
    context.scale(scale, scale);
    context.font = ChartCanvas.FONT;
    this.drawTimeAxis(context);
    context.save();
    context.beginPath();
    context.rect(ChartCanvas.LEFT, 0, this.plotWidth, this.plotHeight);
    context.clip();
    this.drawPlot(context);
    context.restore();
    this.drawLabels(context);
  }

  drawTimeAxis(context) {
    const { step, ticks } = this.view.ticks(this.plotWidth);
    const largest = Math.max(Math.abs(this.view.first), Math.abs(this.view.last));
    context.textBaseline = "top";
    context.textAlign = "center";
    for (const tick of ticks) {
      const x = Math.round(this.x(tick)) + 0.5;
      context.strokeStyle = palette.theme("grid");
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, this.plotHeight + 4);
      context.stroke();
      context.fillStyle = palette.theme("quiet");
      context.fillText(format.moment(tick, step, largest), x, this.plotHeight + 6);
    }
  }
}
