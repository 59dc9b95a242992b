"use strict";
// Sorts, filters and pages the tables. Without it every row is there, in the file's order.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const all = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const pageSize = 100;
  let shown = all;
  let page = 0;

  const tools = document.createElement("div");
  tools.className = "tools";
  const filter = document.createElement("input");
  filter.type = "search";
  filter.placeholder = "Rows that contain …";
  filter.setAttribute("aria-label", "Show only rows that contain these words");
  const back = document.createElement("button");
  back.textContent = "‹ Back";
  const next = document.createElement("button");
  next.textContent = "Next ›";
  const where = document.createElement("span");
  where.setAttribute("aria-live", "polite");
  tools.append(filter, back, next, where);
  table.parentElement.before(tools);

  const show = () => {
    const pages = Math.max(1, Math.ceil(shown.length / pageSize));
    page = Math.min(page, pages - 1);
    body.replaceChildren(...shown.slice(page * pageSize, (page + 1) * pageSize));
    back.disabled = page === 0;
    next.disabled = page === pages - 1;
    back.hidden = next.hidden = pages === 1;
    const first = shown.length === 0 ? 0 : page * pageSize + 1;
    where.textContent = `${first}–${Math.min((page + 1) * pageSize, shown.length)} of ${shown.length} rows`;
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    if (!cell.classList.contains("n")) return cell.textContent;
    const text = cell.hasAttribute("data-v") ? cell.getAttribute("data-v") : cell.textContent;
    return text === "" ? NaN : Number(text);
  };

  heads.forEach((head, column) => {
    head.firstElementChild.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const keyed = all.map((row, place) => ({ row, place, value: key(row, column) }));
      keyed.sort((a, b) => {
        const unknownA = Number.isNaN(a.value), unknownB = Number.isNaN(b.value);
        // What is unknown stays at the end, in either direction.
        if (unknownA || unknownB) return unknownA - unknownB || a.place - b.place;
        const order = typeof a.value === "number" ? a.value - b.value
          : a.value.localeCompare(b.value, "en", { numeric: true });
        return (down ? -order : order) || a.place - b.place;
      });
      all.splice(0, all.length, ...keyed.map((entry) => entry.row));
      choose();
    });
  });

  const choose = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown = words.length === 0 ? all : all.filter((row) => {
      const text = row.textContent.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    page = 0;
    show();
  };
  filter.addEventListener("input", choose);
  back.addEventListener("click", () => { page -= 1; show(); });
  next.addEventListener("click", () => { page += 1; show(); });
  show();
}
