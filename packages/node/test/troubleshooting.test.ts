/** docs/troubleshooting.md quotes what a node says: every sentence there is in the source, and what stops a start is there. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultLimits } from '../src/config/limits.ts';

const source = new URL('../src/', import.meta.url);
const page = readFileSync(new URL('../../../docs/troubleshooting.md', import.meta.url), 'utf8');

/** The source without comments; texts that are put together by `+` are one, and bounds are sentences. */
const readSource = (path: string): string =>
  readFileSync(new URL(path, source), 'utf8')
    .replaceAll(/^\s*(\/\/|\/?\*).*$/gm, '')
    .replaceAll(/['`] \+\s+['`]/g, '')
    .replaceAll(/limitExceeded\(\s*'(\w+)',[^']*'([^']*)'/g, "'more than $1 = …: $2'")
    .replaceAll("\\'", "'");
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map(readSource);

/** What a row of a table quotes first, if that is a sentence. */
const quoted = [...page.matchAll(/^\| `([^`]* [^`]*)` \|/gm)].map(([, sentence]) => sentence!);

/** Finds the fixed words of a sentence in one text of the source, in their order. */
function isSaid(sentence: string): boolean {
  const words = sentence.split('…').filter((part) => /\w/.test(part));
  const escaped = words.map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // What differs is an expression of the template, which may hold texts of its own.
  const start = /^\w/.test(sentence) ? '[\'`"]' : '';
  const pattern = new RegExp(start + escaped.join('[^;]{1,200}?'));
  return files.some((text) => pattern.test(text));
}

test.each(quoted)('the node says: %s', (sentence) => {
  expect(sentence.replaceAll('…', '').trim().length).toBeGreaterThan(8);
  expect(isSaid(sentence)).toBe(true);
});

test('a sentence that no node says would be noticed', () => {
  expect(quoted.length).toBeGreaterThan(120);
  for (const invented of [
    'the disk of … is tired.',
    'nonce too low: … tx nonce … too',
    'more than maxFilters = …: wait',
    'disk of … is full.',
  ]) {
    expect(isSaid(invented)).toBe(false);
  }
});

test('what keeps a node from starting, or stops it, is on the page', () => {
  const fixed = (text: string) => text.replaceAll(/\$\{[^}]*\}|\{\}/g, '…');
  const sentences = ['cli/node/start-failure.ts', 'storage/explain-failure.ts']
    .flatMap((path) => [...readSource(path).matchAll(/(?:`|')([^`'\n]* [^`'\n]* [^`'\n]*\.)[`']/g)])
    .map(([, text]) => fixed(text!));
  expect(sentences.length).toBeGreaterThanOrEqual(18);
  expect(sentences.filter((sentence) => !quoted.includes(sentence))).toEqual([]);
});

test('every bound is on the page', () => {
  expect(Object.keys(defaultLimits).filter((name) => !page.includes(name))).toEqual([]);
});
