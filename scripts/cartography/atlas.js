"use strict";
// The finder of the atlas: a pattern by its coalitions, or from the map. Coalitions are bit masks: bit i is agent i + 1.
const atlas = JSON.parse(document.getElementById("data").textContent);
const svgSpace = "http://www.w3.org/2000/svg";
const kinds = {
  never: ["#d55e00", "fails at every prior"],
  between: ["#0072b2", "between: holds on an open set of priors, fails on another"],
  open: ["#cc79a7", "open"],
  these: ["#7fcdb0", "holds at almost every prior, for these type counts"],
  all: ["#009e73", "holds at almost every prior, for all type counts"],
};
const byId = (name) => document.getElementById(name);
const state = { types: "2x2x2x2x2", pattern: new Set(), selected: 0, box: null };

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "click") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
};
const drawn = (name, attributes) => {
  const made = document.createElementNS(svgSpace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const sizes = () => state.types.split("x").map(Number);
const agents = () => sizes().length;
const everyone = () => (1 << agents()) - 1;
const members = (mask) => Array.from({ length: 8 }, (_, i) => i).filter((i) => mask >> i & 1);
const size = (mask) => members(mask).length;
const named = (mask) => `{${members(mask).map((i) => i + 1).join(",")}}`;
const ordered = (masks) => Array.from(masks).sort((a, b) => size(a) - size(b) || named(a).localeCompare(named(b)));
const inWords = (masks) => ordered(masks).map(named).join(",") || "singletons only";
const image = (mask, places) => members(mask).reduce((sum, i) => sum | 1 << places[i], 0);
const keyOf = (masks) => Array.from(masks).sort((a, b) => a - b).join();
const kindOf = (entry) => entry.verdict !== "almost_always" ? entry.verdict : entry.all ? "all" : "these";

const relabellings = (types) => {
  const count = types.length;
  const found = [];
  const extend = (places) => {
    if (places.length === count) found.push(places);
    for (let i = 0; i < count; i += 1) {
      if (!places.includes(i) && types[i] === types[places.length]) extend([...places, i]);
    }
  };
  extend([]);
  return found;
};
const spaces = {};
const known = (types) => {
  spaces[types] ??= {
    relabellings: relabellings(types.split("x").map(Number)),
    entries: new Map(atlas.spaces[types].map((entry) => [keyOf(entry.p), entry])),
  };
  return spaces[types];
};
// The entry of a pattern, and for each agent of the entry the agent whose part it plays; null with complementary coalitions.
const lookUp = (pattern) => {
  const { relabellings: all, entries } = known(state.types);
  for (const places of all) {
    const entry = entries.get(keyOf(Array.from(pattern, (mask) => image(mask, places))));
    if (entry) {
      const back = [];
      places.forEach((place, agent) => { back[place] = agent; });
      return { entry, back };
    }
  }
  return null;
};
const complements = (pattern) => ordered(pattern).flatMap((mask) => {
  const other = everyone() ^ mask;
  return (size(other) === 1 || pattern.has(other)) && mask !== other ? [[mask, other]] : [];
})[0];

// Words.
const percent = ([holds, fails]) => {
  const total = holds + fails;
  if (fails === 0) return `all of ${total.toLocaleString("en")}`;
  if (holds === 0) return `none of ${total.toLocaleString("en")}`;
  const share = 100 * holds / total;
  // As many digits as keep it from looking like 0 % or 100 %.
  for (let digits = 1; digits < 8; digits += 1) {
    const text = share.toFixed(digits);
    if (Number(text) > 0 && Number(text) < 100) return `${text} %`;
  }
  return `${share} %`;
};
const subscript = (mask) => members(mask).map((i) => "₀₁₂₃₄₅₆₇₈₉"[i + 1]).join("");
const term = (factor, of, first) => {
  const negative = factor.startsWith("-");
  const number = factor.replace("-", "");
  return `${negative ? "−" : first ? "" : "+"}${first ? "" : " "}${number === "1" ? "" : `${number} `}L${subscript(of)}`;
};
const transfers = (levels, back) => levels.map((terms, level) => {
  const lines = sizes().map((_, agent) => {
    const own = terms.filter(([i]) => back[i] === agent).map(([, of, factor]) => [image(of, back), factor]);
    own.sort((a, b) => size(a[0]) - size(b[0]) || a[0] - b[0]);
    const sum = own.map(([of, factor], k) => term(factor, of, k === 0)).join(" ") || "0";
    return `ψ${subscript(1 << agent)} = ${sum}`;
  });
  const epsilon = level === 0 ? "" : `plus ε${level === 1 ? "" : "²³⁴"[level - 2]} times, ε small enough for the prior:\n`;
  return epsilon + lines.join("\n");
}).join("\n\n");
const listOf = (words) => words.length === 1 ? words[0] : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

const reasons = {
  never: ({ entry, back }) => [
    `Condition (G) with A = ${named(image(entry.part, back))} and the weights ${listOf(entry.weights.map(([mask, weight]) =>
      `${weight} on ${named(image(mask, back))}`))}.`,
    "A coalition that contains A can redraw the types of A from their law, one that contains all others can redraw theirs. Both make "
    + "A's types independent of the others' and change nothing else, so the designer cannot tell which of them lied. With these "
    + "weights every agent takes part equally often: a balanced budget leaves nobody to charge. It is so at every prior, whatever "
    + "the numbers of types."],
  all: ({ entry }) => [
    `Condition (L): every coalition is paid by logarithmic scores of what its report says about others, and the chain rule lets the `
    + `payments cancel${entry.levels.length > 1 ? `; ${entry.levels.length} levels, each decided where those before are indifferent`
      : ""}. The transfers below make every coalition strictly lose by lying, at every prior but a null set, whatever the numbers of `
    + "types."],
  these: ({ entry }) => [
    entry.proof === "rank"
      ? "Deviations of the coalitions are so few and so different that no combination of them balances, by an exact rank."
      : "Scores of the coalitions balance on everything that they can do together (LR), so none of them can take part in a combination "
        + "of lies that no transfers deter.",
    entry.certain ? "Proved for these numbers of types." : "Proved for these numbers of types, up to a chance below 2^-40: identities in "
      + "the prior were tested at random priors modulo random primes."],
  between: () => [
    "At one prior there are transfers that make every lie lose, at another there is a combination of lies that no transfers deter; "
    + "each with all its neighbours. Both priors and their certificates are in certificates.jsonl.xz. So the share of CI is strictly "
    + "between 0 and 1 for every law with a density that is positive everywhere."],
  open: ({ entry }) => {
    const counts = Object.values(entry.counts);
    const total = counts.reduce((sum, [holds, fails, undecided]) => sum + holds + fails + undecided, 0);
    const held = counts.reduce((sum, [holds]) => sum + holds, 0);
    return [`It holds on a set of priors of positive measure: it held in ${held.toLocaleString("en")} of ${total.toLocaleString("en")} `
      + `draws, each with its proof. Whether it holds at almost every prior, no theorem says${held < total ? "." : ", and no search met a "
      + "prior where it fails."}`];
  },
};
const titles = {
  never: "CI fails at every prior", all: "CI holds at almost every prior", these: "CI holds at almost every prior",
  between: "CI holds on a set of priors and fails on another", open: "Open",
};
const badges = {
  never: ["proved", "proved, all type counts"], all: ["proved", "proved, all type counts"],
  these: ["proved", "proved, these type counts"], between: ["proved", "proved, these type counts"], open: ["", "not known"],
};

const bar = (words, count) => {
  const picture = drawn("svg", { viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
  picture.append(drawn("rect", { x: 0, y: 3, width: 100, height: 4, fill: "var(--line)" }),
    drawn("rect", { x: 0, y: 3, width: 100 * count[0] / (count[0] + count[1]), height: 4, fill: "#0072b2" }),
    drawn("rect", { x: 100 * count[3], y: 0, width: Math.max(0.4, 100 * (count[4] - count[3])), height: 10, fill: "var(--ink)", opacity: 0.55 }));
  return element("div", { class: "bar" }, element("span", {}, words), element("div", {}, picture,
    element("span", { class: "hint" }, `${percent(count)}${count[1] > 0 && count[0] > 0
      ? ` (${(100 * count[3]).toFixed(2)} to ${(100 * count[4]).toFixed(2)} %)` : ""}${count[2] > 0 ? `, ${count[2]} undecided` : ""}`)));
};

const showVerdict = () => {
  const panel = byId("verdict");
  const pair = complements(state.pattern);
  const found = pair ? null : lookUp(state.pattern);
  const parts = [element("div", { class: "hint", id: "asked" }, inWords(state.pattern))];
  if (pair) {
    parts.push(element("h3", {}, titles.never), element("span", { class: "status proved" }, badges.never[1]),
      element("p", {}, `${named(pair[0])} and ${named(pair[1])} are complementary: when either redraws its types from their law, the reports `
        + "become the same, so nobody can be charged for the one without the other, at any prior (Corollary 1 of the paper)."));
  } else if (found) {
    const { entry } = found;
    const kind = kindOf(entry);
    parts.push(element("h3", {}, titles[kind]),
      element("span", { class: `status ${badges[kind][0]}` }, entry.certain ? badges[kind][1] : "proved up to a chance of 2^-40"),
      ...reasons[kind](found).map((sentence) => element("p", {}, sentence)));
    parts.push(element("h4", {}, `Share of priors at which CI held (limits at ${atlas.confidence})`));
    for (const [key, words] of Object.entries(atlas.laws)) if (entry.counts[key]) parts.push(bar(words, entry.counts[key]));
    if (entry.again) parts.push(bar("Dirichlet(1), another seed", entry.again));
    const margin = entry.margins.dirichlet_1;
    if (margin !== undefined) {
      parts.push(element("p", { class: "hint" }, `Least margin t* of the first ${atlas.marginDraws} draws of Dirichlet(1) where CI held: `
        + `${margin.toPrecision(2)}.`));
    }
    if (entry.levels) {
      parts.push(element("h4", {}, "Transfers in closed form"), element("pre", { id: "transfers" }, transfers(entry.levels, found.back)),
        element("p", { class: "hint" }, "L with agents as index is the logarithm of the probability of these agents' types, all of them "
          + "read from the reports."));
    }
    const others = Array.from({ length: everyone() - 1 }, (_, k) => k + 1).filter((mask) => size(mask) > 1 && !state.pattern.has(mask));
    const more = ordered(others).filter((mask) => !complements(new Set([...state.pattern, mask]))).map((mask) => {
      const larger = new Set([...state.pattern, mask]);
      const [color, words] = kinds[kindOf(lookUp(larger).entry)];
      return element("button", { title: words, "aria-label": `add ${named(mask)}: ${words}`, click: () => choose(larger) },
        element("span", { class: "dot", style: `background:${color}` }), `+ ${named(mask)}`);
    });
    if (more.length > 0) {
      parts.push(element("h4", {}, "With one coalition more"), element("div", { class: "choices" }, ...more),
        element("p", { class: "hint" }, "Dots as below, on the map. With any other coalition two are complementary, and CI fails at every prior."));
    }
  }
  panel.replaceChildren(...parts);
  byId("brief").textContent = `${inWords(state.pattern)}: ${panel.querySelector("h3").textContent}`;
};

const corner = (agent, count, radius) => {
  const angle = (count === 4 ? 0.75 : 0.5) * Math.PI - 2 * Math.PI * agent / count;
  return [radius * Math.cos(angle), -radius * Math.sin(angle)];
};
const line = (mask, count, radius, color, width) => {
  const [[x1, y1], [x2, y2]] = members(mask).map((i) => corner(i, count, radius));
  return drawn("line", { x1, y1, x2, y2, stroke: color, "stroke-width": width, "stroke-linecap": "round" });
};
// Of five agents a triple is the light line between the two that it leaves out.
const small = (masks) => {
  const count = agents();
  const picture = drawn("svg", { viewBox: "-50 -50 100 100", "aria-hidden": "true" });
  for (const mask of masks) if (size(mask) === 3 && count === 5) picture.append(line(everyone() ^ mask, count, 38, "#e69f00", 4));
  for (const mask of masks) if (size(mask) === 2) picture.append(line(mask, count, 38, "var(--ink)", 4));
  for (let i = 0; i < count; i += 1) {
    const [cx, cy] = corner(i, count, 38);
    picture.append(drawn("circle", { cx, cy, r: 6, fill: "var(--ink)" }));
  }
  return picture;
};

const showDrawing = () => {
  const picture = byId("drawing");
  const count = agents();
  picture.replaceChildren();
  const hues = ["#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"];
  ordered(state.pattern).filter((mask) => size(mask) > 2).forEach((mask, k) => {
    const points = members(mask).map((i) => corner(i, count, 84 - 2 * (k % 6)).join()).join(" ");
    picture.append(drawn("polygon", { points, fill: hues[k % hues.length], "fill-opacity": 0.16, stroke: hues[k % hues.length], "stroke-width": 2 }));
  });
  for (const mask of ordered(state.pattern)) if (size(mask) === 2) picture.append(line(mask, count, 84, "var(--ink)", 4));
  for (let i = 0; i < count; i += 1) {
    const [cx, cy] = corner(i, count, 84);
    const chosen = state.selected >> i & 1;
    const group = drawn("g", { class: "agent", role: "button", tabindex: 0, "aria-label": `agent ${i + 1}`, "aria-pressed": Boolean(chosen) });
    const label = drawn("text", { x: cx, y: cy });
    label.textContent = i + 1;
    group.append(drawn("circle", { cx, cy, r: 21, fill: chosen ? "var(--link)" : "var(--ink)" }), label);
    const toggle = () => { state.selected ^= 1 << i; showDrawing(); showSelection(); };
    group.addEventListener("click", toggle);
    group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); } });
    picture.append(group);
  }
};

const toggle = (mask) => {
  const pattern = new Set(state.pattern);
  if (!pattern.delete(mask)) pattern.add(mask);
  state.selected = 0;
  choose(pattern);
};
const coalitionButton = (mask) => element("button", { "aria-pressed": state.pattern.has(mask), click: () => toggle(mask) }, named(mask));
const showSelection = () => {
  const mask = state.selected;
  const fits = size(mask) > 1 && mask !== everyone();
  byId("selection").replaceChildren(...(fits ? [element("button", { click: () => toggle(mask) },
    `${state.pattern.has(mask) ? "remove" : "add"} ${named(mask)}`)] : [element("span", { class: "hint" },
    mask ? "tap another agent" : "tap agents to name a coalition")]));
};
const showCoalitions = () => {
  const names = { 2: "pairs", 3: "triples", 4: "coalitions of four" };
  const groups = [];
  for (let members_ = 2; members_ < agents(); members_ += 1) {
    const masks = [];
    for (let mask = 1; mask < everyone(); mask += 1) if (size(mask) === members_) masks.push(mask);
    groups.push(element("div", { class: "choices", role: "group", "aria-label": names[members_] }, element("span", { class: "hint" }, names[members_]),
      ...ordered(masks).map(coalitionButton)));
  }
  if (state.pattern.size > 0) groups.push(element("div", { class: "choices" }, element("button", { click: () => choose(new Set()) }, "clear")));
  byId("coalitions").replaceChildren(...groups);
};

const pairsAndTriples = (masks) => [2, 3].map((members_) => Array.from(masks).filter((mask) => size(mask) === members_).length);
const showMap = () => {
  const place = byId("map");
  if (agents() !== 5) { place.replaceChildren(); return; }
  const boxes = new Map();
  for (const entry of atlas.spaces[state.types]) {
    const key = pairsAndTriples(entry.p).join();
    boxes.set(key, [...boxes.get(key) ?? [], kindOf(entry)]);
  }
  const rows = [];
  for (let triples = 10; triples >= 0; triples -= 1) {
    const cells = [element("th", { scope: "row" }, String(triples))];
    for (let pairs = 0; pairs + triples <= 10; pairs += 1) {
      const inside = boxes.get(`${pairs},${triples}`);
      const strip = element("span", { class: "strip" }, ...Object.keys(kinds).flatMap((kind) => {
        const share = inside.filter((other) => other === kind).length / inside.length;
        return share > 0 ? [element("span", { style: `background:${kinds[kind][0]};width:${100 * share}%` })] : [];
      }));
      const chosen = state.box === `${pairs},${triples}`;
      cells.push(element("td", {}, element("button", { class: "box", "aria-pressed": chosen,
        "aria-label": `${pairs} pairs, ${triples} triples: ${inside.length} patterns`,
        click: () => { state.box = `${pairs},${triples}`; showMap(); showGallery(); } }, String(inside.length), strip)));
    }
    rows.push(element("tr", {}, ...cells));
  }
  rows.push(element("tr", {}, element("th", {}, ""), ...Array.from({ length: 11 }, (_, pairs) => element("th", { scope: "col" }, String(pairs)))));
  place.replaceChildren(
    element("h3", {}, "The map: triples upward, pairs to the right, and how many patterns there are"),
    element("div", { class: "swatches" }, ...Object.values(kinds).map(([color, words]) => element("span", {},
      element("span", { class: "dot", style: `background:${color}` }), words))),
    element("table", { class: "map" }, element("tbody", {}, ...rows)));
};
const showGallery = () => {
  const five = agents() === 5;
  const shown = atlas.spaces[state.types].filter((entry) => !five || pairsAndTriples(entry.p).join() === state.box);
  const order = Object.keys(kinds);
  shown.sort((a, b) => order.indexOf(kindOf(a)) - order.indexOf(kindOf(b)) || a.counts.dirichlet_1[0] - b.counts.dirichlet_1[0]);
  const current = complements(state.pattern) ? null : lookUp(state.pattern)?.entry;
  byId("gallery").replaceChildren(...(shown.length === 0 ? [] : [
    element("p", { class: "hint" }, `${shown.length === 1 ? "1 pattern" : `${shown.length} patterns`} up to the names of agents with equally many types`
      + `${five ? "; dark lines are pairs, light ones triples, each between the two agents that it leaves out" : ""}`),
    element("div", { class: "gallery" }, ...shown.map((entry) => element("button", {
      class: "card", title: entry.text, "aria-label": entry.text, "aria-pressed": entry === current,
      click: () => { choose(new Set(entry.p)); byId("find").scrollIntoView(); } },
    small(entry.p), element("span", { class: "dot", style: `background:${kinds[kindOf(entry)][0]}` }),
    percent(entry.counts.dirichlet_1))))]));
};

const showAgents = () => {
  const count = agents();
  const counts = [3, 4, 5].map((number) => element("button", { "aria-pressed": number === count,
    click: () => start(Array(number).fill(2).join("x")) }, `${number} agents`));
  const alike = Object.keys(atlas.spaces).filter((types) => types.split("x").length === count);
  const select = element("select", { "aria-label": "types of the agents" }, ...alike.map((types) => {
    const option = element("option", { value: types }, `types ${types.replaceAll("x", " × ")}`);
    option.selected = types === state.types;
    return option;
  }));
  select.addEventListener("change", () => start(select.value));
  byId("agents").replaceChildren(...counts, select);
};
const show = () => {
  showAgents(); showDrawing(); showSelection(); showCoalitions(); showVerdict(); showMap(); showGallery();
};
const choose = (pattern) => {
  state.pattern = pattern;
  if (agents() === 5 && !complements(pattern)) state.box = pairsAndTriples(pattern).join();
  history.replaceState(null, "", `#${state.types}:${ordered(pattern).map(named).join(",")}`);
  show();
};
const start = (types) => {
  state.types = types;
  state.selected = 0;
  state.box = null;
  choose(new Set());
};

// A link such as #2x2x2x2x2:{1,2},{1,3} opens that pattern; whether it is one.
const openLink = () => {
  const [types, coalitions] = decodeURIComponent(location.hash.slice(1)).split(":");
  if (!atlas.spaces[types]) return false;
  state.types = types;
  const masks = (coalitions?.match(/\{[\d,]+\}/g) ?? []).map((words) => words.slice(1, -1).split(",").reduce((sum, i) => sum | 1 << (i - 1), 0));
  choose(new Set(masks.filter((mask) => size(mask) > 1 && mask < everyone())));
  return true;
};
if (!openLink()) show();
window.addEventListener("hashchange", openLink);
// Links within the page leave the pattern's link as it is.
for (const link of document.querySelectorAll('a[href^="#"]')) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    byId(link.getAttribute("href").slice(1)).scrollIntoView();
  });
}
