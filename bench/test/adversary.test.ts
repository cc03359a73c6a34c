import { expect, test } from 'vitest';
import { Choices } from '../src/gas/adversary/attack.ts';
import { CALLS } from '../src/gas/adversary/calls.ts';
import { FLOATS } from '../src/gas/adversary/floats.ts';
import { PROGRAMS } from '../src/gas/adversary/programs.ts';
import { createRandom } from '../src/random.ts';

const { uniform } = createRandom(4);
const choices = () => new Choices(Array.from({ length: 16 }, uniform));

test('sizes stay between the least and the most, and reach both', () => {
  const sizes = Array.from({ length: 400 }, () => choices().size(5, 2));
  expect(Math.min(...sizes)).toBe(2);
  expect(Math.max(...sizes)).toBe(5);
  expect([...new Set(sizes)].every(Number.isInteger)).toBe(true);
});

test('equal choices make equal attacks', async () => {
  for (const family of FLOATS) {
    const numbers = Array.from({ length: 16 }, uniform);
    const [first, second] = [
      await family.create(new Choices(numbers)),
      await family.create(new Choices(numbers)),
    ];
    expect(first).toMatchObject({ name: second!.name, gas: second!.gas });
  }
});

test.each(PROGRAMS)('$name: most of what it builds is a model that can be loaded', async ({ name }) => {
  const family = CALLS.find((own) => own.name === `load ${name}`)!;
  // Small choices: this is about what they build, not about how long it takes.
  const small = () => new Choices(Array.from({ length: 16 }, () => uniform() * 0.4));
  const made = await Promise.all(Array.from({ length: 4 }, () => family.create(small())));
  expect(made.filter((attack) => attack !== null).length).toBeGreaterThan(1);
});
