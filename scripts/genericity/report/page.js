"use strict";
// Makes the rows of the tables from their data: a page of rows at a time, sorted and filtered as the reader asks.
for (const box of document.querySelectorAll("div.table")) {
  const data = JSON.parse(box.nextElementSibling.textContent);
  const pageSize = 20;
  const place = (column, row) => (column.at.length === 0 ? 0 : column.at[row]);
  const kept = ["pattern", "condition", "share counted"];
  // What is the same in all rows is said once, above them.
  const same = data.rows > 1 ? data.columns.filter((column) => column.texts.length === 1 && !kept.includes(column.name)) : [];
  const shownColumns = data.columns.filter((column) => !same.includes(column));
  for (const column of shownColumns) column.long = column.texts.some((text) => text.length > 40);
  let all = Array.from({ length: data.rows }, (_, row) => row);
  let shown = all;
  let page = 0;

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  // A line may break between words, between coalitions, type counts and parameters, and nowhere else.
  const write = (cell, text) => {
    const parts = text.length > 24 ? text.split(/(?<=\},|[a-z_]\(|[a-z0-9)],)(?=[a-z{])/)
      : text.length > 11 ? text.split(/(?<=×)/) : [text];
    parts.forEach((part, i) => {
      if (i > 0) cell.append(element("wbr"));
      part.split(/([\d.]+e[-+]\d+)/).forEach((piece, j) => cell.append(j % 2 ? element("span", { className: "num" }, piece) : piece));
    });
    return cell;
  };

  const filter = element("input", { type: "search", placeholder: "Rows that contain …" });
  filter.setAttribute("aria-label", "Show only rows that contain these words");
  const back = element("button", { textContent: "‹ Back" });
  const next = element("button", { textContent: "Next ›" });
  const where = element("span");
  where.setAttribute("aria-live", "polite");
  const heads = shownColumns.map((column) => {
    const head = element("th", { scope: "col", className: column.keys ? "n" : "" }, element("button", { textContent: column.name }));
    head.setAttribute("aria-sort", "none");
    return head;
  });
  const body = element("tbody");
  if (same.length > 0) {
    const common = element("p", { className: "hint same" }, "In every row: ");
    same.forEach((column, i) => common.append(i ? "; " : "", `${column.name} `, write(element("b", { className: column.wraps ? "" : "num" }), column.texts[0])));
    box.append(element("div", { className: "common" }, common));
  }
  const tools = element("div", { className: "tools" }, filter, back, next, where);
  if (data.rows > 1) box.append(tools);
  box.append(element("div", { className: "scroll" }, element("table", { className: "rows" }, element("thead", {}, element("tr", {}, ...heads)), body)));

  const show = () => {
    const pages = Math.max(1, Math.ceil(shown.length / pageSize));
    const rows = shown.slice(page * pageSize, (page + 1) * pageSize).map((row) => element("tr", {}, ...shownColumns.map((column) => {
      const text = column.texts[place(column, row)];
      const kind = column.keys ? "n" : column.wraps ? `p${column.long ? " long" : ""}${text.length > 24 ? "" : " num"}` : "";
      const cell = write(element("td", { className: kind }), text);
      cell.dataset.label = column.name;
      return cell;
    })));
    body.replaceChildren(...rows);
    back.disabled = page === 0;
    next.disabled = page === pages - 1;
    back.hidden = next.hidden = pages === 1;
    const last = Math.min((page + 1) * pageSize, shown.length);
    const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u2009");
    where.textContent = `${grouped(last === 0 ? 0 : page * pageSize + 1)}–${grouped(last)} of ${grouped(shown.length)} rows`;
  };

  // The rank of each of a column's texts; -1 of what is unknown.
  const ranks = (column) => {
    const known = column.texts.map((_, i) => i).filter((i) => !column.keys || column.keys[i] !== null);
    const compare = column.keys ? (a, b) => column.keys[a] - column.keys[b]
      : (a, b) => column.texts[a].localeCompare(column.texts[b], "en", { numeric: true });
    const rank = new Array(column.texts.length).fill(-1);
    let least = -1;
    known.sort(compare).forEach((i, order) => {
      least = order > 0 && compare(known[order - 1], i) === 0 ? least : order;
      rank[i] = least;
    });
    return rank;
  };

  heads.forEach((head, i) => {
    head.firstElementChild.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rank = ranks(shownColumns[i]);
      const of = (row) => rank[place(shownColumns[i], row)];
      // What is unknown stays at the end, in either direction; sorting keeps the order of equals.
      all = all.slice().sort((a, b) => (of(a) < 0) - (of(b) < 0) || (down ? of(b) - of(a) : of(a) - of(b)));
      choose();
    });
  });

  const choose = () => {
    shown = all;
    for (const word of filter.value.toLowerCase().split(/\s+/).filter(Boolean)) {
      const fits = data.columns.map((column) => column.texts.map((text) => text.toLowerCase().includes(word)));
      shown = shown.filter((row) => data.columns.some((column, i) => fits[i][place(column, row)]));
    }
    page = 0;
    show();
  };
  filter.addEventListener("input", choose);
  back.addEventListener("click", () => { page -= 1; show(); });
  next.addEventListener("click", () => { page += 1; show(); });
  show();
}

// On a phone a picture fits the window, and opens to a size at which its words are read.
for (const picture of document.querySelectorAll(".picture")) picture.addEventListener("click", () => picture.classList.toggle("large"));
