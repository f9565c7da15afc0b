"use strict";
// TimeView: the stretch of time that charts show, in nanoseconds. Charts that share one stay aligned.
class TimeView {
  static SHORTEST_NS = 50;

  constructor(firstNs, lastNs) {
    const margin = Math.max(1, (lastNs - firstNs) * 0.01);
    this.all = [firstNs - margin, lastNs + margin];
    [this.first, this.last] = this.all;
    this.listeners = [];
  }

  onChange(listener) { this.listeners.push(listener); }
  get span() { return this.last - this.first; }
  get isAll() { return this.first <= this.all[0] && this.last >= this.all[1]; }

  show(first, last) {
    const span = Math.min(Math.max(last - first, TimeView.SHORTEST_NS), this.all[1] - this.all[0]);
    const middle = (first + last) / 2;
    this.first = Math.min(Math.max(middle - span / 2, this.all[0]), this.all[1] - span);
    this.last = this.first + span;
    for (const listener of this.listeners) listener();
  }

  reset() { this.show(...this.all); }
  move(ns) { this.show(this.first + ns, this.last + ns); }
  // Above 1 zooms out; `at` keeps its place.
  zoom(factor, at = (this.first + this.last) / 2) {
    this.show(at - (at - this.first) * factor, at + (this.last - at) * factor);
  }

  // Nanoseconds between ticks: 1, 2 or 5 times a power of ten; from a minute on, whole parts of an hour or a day.
  static roundStep(wanted) {
    const minutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].find((count) => count * 60e9 >= wanted);
    if (wanted > 50e9 && minutes) return minutes * 60e9;
    const unit = wanted > 50e9 ? 86400e9 : 1;
    const power = unit * 10 ** Math.floor(Math.log10(wanted / unit));
    return [1, 2, 5, 10].map((times) => times * power).find((size) => size >= wanted);
  }

  // Moments for an axis of so many pixels.
  ticks(width) {
    const step = TimeView.roundStep(this.span / Math.max(2, width / 110));
    const ticks = [];
    for (let i = Math.ceil(this.first / step); i * step <= this.last; ++i) ticks.push(i * step);
    return { step, ticks };
  }
}
