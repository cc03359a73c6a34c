#!/usr/bin/env node
// Measures the texts of pictures in a real browser, with several fonts: whether one is longer than packages/chart
// reckons, and whether one leaves the frame. Needs a build, Chromium and the fonts of widths.py.
//
//   node tools/chart/check-in-browser.mjs bench/results/*.svg
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTexts } from '../../packages/chart/dist/inspect/index.js';

const FONTS = ['DejaVu Sans', 'Liberation Sans', 'Noto Sans', 'Open Sans', 'Roboto', 'Lato'];
// Every letter of the table once beside each other, so that no glyph and no kerning goes unseen.
const LATIN = Array.from({ length: 0xe0 }, (_, i) => String.fromCharCode(i + 0x20)).filter(
  (c) => !/[\x7f-\x9f]/.test(c),
);
const alphabet = `<svg viewBox="0 0 4000 80" width="4000" height="80" text-rendering="geometricPrecision">${[
  'normal',
  'bold',
]
  .map((weight, i) => {
    const letters = LATIN.map((letter) => `&#${letter.charCodeAt(0)};`).join('');
    return `<text x="0" y="${i * 40 + 20}" font-size="12" font-weight="${weight}">${letters}</text>`;
  })
  .join('')}</svg>`;

/** Runs in the browser: what each text really takes, next to what was reckoned. */
function measure(pictures, fonts) {
  const found = [];
  for (const font of fonts) {
    for (const { name, reckoned } of pictures) {
      const svg = document.getElementById(name);
      svg.setAttribute('font-family', font);
      const frame = svg.getBoundingClientRect();
      const ratios = [];
      let outside = 0;
      [...svg.querySelectorAll('text')].forEach((text, i) => {
        const box = text.getBoundingClientRect();
        const isOutside =
          box.left < frame.left ||
          box.right > frame.right ||
          box.top < frame.top ||
          box.bottom > frame.bottom;
        if (isOutside) outside++;
        ratios.push(text.getComputedTextLength() / reckoned[i]);
      });
      found.push({ font, name, texts: ratios.length, longest: Math.max(...ratios), outside });
    }
  }
  return found;
}

const files = process.argv.slice(2);
const pictures = [['alphabet', alphabet], ...files.map((file) => [file, readFileSync(file, 'utf8')])].map(
  ([name, svg]) => ({
    name,
    svg: svg.replace('<svg ', `<svg id="${name}" `),
    reckoned: readTexts(svg).map(({ left, right }) => right - left),
  }),
);
const folder = mkdtempSync(join(tmpdir(), 'chart-'));
const page = join(folder, 'page.html');
writeFileSync(
  page,
  `<!doctype html><meta charset="utf-8">${pictures.map(({ svg }) => svg).join('')}<pre id="found"></pre><script>
document.getElementById('found').textContent = JSON.stringify((${measure})(${JSON.stringify(pictures.map(({ name, reckoned }) => ({ name, reckoned })))}, ${JSON.stringify(FONTS)}));
</script>`,
);
const browser = process.env['CHROMIUM'] ?? 'chromium';
const { stdout, stderr } = spawnSync(
  browser,
  ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', page],
  {
    encoding: 'utf8',
  },
);
rmSync(folder, { recursive: true });
const json = /<pre id="found">(.*?)<\/pre>/s.exec(stdout)?.[1];
if (json === undefined) throw new Error(`${browser} gave no figures: ${stderr}`);
const found = JSON.parse(json);
for (const { font, name, texts, longest, outside } of found) {
  console.log(
    `${font.padEnd(16)} ${name.padEnd(32)} ${texts} texts, longest ${(longest * 100).toFixed(1)} % of what was reckoned, ${outside} outside`,
  );
}
process.exitCode = found.every(({ longest, outside }) => longest <= 1 && outside === 0) ? 0 : 1;
