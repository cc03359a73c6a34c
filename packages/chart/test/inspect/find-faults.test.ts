import { expect, test } from 'vitest';
import { drawPicture } from '../../src/index.ts';
import { findFaults, readTexts } from '../../src/inspect/index.ts';
import type { Shape } from '../../src/shape.ts';

const picture = (...shapes: Shape[]) =>
  drawPicture({ title: 'x', width: 200, blocks: [{ height: 40, shapes }] });

test('texts that fit and lie apart are no fault', () => {
  const svg = picture(
    { kind: 'text', x: 0, y: 12, text: '<one>', title: 'hidden '.repeat(30) },
    { kind: 'text', x: 168, y: 12, text: 'two', anchor: 'end' },
    { kind: 'text', x: 84, y: 30, text: 'three & four', anchor: 'middle', size: 10, bold: true },
  );
  expect(findFaults(svg)).toEqual([]);
  expect(readTexts(svg).map(({ text }) => text)).toEqual(['<one>', 'two', 'three & four']);
});

test.each<[string, Shape]>([
  ['right', { kind: 'text', x: 150, y: 12, text: 'too long' }],
  ['left', { kind: 'text', x: 20, y: 12, text: 'too long', anchor: 'end' }],
  ['both sides', { kind: 'text', x: 84, y: 12, text: 'm'.repeat(30), anchor: 'middle' }],
  ['top', { kind: 'text', x: 0, y: -10, text: 'a' }],
  ['bottom', { kind: 'text', x: 0, y: 60, text: 'a' }],
  ['nowhere', { kind: 'text', x: Number.NaN, y: 12, text: 'a' }],
])('a text that leaves the frame is one: %s', (_, shape) => {
  expect(findFaults(picture(shape))).toEqual([expect.stringMatching(/leaves the frame$/)]);
});

test('texts that lie on each other are one', () => {
  const svg = picture(
    { kind: 'text', x: 0, y: 12, text: 'below' },
    { kind: 'text', x: 20, y: 20, text: 'above' },
  );
  expect(findFaults(svg)).toEqual(['"below" and "above" overlap']);
});

test('a file without a frame is one', () => {
  expect(findFaults('<svg/>')).toEqual(['this is no picture with a frame']);
});
