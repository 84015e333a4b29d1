import { Canvas } from "./canvas.ts";

/** A product page on a phone: a button and a table of sizes run out of it on the right. */
export function brokenProductPage(): Uint8Array {
  const page = phone();
  page.fill(24, 470, 400, 52, "#0f766e");
  for (let column = 0; column < 6; column++) {
    for (let row = 0; row < 3; row++)
      page.fill(24 + column * 78, 548 + row * 34, 70, 26, row === 0 ? "#cbd5d1" : "#e7ecea");
  }
  page.fill(352, 60, 8, 612, "#b42318");
  return page.png();
}

/** The same page once it fits. */
export function mendedProductPage(): Uint8Array {
  const page = phone();
  page.fill(24, 470, 312, 52, "#0f766e");
  for (let row = 0; row < 3; row++) {
    page.fill(24, 548 + row * 34, 96, 26, "#cbd5d1");
    page.fill(128, 548 + row * 34, 208, 26, "#e7ecea");
  }
  return page.png();
}

/** Temperatures of a bee hive over a week, with a gap in one of the nights. */
export function hiveChart(): Uint8Array {
  const chart = new Canvas(640, 300, "#fffdf7");
  for (let line = 0; line < 5; line++) chart.fill(48, 40 + line * 50, 568, 1, "#e5e0d0");
  chart.fill(48, 20, 1, 240, "#8a8370");
  chart.fill(330, 20, 58, 240, "#fdecc8");
  const temperature = (x: number): number => 120 + 46 * Math.sin(x / 26) + 12 * Math.sin(x / 7.3);
  chart.curve(49, 330, 3, "#b45309", temperature);
  chart.curve(388, 614, 3, "#b45309", temperature);
  chart.curve(49, 614, 2, "#64748b", (x) => 210 + 10 * Math.sin(x / 26));
  return chart.png();
}

function phone(): Canvas {
  const page = new Canvas(360, 672, "#fbfaf6");
  page.fill(0, 0, 360, 60, "#134e4a");
  page.fill(24, 24, 120, 12, "#ccfbf1");
  page.fill(312, 22, 24, 16, "#ccfbf1");
  page.fill(24, 84, 312, 260, "#a7d3cb");
  page.fill(104, 140, 152, 148, "#5eaaa0");
  page.fill(134, 168, 92, 92, "#e9f5c9");
  page.fill(24, 366, 240, 18, "#1c2b29");
  page.fill(24, 398, 312, 9, "#9aa8a5");
  page.fill(24, 416, 288, 9, "#9aa8a5");
  page.fill(24, 434, 180, 9, "#9aa8a5");
  return page;
}
