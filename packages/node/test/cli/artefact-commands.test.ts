import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel } from '@evm-ml/quantized-runtime';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evmMl, wineFile } from './evm-ml.ts';

const model = wineFile('wine.keras');
const samples = wineFile('train.csv');
const test = wineFile('test.csv');

interface Recorded {
  readonly outputs: readonly (readonly number[])[];
}

let folder: string;
let artefact: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evm-ml-cli-'));
  artefact = join(folder, 'wine.evmml');
  const reports = ['txt', 'json', 'svg'].flatMap((kind) => ['--report', join(folder, `report.${kind}`)]);
  const converted = await evmMl(['convert', model, '-o', artefact, '--samples', samples, ...reports]);
  expect(converted).toMatchObject({ code: 0, stderr: '' });
  expect(converted.stdout).toMatch(/from the float network \(\d+\.\d dB\), .* on 29 samples held back\n$/);
});
afterAll(() => rm(folder, { recursive: true }));

const path = (name: string) => join(folder, name);

/** Runs a command that must fail: one sentence on stderr, nothing on stdout, exit code 1, no new file. */
async function refused(args: readonly string[]): Promise<string> {
  const before = await readdir(folder);
  const { code, stdout, stderr } = await evmMl(args);
  expect(await readdir(folder)).toEqual(before);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^evm-ml: [^\n]+\n$/);
  return stderr;
}

describe('convert and verify', () => {
  it('reports ranges and errors as text, JSON and a picture', async () => {
    const read = (kind: string) => readFile(path(`report.${kind}`), 'utf8');
    expect(await read('txt')).toContain('dense_1');
    expect(JSON.parse(await read('json'))).toMatchObject({
      profile: 'a16',
      examples: 89,
      measuredOn: 'held back',
      assumptions: [],
      notices: [],
    });
    expect(await read('svg')).toMatch(/^<svg /);
    expect(await refused(['convert', model, '-o', path('no'), '--report', path('r.pdf')])).toContain(
      '.txt, .json, .svg',
    );
  });

  it('never writes over what it reads, by any path or link, nor two results into one file', async () => {
    const own = path('own.keras');
    await copyFile(model, own);
    await symlink(own, path('soft'));
    await link(own, path('hard'));
    const rows = path('rows.csv');
    await copyFile(test, rows);
    const over = [
      ['convert', own, '-o', own],
      ['convert', own, '-o', `${folder}/./own.keras`],
      ['convert', own, '-o', path('soft')],
      ['convert', path('soft'), '-o', path('hard')],
      ['convert', own, '--samples', rows, '-o', rows],
      ['run', artefact, '--input', rows, '--output', rows],
      ['export', artefact, '-o', artefact],
      ['export', artefact, '-o', `${artefact}.origin`],
      ['solidity', artefact, '-o', artefact],
    ];
    for (const args of over) expect(await refused(args)).toContain('would write over it');
    await symlink(folder, path('again'));
    const linked = [
      'convert',
      own,
      '-o',
      path('new'),
      '--report',
      path('x.txt'),
      '--report',
      path('again/x.txt'),
    ];
    expect(await refused(linked)).toContain('two results');
    await mkdir(path('tfjs'));
    await writeFile(path('tfjs/model.json'), '{}');
    const shard = path('tfjs/group1-shard1of1.bin');
    await writeFile(shard, 'weights');
    expect(await refused(['convert', path('tfjs/model.json'), '-o', shard])).toContain('would write over it');
    const twice = ['convert', own, '-o', path('one'), '--report', path('r.txt'), '--report', path('r.txt')];
    expect(await refused(twice)).toContain('two results');
    expect(await readFile(own)).toEqual(await readFile(model));
    expect(await readFile(rows)).toEqual(await readFile(test));
  });

  it('refuses rows of a width that the model does not take, whatever adds up', async () => {
    const wide = path('wide.csv');
    await writeFile(wide, `${Array(26).fill('1,2,3,4,5').join('\n')}\n`);
    const words = 'takes 13 numbers an example and the file has the shape (26, 5)';
    expect(await refused(['run', artefact, '--input', wide])).toContain(words);
    expect(await refused(['convert', model, '-o', path('no'), '--samples', wide])).toContain(words);
    // One bad cell does not make a header of a row.
    await writeFile(wide, `${[...Array(12).fill('1'), 'n/a'].join(',')}\n${Array(13).fill('1').join(',')}\n`);
    expect(await refused(['run', artefact, '--input', wide])).toContain('line 1, column 13 is "n/a"');
  });

  it('reads an unpacked folder to the same bytes', async () => {
    const unpacked = await mkdtemp(join(tmpdir(), 'evm-ml-unpacked-'));
    for (const [name, bytes] of Object.entries(unzipSync(await readFile(model)))) {
      await writeFile(join(unpacked, name), bytes);
    }
    const out = path('unpacked.evmml');
    expect(await evmMl(['convert', unpacked, '-o', out, '--samples', samples])).toMatchObject({ code: 0 });
    expect(await readFile(out)).toEqual(await readFile(artefact));
    expect(await readFile(`${out}.origin`)).toEqual(await readFile(`${artefact}.origin`));
    await rm(unpacked, { recursive: true });
  });

  it('gives the same bytes again, which verify confirms', async () => {
    const { code, stdout } = await evmMl(['verify', model, artefact, '--samples', samples]);
    expect(code).toBe(0);
    expect(stdout).toContain('the bytes agree');
  });

  it('says what it assumed without samples, and verify notices the difference', async () => {
    const out = path('assumed.evmml');
    const { code, stderr } = await evmMl(['convert', model, '-o', out]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: /);
    expect(await refused(['verify', model, out, '--samples', samples])).toContain('is not what');
  });

  it('says when samples are too few to hold any back, and when a feature never changes', async () => {
    const [, ...rows] = (await readFile(samples, 'utf8')).trim().split('\n');
    const few = rows.slice(0, 20).map((row) => row.split(',').with(3, '19').slice(0, 13).join(','));
    await writeFile(path('few.csv'), `${few.join('\n')}\n`);
    const args = ['convert', model, '-o', path('few.evmml'), '--samples', path('few.csv')];
    const { code, stdout, stderr } = await evmMl(args);
    expect(code).toBe(0);
    expect(stdout).toContain('on the 20 samples themselves: too few to hold any back\n');
    expect(stderr).toMatch(
      /^note: Feature 3 of input "measurements" is 19 in every sample: [^\n]+\nnote: Only 20 samples: [^\n]+\n$/,
    );
  });

  it('refuses samples of another width', async () => {
    await writeFile(path('narrow.csv'), '1,2,3\n');
    const words = await refused(['convert', model, '-o', path('no'), '--samples', path('narrow.csv')]);
    expect(words).toContain('takes 13 numbers an example and the file has the shape (1, 3)');
  });

  it('refuses an unknown layer by name', async () => {
    const entries = unzipSync(await readFile(model));
    const config = new TextDecoder().decode(entries['config.json']);
    entries['config.json'] = new TextEncoder().encode(
      config.replace('"class_name": "Dropout"', '"class_name": "Mystery"'),
    );
    await writeFile(path('unknown.keras'), zipSync(entries));
    expect(await refused(['convert', path('unknown.keras'), '-o', path('no')])).toContain('Mystery');
  });

  it('refuses a broken zip, a file that is none, and a missing one', async () => {
    const bytes = await readFile(model);
    await writeFile(path('broken.keras'), bytes.subarray(0, 20_000));
    await writeFile(path('text.keras'), 'hello');
    await refused(['convert', path('broken.keras'), '-o', path('no')]);
    await refused(['convert', path('text.keras'), '-o', path('no')]);
    expect(await refused(['convert', path('missing.keras'), '-o', path('no')])).toContain('no such file');
  });

  it('refuses a folder that does not exist before it leaves anything behind', async () => {
    expect(await refused(['convert', model, '-o', path('no/where.evmml')])).toContain('there is no folder');
  });

  it('refuses a folder for an output before it does any work', async () => {
    expect(await refused(['convert', model, '-o', path('.')])).toContain('is a folder');
    expect(await refused(['run', artefact, '--input', samples, '--output', path('')])).toContain(
      'must end in',
    );
  });
});

describe('inspect', () => {
  it('shows shapes, work and the model id', async () => {
    const { code, stdout } = await evmMl(['inspect', artefact, '--json']);
    expect(code).toBe(0);
    const inspection = JSON.parse(stdout);
    expect(inspection).toMatchObject({
      modelId: expect.stringMatching(/^0x[0-9a-f]{64}$/),
      bytes: (await readFile(artefact)).length,
      programBytes: 555,
      originBytes: (await readFile(`${artefact}.origin`)).length,
      chunks: 0,
      profile: 'a16',
      inputs: [{ name: 'measurements', shape: [13], type: 'i16' }],
      outputs: [{ shape: [3] }],
    });
    const operators: { layer: string; op: string; macs: number }[] = inspection.operators;
    expect(operators.at(-1)).toMatchObject({ layer: 'cultivar', op: 'softmax', macs: 0 });
    const first = operators.find(({ op }) => op === 'dense');
    expect(first).toMatchObject({ layer: 'dense_1', macs: 13 * 16 });
    const words = await evmMl(['inspect', artefact]);
    expect(words.stdout).toContain(inspection.modelId);
    const { planBytes } = loadModel(await readFile(artefact));
    expect(inspection.planBytes).toBe(planBytes);
    expect(words.stdout).toContain(`${planBytes.toLocaleString('en-US')} bytes of memory`);
  });

  it('refuses a truncated artefact and a flipped byte of its header', async () => {
    const bytes = await readFile(artefact);
    await writeFile(path('truncated'), bytes.subarray(0, bytes.length - 1));
    expect(await refused(['inspect', path('truncated')])).toContain('Truncated');
    for (const position of [0, 8, 400]) {
      const flipped = Uint8Array.from(bytes);
      flipped[position]! ^= 1;
      await writeFile(path('flipped'), flipped);
      await refused(['inspect', path('flipped')]);
    }
  });
});

describe('run', () => {
  it.each(['npy', 'csv', 'json'])('gives the same numbers on both backends, as .%s', async (extension) => {
    const [wasm, reference] = [path(`wasm.${extension}`), path(`reference.${extension}`)];
    for (const [output, backend] of [
      [wasm, 'wasm'],
      [reference, 'reference'],
    ] as const) {
      const done = await evmMl(['run', artefact, '--input', test, '--output', output, '--backend', backend]);
      expect(done).toEqual({ code: 0, stdout: '', stderr: '' });
    }
    expect(await readFile(wasm)).toEqual(await readFile(reference));
  });

  it('agrees with Keras: the same class on every lot, outputs at most 0.002 apart', async () => {
    const { stdout } = await evmMl(['run', artefact, '--input', test]);
    const answers: number[][] = JSON.parse(stdout);
    const { outputs }: Recorded = JSON.parse(await readFile(wineFile('keras-outputs.json'), 'utf8'));
    expect(answers).toHaveLength(60);
    const top = (row: readonly number[]) => row.indexOf(Math.max(...row));
    outputs.forEach((keras, lot) => {
      const answer = answers[lot]!;
      expect(top(answer)).toBe(top(keras));
      keras.forEach((probability, i) => {
        expect(Math.abs(answer[i]! - probability)).toBeLessThanOrEqual(0.002);
      });
    });
  });

  it('refuses a wrong length, an unknown format and a bad backend', async () => {
    await writeFile(path('short.json'), '[1, 2, 3]');
    expect(await refused(['run', artefact, '--input', path('short.json')])).toContain('takes 13 numbers');
    expect(await refused(['run', artefact, '--input', test, '--output', path('y.txt')])).toContain(
      '.npy, .csv, .json',
    );
    const { code, stderr } = await evmMl(['run', artefact, '--input', test, '--backend', 'magic']);
    expect(code).toBe(1);
    expect(stderr).toContain('wasm, reference');
  });
});

describe('export', () => {
  it('gives a Keras file that converts again and predicts alike', async () => {
    const keras = path('exported.keras');
    expect(await evmMl(['export', artefact, '-o', keras])).toMatchObject({ code: 0, stderr: '' });
    expect(Object.keys(unzipSync(await readFile(keras)))).toEqual(
      expect.arrayContaining(['config.json', 'metadata.json', 'model.weights.h5']),
    );
    const again = path('again.evmml');
    expect(await evmMl(['convert', keras, '-o', again, '--samples', samples])).toMatchObject({ code: 0 });
    const [before, after] = await Promise.all(
      [artefact, again].map((file) => evmMl(['run', file, '--input', test])),
    );
    const answers: number[][] = JSON.parse(before!.stdout);
    JSON.parse(after!.stdout).forEach((row: number[], lot: number) => {
      row.forEach((probability, i) => {
        expect(Math.abs(probability - answers[lot]![i]!)).toBeLessThanOrEqual(0.002);
      });
    });
  });

  it('refuses what is no artefact', async () => {
    await refused(['export', test, '-o', path('no.keras')]);
  });
});

describe('solidity', () => {
  it('writes a contract of the name that was asked for, and refuses what is no name', async () => {
    const out = path('Grader.sol');
    const { code, stdout, stderr } = await evmMl(['solidity', artefact, '-o', out]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Grader: [\d,]+ bytes of code( and \d+ data contracts?)?, [\d,]+ gas to deploy\n/,
    );
    expect(stdout).toMatch(/\none example: [\d,]+ gas as Solidity, [\d,]+ through PREDICT\n$/);
    expect(await readFile(out, 'utf8')).toContain('contract Grader {');
    expect(await refused(['solidity', artefact, '-o', path('x.sol'), '--name', '9'])).toContain(
      'no name for a contract',
    );
  });
});

describe('evm-ml', () => {
  it('knows its version and helps', async () => {
    expect((await evmMl(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await evmMl(['--help'])).stdout).toContain('convert');
  });

  it.each([[['nonsense']], [['convert', 'x.keras']], [['run']]])('refuses %j', async (args) => {
    const { code, stderr } = await evmMl(args);
    expect(code).toBe(1);
    expect(stderr).toContain('--help');
  });
});
