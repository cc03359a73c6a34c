import { expect, test } from 'vitest';
import { ELEMENT_BYTES, elementCount } from '../../src/graph/element-types.ts';
import type { Graph, Profile } from '../../src/index.ts';
import { drawInput } from '../fuzz/draw-input.ts';
import { eachSeed, extent, tell } from '../fuzz/runs.ts';
import { BACKENDS } from '../support/backends.ts';
import { createRandom } from '../support/random.ts';
import { randomLoops, unrolled } from '../support/random-loops.ts';

const FEW = 30;
const PROFILES: readonly Profile[] = ['a16', 'a8', 'f32'];

const bytesOf = (graph: Graph, value: number): number => {
  const { shape, type } = graph.values[value]!;
  return elementCount(shape) * ELEMENT_BYTES[type];
};

/** What one example answers by the loops, held against the same steps written one behind the other. */
function compare(graph: Graph, seed: number) {
  const random = createRandom(seed);
  const [reference, ...others] = BACKENDS.map(([name, load]) => ({ name, model: load(graph) }));
  const inputs = [0, 1, 2].map(() => drawInput(reference!.model, random));
  const most = random.pick([undefined, 1, 2, 3]);
  const answers = inputs.map((input) => reference!.model.execute(input, 1, most));
  inputs.forEach((input, example) => {
    const { output, steps } = answers[example]!;
    const plain = unrolled(graph, steps);
    const expected = BACKENDS[0]![1](plain).run(input, 1);
    expect(Buffer.compare(output, expected.subarray(0, output.length)), `seed ${seed}`).toBe(0);
    // It went on as long as nothing said to stop, and no longer.
    let at = output.length;
    let flag = graph.outputs.length;
    reference!.model.loops.forEach((bound, loop) => {
      const flags = Array.from({ length: steps[loop]! }, () => {
        const first = expected[at]!;
        at += bytesOf(plain, plain.outputs[flag++]!.value);
        return first;
      });
      const isLast = flags.length === Math.min(bound, most ?? bound);
      expect(
        flags.slice(0, -1).every((stop) => stop === 0),
        `seed ${seed}`,
      ).toBe(true);
      expect(isLast || flags.at(-1) !== 0, `seed ${seed}`).toBe(true);
    });
  });
  const batch = Uint8Array.from(inputs.flatMap((input) => [...input]));
  const sums = answers[0]!.steps.map((_, loop) => answers.reduce((sum, { steps }) => sum + steps[loop]!, 0));
  for (const { name, model } of [...others, reference!]) {
    const together = model.execute(batch, 3, most);
    const all = Uint8Array.from(answers.flatMap(({ output }) => [...output]));
    expect(Buffer.compare(together.output, all), `seed ${seed}, ${name}`).toBe(0);
    expect(together.steps).toEqual(sums);
  }
  return sums.reduce((sum, steps) => sum + steps, 0);
}

test(`${extent(FEW)} random graphs with loops give what their steps give one behind the other`, async () => {
  let [steps, skipped] = [0, 0];
  const tried = await eachSeed(FEW, (seed) => {
    const graph = randomLoops(PROFILES[seed % 3]!, seed);
    if (graph.outputs.length > 200) skipped++;
    else steps += compare(graph, seed);
  });
  tell({ tried, steps, skipped });
  expect(steps).toBeGreaterThan(3 * tried);
}, 36_000_000);
