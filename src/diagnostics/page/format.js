"use strict";
// Numbers with units, as people read them.
const format = (() => {
  const TIME_UNITS = [[1, "ns"], [1e3, "µs"], [1e6, "ms"], [1e9, "s"]];
  const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

  const significant = (value) => value.toFixed(value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2);

  // The larger two of days, hours, minutes and seconds.
  function clock(seconds) {
    const whole = Math.round(seconds);
    const [minutes, hours, days] = [60, 3600, 86400].map((size) => Math.floor(whole / size));
    if (days > 1) return `${days} d ${hours % 24} h`;
    return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min ${whole % 60} s`;
  }

  // 1240000 as "1.24 ms".
  function duration(ns) {
    if (ns === 0) return "0 s";
    if (ns >= 119.5e9) return clock(ns / 1e9);
    const unit = TIME_UNITS.findLast(([size]) => ns >= size * 0.9995) ?? TIME_UNITS[0];
    return `${unit[0] === 1 ? Math.round(ns) : significant(ns / unit[0])} ${unit[1]}`;
  }

  function bytes(count) {
    let power = 0;
    while (power + 1 < BYTE_UNITS.length && count >= 1024 ** (power + 1) * 0.9995) ++power;
    return `${power === 0 ? count : significant(count / 1024 ** power)} ${BYTE_UNITS[power]}`;
  }

  const count = (number) => Math.round(number).toLocaleString("en-US");
  const counted = (number, thing) => `${count(number)} ${thing}${number === 1 ? "" : "s"}`;
  const percent = (share) => `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0)}%`;

  const rate = (perSecond) => `${perSecond < 10 ? significant(perSecond) : count(perSecond)} a second`;

  // A moment on an axis whose ticks are `step` apart; all ticks of an axis get the same unit.
  function moment(ns, step, largest) {
    if (step >= 60e9) return clock(ns / 1e9).replace(/ 0 (s|min|h)$/, "");
    const [size, name] = TIME_UNITS.findLast(([size]) => largest >= size) ?? TIME_UNITS[0];
    const decimals = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));
    return `${(ns / size).toFixed(decimals)} ${name}`;
  }

  return { duration, bytes, count, counted, percent, rate, moment };
})();
