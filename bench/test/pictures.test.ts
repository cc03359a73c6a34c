import { readdirSync, readFileSync } from 'node:fs';
import { findFaults, readTexts } from '@evm-ml/chart/inspect';
import { describe, expect, test } from 'vitest';
import { redraws } from '../src/draw/redraws.ts';
import { drawGas } from '../src/gas/chart.ts';
import { drawInference } from '../src/inference/chart.ts';
import { drawMemory } from '../src/load/chart.ts';

const RESULTS = new URL('../results/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, RESULTS), 'utf8');
const textsOf = (svg: string) => readTexts(svg).map(({ text }) => text);

test('every committed picture is drawn by a redraw', () => {
  const pictures = readdirSync(RESULTS).filter((name) => name.endsWith('.svg'));
  expect(redraws.map(({ picture }) => picture).sort()).toEqual(pictures.sort());
});

describe.each(redraws)('$picture', ({ results, picture, draw }) => {
  test('is what comes of the committed results', () => {
    expect(draw(read(results))).toBe(read(picture));
  });

  test('has no text outside its frame or on another', () => {
    expect(findFaults(read(picture))).toEqual([]);
  });
});

const long = `a very long <name> & ${'of a thing/'.repeat(40)}`;
const values = [0, 1e-12, 3.7, 42, 1e15];

describe('results that nobody expects', () => {
  test.each([
    ['no network', []],
    ['a network without engines', [{ network: 'n', engines: [] }]],
    ['one engine', [{ network: 'n', engines: [{ engine: 'evm-ml wasm', best: 3.7, ratio: 1 }] }]],
    [
      'long names',
      [{ network: long, engines: values.map((best) => ({ engine: long, best, ratio: best * 1e9 })) }],
    ],
  ])('inference: %s', (_, results) => {
    const svg = drawInference(results, long);
    expect(findFaults(svg)).toEqual([]);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test.each([
    ['no row', []],
    ['one row', [{ kind: 'opcode', name: 'ADD', ns: 10, gas: 3 }]],
    ['times of nothing', [{ kind: 'a16', name: 'unary tanh 128', ns: 0, gas: 29 }]],
    [
      'long names and any time',
      ['a16', 'worst a8', 'network', 'call', 'load', 'opcode', 'precompile'].flatMap((kind) =>
        values.map((ns, i) => ({ kind, name: `${long} ${i}`, ns, gas: 7 })),
      ),
    ],
  ])('gas: %s', (_, rows) => {
    const svg = drawGas(rows);
    expect(findFaults(svg)).toEqual([]);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test.each([
    ['no sample', []],
    ['one sample of nothing', [0]],
    ['any sizes', values],
  ])('load: %s', (_, sizes) => {
    const vitals = { mappedMB: 0, sockets: 0, processorSeconds: 0, blocks: 0, transactions: 0 };
    const svg = drawMemory(
      sizes.map((heapMB, i) => ({
        ...vitals,
        second: i * 1e5,
        heapMB,
        anonymousMB: heapMB,
        residentMB: heapMB,
      })),
    );
    expect(findFaults(svg)).toEqual([]);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

test('inference names every engine with its time and ratio, and says that its axis is logarithmic', () => {
  const texts = textsOf(
    drawInference(
      [
        {
          network: 'A <network>',
          engines: [
            { engine: 'evm-ml wasm', best: 10, ratio: 0.005 },
            { engine: 'onnxruntime-node', best: 2000, ratio: 1 },
          ],
        },
      ],
      'a & b',
    ),
  );
  expect(texts).toEqual(
    expect.arrayContaining(['A <network>', 'evm-ml wasm', '10.0 us', '0.01', '2.00 ms', '1.00']),
  );
  expect(texts.join(' ')).toContain('on a & b.');
  expect(texts.join(' ')).toContain('logarithmic');
});

test('gas shows every row as a dot that names itself, but those too quick for the clock', () => {
  const svg = drawGas([
    { kind: 'a16', name: 'dense 1 of 4 to 3', ns: 500, gas: 50 },
    { kind: 'a8', name: 'dense 1 of 4 to 3', ns: 600, gas: 50 },
    { kind: 'a8', name: 'dense none', ns: 0, gas: 50 },
    { kind: 'opcode', name: 'ADD', ns: 900, gas: 3 },
  ]);
  expect(svg).toContain('<title>dense 1 of 4 to 3 (a16): 10.0 ns/gas</title>');
  expect(svg).toContain('<title>dense 1 of 4 to 3 (a8): 12.0 ns/gas</title>');
  expect(svg).not.toContain('dense none');
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['dense', '0.0 to 12.0', 'ADD', '300.0']));
});
