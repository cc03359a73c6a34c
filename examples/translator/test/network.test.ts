import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadModel, referenceKernels, wasmKernels } from '@evm-ml/quantized-runtime';
import { describe, expect, it } from 'vitest';
import { readTranslator } from '../src/bilingual.ts';

/** The Keras file, and what it answers to sentences that are new combinations: tools/keras/translator. */
const fixture = (name: string) =>
  fileURLToPath(
    new URL(`../../../packages/quantized-runtime/fixtures/keras/translator/${name}`, import.meta.url),
  );
const { answers } = JSON.parse(readFileSync(fixture('answers.json'), 'utf8')) as {
  answers: [english: string, german: string, keras: string][];
};
const { artefact } = readTranslator();
const translate = (model: ReturnType<typeof loadModel>, english: string): string => {
  const { output } = model.execute(model.encodeText(new TextEncoder().encode(english)), 1);
  return new TextDecoder().decode(model.decodeText(output));
};

describe('the translator', () => {
  it('is right about 98 % of 2,000 sentences that it never saw, and says what Keras says of 99.5 %', () => {
    const model = loadModel(artefact, { kernels: wasmKernels });
    const said = answers.map(([english]) => translate(model, english));
    const share = (of: (index: number) => boolean) =>
      answers.filter((_, index) => of(index)).length / answers.length;
    expect(answers).toHaveLength(2_000);
    expect(share((index) => said[index] === answers[index]![1])).toBeGreaterThanOrEqual(0.98);
    expect(share((index) => said[index] === answers[index]![2])).toBeGreaterThanOrEqual(0.995);
  });

  it('says the same by the reference kernels, a token at a time', () => {
    const [fast, plain] = [wasmKernels, referenceKernels].map((kernels) => loadModel(artefact, { kernels }));
    for (const [english] of answers.slice(0, 12)) {
      const input = fast!.encodeText(new TextEncoder().encode(english));
      const whole = fast!.execute(input, 1);
      expect(plain!.execute(input, 1)).toEqual(whole);
      for (let most = 1; most < whole.steps[0]!; most += 3) {
        expect(plain!.execute(input, 1, most)).toEqual(fast!.execute(input, 1, most));
      }
    }
  });

  it('takes less than 2 MB, and 96 bytes of English', () => {
    expect(artefact.length).toBeLessThan(2_000_000);
    expect(loadModel(artefact)).toMatchObject({ textBytes: 96, loops: [14] });
  });

  it('is what the Keras file becomes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'evm-ml-translator-'));
    const { english } = JSON.parse(readFileSync(fixture('samples.json'), 'utf8')) as { english: string[] };
    writeFileSync(join(folder, 'english.txt'), english.map((sentence) => `${sentence}\n`).join(''));
    const program = fileURLToPath(new URL('../../../packages/node/dist/cli/main.js', import.meta.url));
    const path = (name: string) => fileURLToPath(new URL(`../model/${name}`, import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[program, 'verify', fixture('translator.keras'), path('translator.evmml')],
      ...['--samples', join(folder, 'english.txt'), '--text-bytes', '96', '--generate', 'german'],
      ...['--start', '[start]', '--stop', '', '--vocabulary', fixture('vocabulary.txt'), '--spaces'],
    ]);
    await rm(folder, { recursive: true });
    expect(stdout).toContain('the bytes agree');
  }, 120_000);
});
