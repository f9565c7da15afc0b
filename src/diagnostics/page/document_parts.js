"use strict";
// Pieces of the document. Text only ever becomes text, never markup.
const parts = (() => {
  // element("td", {class: "text"}, "a", otherElement)
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function swatch(color) {
    const made = element("span", { class: "swatch" });
    made.style.background = color;
    return made;
  }

  // Columns are {title, text (whether it is left-aligned), className}; a cell is text or an element.
  function table(columns, rows) {
    const className = (column) => [column.text ? "text" : "", column.className ?? ""].join(" ").trim();
    const head = element("tr", {}, ...columns.map((column) => element("th", { class: className(column), scope: "col" }, column.title)));
    const body = rows.map((row) => element("tr", {}, ...row.map((cell, i) =>
      element("td", { class: className(columns[i]), ...(typeof cell === "string" ? { title: cell } : {}) }, cell))));
    return element("table", { class: "data" }, element("thead", {}, head), element("tbody", {}, ...body));
  }

  return { element, swatch, table, get: (id) => document.getElementById(id) };
})();
