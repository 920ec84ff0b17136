/* Arrow keys over the tracking table; what a cell says is told above it. */
(() => {
  const table = document.querySelector("[data-matrix]");
  const told = document.querySelector("[data-matrix-told]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells]);
  const heads = [...table.tHead.rows[0].cells];
  const link = (r, c) => rows[r]?.[c]?.querySelector("a");
  table.tBodies[0].querySelectorAll("a").forEach((a) => { a.tabIndex = -1; });
  const first = table.tBodies[0].querySelector("td[class^=tone-] a") ?? link(0, 0);
  if (first) first.tabIndex = 0;

  const say = (a) => {
    const cell = a.closest("td, th");
    const head = heads[cell.cellIndex];
    const title = head.querySelector("abbr")?.title ?? "";
    const name = cell.parentElement.cells[0].textContent.trim();
    told.hidden = false;
    told.textContent = cell.matches("td[class^=tone-]")
      ? `${name} · ${head.textContent.trim()} ${title} · ${a.title}` : name;
  };
  const move = (a, down, right) => {
    const cell = a.closest("td, th");
    let r = cell.parentElement.rowIndex - 1;
    let c = cell.cellIndex;
    const step = () => { r += down; c += right; };
    for (step(); rows[r]?.[c]; step()) {
      const next = link(r, c);
      if (next) return focus(a, next);
    }
    return null;
  };
  const focus = (from, to) => { from.tabIndex = -1; to.tabIndex = 0; to.focus(); };
  const ends = (a, cells) => {
    const links = cells.map((cell) => cell.querySelector("a")).filter(Boolean);
    if (links.length) focus(a, links.at(a.dataset.end === "1" ? -1 : 0));
  };
  table.addEventListener("keydown", (event) => {
    const a = event.target.closest("tbody a");
    if (!a || event.altKey || event.metaKey) return;
    const steps = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
    if (steps[event.key]) move(a, ...steps[event.key]);
    else if (event.key === "Home" || event.key === "End") {
      a.dataset.end = event.key === "End" ? "1" : "0";
      const cell = a.closest("td, th");
      ends(a, event.ctrlKey ? rows.map((row) => row[cell.cellIndex]) : [...cell.parentElement.cells]);
    } else return;
    event.preventDefault();
  });
  for (const kind of ["focusin", "mouseover"]) {
    table.addEventListener(kind, (event) => {
      const a = event.target.closest("tbody a");
      if (a) say(a);
    });
  }
})();
