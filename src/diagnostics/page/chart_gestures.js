"use strict";
// Mouse, touch and keys on a stack of aligned charts: zoom, move, and what lies under the pointer.
class ChartGestures {
  static LEAST_DRAG = 5;      // pixels; less is a click

  // `describe(chart, x, y, ns)` gives the tooltip's contents, or null.
  constructor(stack, charts, view, describe) {
    Object.assign(this, { stack, charts, view, describe, drag: null });
    [this.selection, this.crosshair, this.tooltip] = ["selection", "crosshair", "tooltip"].map(parts.get);
    for (const chart of charts) {
      chart.canvas.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
      chart.canvas.addEventListener("pointerdown", (event) => this.onDown(event));
      chart.canvas.addEventListener("pointermove", (event) => this.onMove(event, chart));
      chart.canvas.addEventListener("pointerup", (event) => this.onUp(event));
      chart.canvas.addEventListener("pointercancel", () => this.endDrag());
      chart.canvas.addEventListener("pointerleave", () => this.hide());
      chart.canvas.addEventListener("dblclick", () => view.reset());
    }
    stack.addEventListener("keydown", (event) => this.onKey(event));
    view.onChange(() => this.hide());
  }

  x(event) { return event.clientX - this.stack.getBoundingClientRect().left - this.stack.clientLeft; }
  time(x) { return this.charts[0].time(x); }

  // At full view, zooming out is left to the page, which scrolls on.
  onWheel(event) {
    if (event.ctrlKey || (this.view.isAll && event.deltaY > 0 && event.deltaX === 0)) return;
    event.preventDefault();
    const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) this.view.move((sideways / 600) * this.view.span);
    else this.view.zoom(1.0015 ** Math.max(-300, Math.min(300, event.deltaY)), this.time(this.x(event)));
  }

  onDown(event) {
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.target.setPointerCapture(event.pointerId);
    this.drag = { from: this.x(event), moves: event.shiftKey, first: this.view.first };
  }

  onMove(event, chart) {
    const x = this.x(event);
    if (this.drag === null) this.hover(chart, x, event);
    else if (this.drag.moves) this.moveTo(x);
    else this.select(this.drag.from, x);
  }

  moveTo(x) {
    const pixelNs = this.view.span / this.charts[0].plotWidth;
    const first = this.drag.first + (this.drag.from - x) * pixelNs;
    this.view.show(first, first + this.view.span);
  }

  select(from, to) {
    this.hide();
    const [left, right] = [Math.min(from, to), Math.max(from, to)];
    this.selection.hidden = right - left < ChartGestures.LEAST_DRAG;
    Object.assign(this.selection.style, { left: `${left}px`, width: `${right - left}px`, top: "0", bottom: "0" });
  }

  onUp(event) {
    if (this.drag === null) return;
    const { from, moves } = this.drag;
    const to = this.x(event);
    this.endDrag();
    if (moves || Math.abs(to - from) < ChartGestures.LEAST_DRAG) return;
    this.view.show(...[this.time(from), this.time(to)].sort((a, b) => a - b));
  }

  endDrag() {
    this.drag = null;
    this.selection.hidden = true;
  }

  hover(chart, x, event) {
    const bounds = chart.canvas.getBoundingClientRect();
    const contents = this.describe(chart, x, event.clientY - bounds.top, this.time(x));
    const isInside = x >= ChartCanvas.LEFT && x <= ChartCanvas.LEFT + chart.plotWidth;
    this.crosshair.hidden = !isInside;
    Object.assign(this.crosshair.style, { left: `${x}px`, top: "0", bottom: "0" });
    this.tooltip.hidden = contents === null;
    if (contents === null) return;
    this.tooltip.replaceChildren(...contents);
    const y = event.clientY - this.stack.getBoundingClientRect().top;
    const left = x + 16 + this.tooltip.offsetWidth > this.stack.clientWidth ? x - 16 - this.tooltip.offsetWidth : x + 16;
    const isLow = event.clientY + 14 + this.tooltip.offsetHeight > window.innerHeight;
    const top = isLow ? y - 14 - this.tooltip.offsetHeight : y + 14;
    Object.assign(this.tooltip.style, { left: `${Math.max(4, left)}px`, top: `${top}px` });
  }

  hide() {
    this.tooltip.hidden = true;
    this.crosshair.hidden = true;
  }

  onKey(event) {
    const { view } = this;
    const actions = {
      "+": () => view.zoom(0.6), "=": () => view.zoom(0.6), "-": () => view.zoom(1 / 0.6), "0": () => view.reset(), Escape: () => view.reset(),
      ArrowLeft: () => view.move(-view.span / 6), ArrowRight: () => view.move(view.span / 6),
    };
    if (!(event.key in actions) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    actions[event.key]();
  }
}
