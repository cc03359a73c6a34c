import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadModel } from '@evm-ml/quantized-runtime';
import type { AttackReport } from '@evm-ml/workshop';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evmMl, wineFile } from './evm-ml.ts';

/** How much each measurement of a wine may change, in its own unit. */
const BOUNDS = [0.6, 0.6, 0.2, 2, 10, 0.4, 0.5, 0.1, 0.4, 1.5, 0.2, 0.5, 200];

let folder: string;
let artefact: string;
let samples: string;
let bounds: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-attack-'));
  artefact = path('wine.evmml');
  samples = path('few.csv');
  bounds = path('bounds.csv');
  const convert = ['convert', wineFile('wine.keras'), '-o', artefact, '--samples', wineFile('train.csv')];
  expect(await evmMl(convert)).toMatchObject({ code: 0 });
  const lines = (await readFile(wineFile('test.csv'), 'utf8')).split('\n');
  await writeFile(
    samples,
    `${lines
      .filter((_, i) => i % 5 === 0)
      .slice(0, 13)
      .join('\n')}\n`,
  );
  await writeFile(bounds, `${BOUNDS.join(',')}\n`);
});
afterAll(() => rm(folder, { recursive: true }));

const path = (name: string) => join(folder, name);
const attack = (...args: string[]) => evmMl(['attack', artefact, '--samples', samples, ...args]);

/** An attack that must not begin: one sentence on stderr, nothing on stdout, exit code 1, no new file. */
async function refused(...args: string[]): Promise<string> {
  const before = await readdir(folder);
  const { code, stdout, stderr } = await evmMl(['attack', ...args]);
  expect(await readdir(folder)).toEqual(before);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return stderr;
}

describe('attack', () => {
  it('tells as text, JSON and a picture what the integers decide otherwise', async () => {
    const [json, svg] = [path('attack.json'), path('attack.svg')];
    const run = () => attack('--bounds', bounds, '--queries', '200', '--json', json, '--svg', svg);
    const { code, stdout } = await run();
    expect(code).toBe(0);
    const text = await readFile(json, 'utf8');
    const report: AttackReport = JSON.parse(text);
    expect(stdout).toContain(
      `accuracy 100.0 %, robust accuracy ${(100 * report.robustAccuracy).toFixed(1)} %`,
    );
    expect(report).toMatchObject({ samples: 12, features: 13, classes: 3, queriesAllowed: 200 });
    expect(report.methods.map(({ method }) => method)).toEqual(['gradient', 'query']);
    expect(report.worst.length).toBeGreaterThan(0);
    const model = loadModel(await readFile(artefact));
    for (const { before, after, from, to } of report.worst) {
      const [was, is] = [before, after].map((example) => {
        const answer = model.decodeReal(model.run(model.encodeReal(example), 1));
        return answer.indexOf(Math.max(...answer));
      });
      expect([was, is]).toEqual([from, to]);
      after.forEach((number, i) => {
        expect(Math.abs(number - before[i]!)).toBeLessThanOrEqual(BOUNDS[i]! * (1 + 1e-12));
      });
    }
    expect(await readFile(svg, 'utf8')).toMatch(/^<svg /);
    await run();
    expect(await readFile(json, 'utf8')).toBe(text);
  });

  it('asks only, where there is no float graph, and says so', async () => {
    const lonely = path('lonely.evmml');
    await copyFile(artefact, lonely);
    const args = ['attack', lonely, '--samples', samples, '--bounds', bounds, '--queries', '20'];
    const { code, stdout, stderr } = await evmMl(args);
    expect(code).toBe(0);
    expect(stderr).toContain('nothing is attacked by gradients');
    expect(stdout).not.toContain('gradient, knows');
    expect(await refused(...args.slice(1), '--method', 'gradient')).toContain(
      'give --model, or --method query',
    );
    const named = await evmMl([...args, '--method', 'gradient', '--model', wineFile('wine.keras')]);
    expect(named.stdout).toContain('gradient, knows the float graph');
    await rm(lonely);
  });

  it('counts by labels where they are given', async () => {
    const labels = path('labels.json');
    await writeFile(labels, JSON.stringify(new Array(12).fill(0)));
    const { stdout } = await attack(
      '--bounds',
      '0.001',
      '--method',
      'query',
      '--queries',
      '5',
      '--labels',
      labels,
    );
    expect(stdout).toContain('labels say what is right');
    expect(stdout).toMatch(/^accuracy [1-9]?\d\.\d %/m);
  });

  it('says that finding nothing proves nothing', async () => {
    const { stderr } = await attack('--bounds', '1e-9', '--method', 'query', '--queries', '3');
    expect(stderr).toContain('no proof that there is nothing');
  });

  it.each<[string, () => string[], string]>([
    ['no bounds', () => [], "required option '--bounds"],
    ['bounds of nothing', () => ['--bounds', '0'], 'No feature may change'],
    ['a bound below zero', () => ['--bounds', '-1'], 'may change by -1'],
    ['bounds that are no number', () => ['--bounds', 'much'], 'neither a number nor a file'],
    ['bounds that are not there', () => ['--bounds', path('no.csv')], 'no such file'],
    ['bounds of another model', () => ['--bounds', samples], 'holds 156 numbers and the model takes 13'],
    [
      'a least above the most',
      () => ['--bounds', '1', '--least', '2', '--most', '1'],
      'at least 2 and at most 1',
    ],
    ['no questions', () => ['--bounds', '1', '--queries', '0'], 'Give a whole number from 1'],
    ['half a seed', () => ['--bounds', '1', '--seed', '0.5'], 'Give a whole number from 0'],
    ['another method', () => ['--bounds', '1', '--method', 'luck'], 'both, gradient, query'],
    [
      'labels of other samples',
      () => ['--bounds', '1', '--labels', bounds],
      'There are 13 labels for 12 samples',
    ],
    ['a report over what it reads', () => ['--bounds', bounds, '--json', bounds], 'would write over it'],
    ['two reports in one', () => ['--bounds', '1', '--json', path('r'), '--svg', path('r')], 'two results'],
  ])('refuses %s', async (_, args, sentence) => {
    expect(await refused(artefact, '--samples', samples, ...args())).toContain(sentence);
  });

  it('refuses samples and a Keras file of another network', async () => {
    const narrow = path('narrow.csv');
    await writeFile(narrow, '1,2,3\n');
    expect(await refused(artefact, '--samples', narrow, '--bounds', '1')).toContain('takes 13 numbers');
    const judge = fileURLToPath(
      new URL('../../../../examples/driver-rewards/model/judge.keras', import.meta.url),
    );
    expect(await refused(artefact, '--samples', samples, '--bounds', '1', '--model', judge)).toContain(
      'There is no input "measurements"',
    );
  });
});
