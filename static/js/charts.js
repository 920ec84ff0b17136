/* canvas[data-chart] draws its part of #chart-data; the table beside it says the same. */
(() => {
  const draw = () => {
    const source = document.getElementById("chart-data");
    if (!source || !window.Chart) return;
    const data = JSON.parse(source.textContent);
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--k-${name}`).trim();
    const tones = [colour("blue"), colour("line-strong"), colour("green"), colour("purple")];
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.color = colour("ink-2");
    Chart.defaults.animation = false;
    for (const canvas of document.querySelectorAll("canvas[data-chart]")) {
      const part = data[canvas.dataset.chart];
      Chart.getChart(canvas)?.destroy();
      const across = "across" in canvas.dataset; /* bars to the right or left, without bounds */
      const labels = { grid: { display: false }, ticks: { maxRotation: 45, autoSkip: !across } };
      const values = { grid: { color: colour("line") }, ticks: { callback: (value) => `${value}%` } };
      if (!across) Object.assign(values, { min: 0, max: 100 });
      new Chart(canvas, {
        type: canvas.dataset.kind,
        data: {
          labels: part.labels,
          datasets: part.series.map((one, number) => ({
            label: one.label, data: one.data, borderColor: tones[number], backgroundColor: tones[number],
            borderWidth: 2, pointRadius: 0, pointHitRadius: 8, borderDash: number ? [5, 4] : [], maxBarThickness: 28,
          })),
        },
        options: {
          maintainAspectRatio: false,
          interaction: { mode: "index", intersect: false },
          indexAxis: across ? "y" : "x",
          scales: across ? { x: values, y: labels } : { x: labels, y: values },
          plugins: { legend: { display: part.series.length > 1, position: "bottom" } },
        },
      });
    }
  };
  draw();
  document.addEventListener("htmx:afterSettle", draw);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
})();
