import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bar,
  type Column,
  dot,
  drawPicture,
  formatNumber,
  innerWidth,
  legend,
  linearScale,
  logarithmicScale,
  paragraph,
  plane,
  table,
  tick,
} from '../src/index.ts';
import { findFaults } from '../src/inspect/index.ts';

interface Row {
  readonly name: string;
  readonly value: number;
}

const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    'W'.repeat(400),
    'a b '.repeat(100),
    '',
    ' ',
    '<text x="0" y="0">',
    ']]>&amp;',
    '層'.repeat(50),
  ),
);
const value = fc.oneof(fc.double(), fc.constantFrom(0, 1, -1, 1e-300, 1e300, 5e-324, Number.MAX_VALUE));
const rows = fc.array(fc.record<Row>({ name, value }), { maxLength: 40 });
const width = fc.integer({ min: 400, max: 1200 });

/** No fault, and no number that is none among the coordinates. */
function expectSound(svg: string): void {
  expect(findFaults(svg)).toEqual([]);
  expect(svg.replaceAll(/>[^<]*</g, '><')).not.toMatch(/NaN|Infinity|undefined|null/);
}

describe.each([
  ['linear', linearScale],
  ['logarithmic', logarithmicScale],
] as const)('a table with a %s axis', (_, create) => {
  test('keeps every text inside and apart, whatever names and numbers it shows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name, rows }), { maxLength: 4 }),
        name,
        width,
        (sections, head, size) => {
          const scale = create(sections.flatMap((section) => section.rows.map((row) => row.value)));
          const columns: Column<Row>[] = [
            { kind: 'text', head, text: (row) => row.name },
            {
              kind: 'plot',
              head: `plotted ${head}`,
              axis: { scale, format: formatNumber },
              guides: [{ value: 1, colour: '#000000' }],
              draw: (row, cell) => [
                bar(cell, scale.from, row.value, { colour: '#000000', title: row.name }),
                dot(cell, row.value, { colour: '#000000', hollow: true }),
              ],
            },
            { kind: 'text', head, align: 'right', text: (row) => `${row.value} ${row.name}` },
            { kind: 'plot', head, draw: (row, cell) => [tick(cell, row.value, { colour: '#000000' })] },
          ];
          expectSound(
            drawPicture({ title: head, width: size, blocks: [table(columns, sections, innerWidth(size))] }),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test('a plane of lines and dots keeps every text inside and apart', () => {
    const point = fc.record({ x: value, y: value });
    fc.assert(
      fc.property(
        fc.array(fc.array(point, { maxLength: 20 }), { maxLength: 3 }),
        name,
        width,
        (series, label, size) => {
          const points = series.flat();
          const drawing = plane({
            width: innerWidth(size),
            height: 200,
            x: { label, scale: create(points.map(({ x }) => x)), format: formatNumber },
            y: { label, scale: create(points.map(({ y }) => y)), format: formatNumber },
            series: series.map((own, i) => ({
              as: i === 0 ? 'line' : 'dots',
              colour: '#000000',
              points: own,
            })),
          });
          expectSound(drawPicture({ title: label, width: size, blocks: [drawing] }));
        },
      ),
      { numRuns: 150 },
    );
  });
});

test('headings, paragraphs and legends of any texts stay inside and apart', () => {
  fc.assert(
    fc.property(fc.array(name, { maxLength: 8 }), width, (names, size) => {
      const inner = innerWidth(size);
      const marks = ['bar', 'dot', 'ring', 'line'] as const;
      const entries = names.map((says, i) => ({ mark: marks[i % 4]!, colour: '#000000', says }));
      const paragraphs = names.map((text) =>
        paragraph(text, inner, { size: 20, bold: true, colour: '#000000' }),
      );
      expectSound(
        drawPicture({ title: names.join(), width: size, blocks: [...paragraphs, legend(entries, inner)] }),
      );
    }),
    { numRuns: 150 },
  );
});

test('a name that had to be cut shows itself whole to a pointer', () => {
  const long = `encoder/${'block/'.repeat(40)}kernel`;
  const columns: Column<string>[] = [{ kind: 'text', head: 'layer', text: (layer) => layer }];
  const svg = drawPicture({
    title: 'x',
    width: 500,
    blocks: [table(columns, [{ rows: [long, 'short'] }], 468)],
  });
  expect(svg).toContain(`<title>${long}</title>`);
  expect(svg).not.toContain('<title>short</title>');
});

test('letters that no table of widths holds get the length that was reserved for them', () => {
  const svg = drawPicture({ title: 'x', width: 300, blocks: [paragraph('層層層', 268)] });
  expect(svg).toContain('textLength="36.2" lengthAdjust="spacingAndGlyphs"');
});
