import { readFileSync } from 'node:fs';
import type { GenerateOptions } from '@evm-ml/quantized-runtime/workshop';

const fixture = (name: string) =>
  readFileSync(
    new URL(`../../../packages/quantized-runtime/fixtures/keras/translator/${name}`, import.meta.url),
  );

/** The Keras file of the translator (tools/keras/translator). */
export const readKeras = (): Uint8Array => new Uint8Array(fixture('translator.keras'));

/** What the command line makes of it. */
export const readArtefact = (): Uint8Array =>
  new Uint8Array(
    readFileSync(new URL('../../../examples/translator/model/translator.evmml', import.meta.url)),
  );

export const TEXT_BYTES = 96;
const START = '[start]';
const STOP = '';

/** English, as it is asked, and the German that Keras said. */
export interface Sentence {
  readonly english: string;
  readonly german: string;
}

/** The first `count` of 2,000 sentences that it never saw. */
export function readSentences(count: number): Sentence[] {
  const { answers }: { answers: [english: string, truth: string, keras: string][] } = JSON.parse(
    fixture('answers.json').toString(),
  );
  return answers.slice(0, count).map(([english, , german]) => ({ english, german }));
}

/** A text as the float network takes it: its bytes, and 255 from its end on. */
export function bytesOf(text: string): Float32Array {
  const bytes = new Float32Array(TEXT_BYTES).fill(0xff);
  bytes.set(new TextEncoder().encode(text));
  return bytes;
}

/** The English that ranges are found with: [samples, 96]. */
export function readSamples(): Float32Array {
  const { english }: { english: string[] } = JSON.parse(fixture('samples.json').toString());
  return Float32Array.from(english.flatMap((sentence) => [...bytesOf(sentence)]));
}

export interface Vocabulary {
  readonly pieces: readonly string[];
  readonly start: number;
  readonly stop: number;
}

export function readVocabulary(): Vocabulary {
  const pieces = fixture('vocabulary.txt').toString().split('\n').slice(0, -1);
  return { pieces, start: pieces.indexOf(START), stop: pieces.indexOf(STOP) };
}

/** The input of the tokens so far, and what `npx evm-ml convert` is told in the example. */
export function generating({ pieces, start, stop }: Vocabulary): GenerateOptions {
  return { tokens: 'german', start, stop, text: { pieces, fn: 'words', stop: STOP } };
}
