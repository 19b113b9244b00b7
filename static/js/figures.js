/* Draws a chart from the table that stands below it; without this, the tables are all there is. */

const DASHES = [[], [6, 4], [2, 3], [10, 3, 2, 3]]; // colour is never the only sign
const COLOURS = ["--link", "--warn", "--plum", "--teal"];

function readTable(table, most) {
  const heads = [...table.tHead.rows[0].cells].map(cell => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].filter(row => row.cells.length === heads.length);
  const labels = rows.map(row => row.cells[0].textContent.trim());
  const count = Math.min(heads.length - 1, most);
  const lines = Array.from({length: count}, (_, place) =>
    rows.map(row => row.cells[place + 1].dataset.value === "" ? null : Number(row.cells[place + 1].dataset.value)));
  return {heads, labels, lines};
}

function draw(section) {
  const table = section.querySelector("table");
  const {heads, labels, lines} = readTable(table, Number(section.dataset.columns || 4));
  if (labels.length < 2) return;
  const style = getComputedStyle(document.documentElement);
  const ink = style.getPropertyValue("--ink-soft"), line = style.getPropertyValue("--line");
  const details = section.querySelector("details");
  const place = document.createElement("div");
  place.setAttribute("aria-hidden", "true"); // the table says the same
  details.before(place);
  const face = `12px ${style.getPropertyValue("--face")}`;
  const axis = {stroke: ink, grid: {stroke: line, width: 1}, ticks: {stroke: line}, font: face, labelFont: face, labelSize: 20};
  const widest = Math.max(...labels.map(label => label.length));
  const chart = new uPlot({
    width: section.clientWidth - 34,
    height: 240,
    scales: {x: {time: false}, y: {range: (_, low, high) => [0, high || 1]}},
    axes: [
      {...axis, label: section.dataset.x, space: 7 * widest + 8, values: (_, at) => at.map(one => labels[one] ?? "")},
      {...axis, label: section.dataset.y, size: 64, values: (_, at) => at.map(one => one.toLocaleString("en-IN"))},
    ],
    series: [
      {label: heads[0], value: (_, at) => labels[at] ?? ""},
      ...lines.map((_, place) => ({
        label: heads[place + 1],
        stroke: style.getPropertyValue(COLOURS[place]),
        width: place ? 1.5 : 2.5,
        dash: DASHES[place],
        points: {show: false},
        value: (_, at) => at === null ? "–" : at.toLocaleString("en-IN"),
      })),
    ],
  }, [labels.map((_, place) => place), ...lines], place);
  details.open = false;
  new ResizeObserver(() => chart.setSize({width: section.clientWidth - 34, height: 240})).observe(section);
}

addEventListener("load", () => document.querySelectorAll("[data-chart]").forEach(draw));
