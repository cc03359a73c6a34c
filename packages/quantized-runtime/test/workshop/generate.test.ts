import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createModel, type Graph, type Profile } from '../../src/index.ts';
import {
  GenerateError,
  type GenerateOptions,
  generate,
  importKeras,
  quantize,
} from '../../src/workshop/index.ts';
import { BACKENDS } from '../support/backends.ts';

const FIXTURES = new URL('../../fixtures/keras/generating/', import.meta.url);
const NAMES = ['transformer', 'decoder', 'recurrent'] as const;
type Name = (typeof NAMES)[number];

interface Case {
  readonly stop: number;
  readonly given: readonly (readonly number[])[];
  /** What Keras generates (tools/keras/make_generating_fixtures.py). */
  readonly answers: readonly (readonly number[])[];
}
const CASES = JSON.parse(readFileSync(new URL('answers.json', FIXTURES), 'utf8')) as Record<Name, Case>;
const START = 1;

/** Networks of one step, in each profile. */
const networks = new Map<string, Graph>();
const network = (name: Name, profile: Profile): Graph => networks.get(`${name} ${profile}`)!;

beforeAll(async () => {
  for (const name of NAMES) {
    const imported = await importKeras(readFileSync(new URL(`${name}.keras`, FIXTURES)));
    const { given, answers } = CASES[name];
    const tokens = Float32Array.from(answers.flatMap((answer) => [START, ...answer.slice(0, -1)]));
    const samples = imported.graph.inputs.map((port) =>
      port.name === 'tokens' ? tokens : Float32Array.from(given.flat()),
    );
    for (const profile of ['f32', 'a16', 'a8'] as const) {
      const { network: own } = await quantize(imported, samples, { profile });
      networks.set(`${name} ${profile}`, own.graph);
    }
  }
}, 120_000);

const optionsOf = (name: Name): GenerateOptions => ({
  tokens: 'tokens',
  start: START,
  stop: CASES[name].stop,
});
const given = (name: Name) => CASES[name].given.flat();

/** Steps of an answer: up to its first stop. */
const stepsOf = (answer: readonly number[], stop: number): number => {
  const at = answer.indexOf(stop);
  return at < 0 ? answer.length : at + 1;
};

const grid = NAMES.flatMap((name) =>
  (['f32', 'a16', 'a8'] as const).map((profile) => [name, profile] as const),
);

describe.each(grid)('%s in %s', (name, profile) => {
  const { answers, stop } = CASES[name];
  const count = answers.length;

  test('generates what Keras generates', () => {
    const model = createModel(generate(network(name, profile), optionsOf(name)).graph);
    const { output, steps } = model.execute(model.encodeReal(given(name)), count);
    const numbers = [...model.decodeReal(output)];
    const length = numbers.length / count;
    const same = answers.filter(
      (answer, index) => answer.join() === numbers.slice(index * length, (index + 1) * length).join(),
    );
    // Weights are random, so that some scores of int8 are as good as equal.
    expect(same.length).toBeGreaterThanOrEqual(profile === 'a8' ? count - 4 : count);
    if (same.length === count)
      expect(steps).toEqual([answers.reduce((sum, answer) => sum + stepsOf(answer, stop), 0)]);
  });

  test('what is carried has the bits of what is computed anew, by every kernel', () => {
    const carried = generate(network(name, profile), optionsOf(name));
    const anew = generate(network(name, profile), { ...optionsOf(name), carry: false });
    expect(carried.recomputed).toEqual(
      name === 'recurrent' ? expect.stringContaining('decoder (slice)') : null,
    );
    const runs = [carried.graph, anew.graph].flatMap((graph) =>
      BACKENDS.map(([, load]) => {
        const model = load(graph);
        return model.execute(model.encodeReal(given(name)), count);
      }),
    );
    for (const run of runs) expect(run).toEqual(runs[0]);
    const work = (graph: Graph) =>
      createModel(graph).work.reduce((sum, { macs, times }) => sum + macs * times, 0);
    if (name !== 'recurrent') expect(work(carried.graph) * 4).toBeLessThan(work(anew.graph));
  });
});

describe('the answer', () => {
  const whole = () => network('transformer', 'a16');
  const run = (options: Partial<GenerateOptions>) => {
    const model = createModel(generate(whole(), { ...optionsOf('transformer'), ...options }).graph);
    return { model, ...model.execute(model.encodeReal(CASES.transformer.given[0]!), 1) };
  };
  const [answer] = CASES.transformer.answers as [number[]];

  test('has at most as many tokens as were asked for', () => {
    const { model, output, steps } = run({ steps: 3 });
    expect([...model.decodeReal(output)]).toEqual(answer.slice(0, 3));
    expect([model.loops, steps]).toEqual([[3], [3]]);
  });

  test('has as many without a token that ends it', () => {
    const { stop: _, ...rest } = optionsOf('transformer');
    const { graph } = generate(whole(), rest);
    const model = createModel(graph);
    const { steps } = model.execute(model.encodeReal(given('transformer')), CASES.transformer.given.length);
    expect(steps).toEqual([7 * CASES.transformer.given.length]);
  });

  test('is a text', () => {
    const pieces = Array.from({ length: 11 }, (_, index) => (index === 3 ? '' : `w${index}`));
    const { model, output } = run({ text: { pieces, fn: 'words', stop: '' } });
    expect(new TextDecoder().decode(model.decodeText(output))).toBe(
      answer.map((token) => `w${token}`).join(' '),
    );
  });
});

test.each<[string, Partial<GenerateOptions>, RegExp]>([
  ['an input that is not there', { tokens: 'x' }, /no input "x".*"source", "tokens"/],
  ['a start beyond', { start: 11 }, /first token, 11.*0 to 10/],
  ['a stop beyond', { stop: 11 }, /ends an answer, 11.*0 to 10/],
  ['no steps', { steps: 0 }, /0 steps: give a whole number from 1 to 7/],
  ['more steps than places', { steps: 8 }, /8 steps: give a whole number from 1 to 7/],
  ['a vocabulary of others', { text: { pieces: ['a'] } }, /1 pieces.*scores of 11 tokens/],
  ['a vocabulary of nothing', { text: { pieces: new Array(11).fill('') } }, /empty pieces alone/],
  ['an input that is no list of tokens', { tokens: 'source' }, /should give \[6, V\]/],
])('%s is refused in a sentence', (_, options, message) => {
  const call = () => generate(network('transformer', 'a16'), { ...optionsOf('transformer'), ...options });
  expect(call).toThrow(GenerateError);
  expect(call).toThrow(message);
});
