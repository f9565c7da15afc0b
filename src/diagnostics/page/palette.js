"use strict";
// Colours of groups: the ones that took longest get the most distinct.
const palette = (() => {
  const HUES = ["#3e72b8", "#dd8a2e", "#4b9d74", "#a8569b", "#c3a535", "#55a7c2", "#7d6cc4", "#a2694a", "#8da53f", "#7c8894"];
  const OTHERS = "#9aa3ab";

  // Lighter at every round through the hues.
  function shade(color, round) {
    const mix = Math.min(0.55, 0.28 * round);
    const channel = (i) => parseInt(color.slice(i, i + 2), 16);
    const mixed = [1, 3, 5].map((i) => Math.round(channel(i) + (210 - channel(i)) * mix));
    return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
  }

  // A function from a group's number to its colour; -1 stands for all groups that have none.
  function colorsOf(groups) {
    const order = groups.map((group, i) => i).sort((a, b) => groups[b].total_ns - groups[a].total_ns);
    const colors = [];
    order.forEach((group, rank) => { colors[group] = shade(HUES[rank % HUES.length], Math.floor(rank / HUES.length)); });
    return (group) => colors[group] ?? OTHERS;
  }

  // For text on a colour: white, or black where that is easier to read.
  function inkOn(color) {
    const channel = (i) => (parseInt(color.slice(i, i + 2), 16) / 255) ** 2.2;
    return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) > 0.3 ? "#15181b" : "#ffffff";
  }

  // Of the page's theme, light or dark.
  const theme = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  return { colorsOf, inkOn, theme };
})();
