import type { Sentence } from './sentences.ts';
import type { Translator } from './translator.ts';

/** What one sentence took, in microseconds. */
export interface Spent {
  readonly wall: number;
  /** All threads of the process together. */
  readonly processor: number;
}

/** Throws unless a translator says of every sentence what Keras says, in as many tokens. Gives the tokens of all of them. */
export async function checkAnswers(translator: Translator, sentences: readonly Sentence[]): Promise<number> {
  let tokens = 0;
  for (const [index, { english, german }] of sentences.entries()) {
    await translator.ask(index);
    const answer = translator.answer();
    // Its words, and the token that ends it.
    const expected = german.split(' ').length + 1;
    if (answer.text !== german || answer.tokens !== expected) {
      throw new Error(
        `${translator.name}, ${translator.arithmetic}, ${translator.how}: says "${answer.text}" in ${answer.tokens} tokens ` +
          `of "${english}", and Keras "${german}" in ${expected}`,
      );
    }
    tokens += answer.tokens;
  }
  return tokens;
}

async function spend(translator: Translator, index: number): Promise<Spent> {
  const before = process.cpuUsage();
  const start = performance.now();
  const pending = translator.ask(index);
  if (pending !== undefined) await pending;
  const wall = (performance.now() - start) * 1000;
  const { user, system } = process.cpuUsage(before);
  return { wall, processor: user + system };
}

const least = (a: Spent, b: Spent): Spent => ({
  wall: Math.min(a.wall, b.wall),
  processor: Math.min(a.processor, b.processor),
});

/**
 * For each translator what all sentences together take, each at its best of `rounds`: a sentence is short enough to
 * escape the other users of a shared machine now and then, all of them are not. Translators take turns.
 */
export async function measureTranslators(
  translators: readonly Translator[],
  sentences: number,
  rounds: number,
  progress: (round: number) => void,
): Promise<Spent[]> {
  const best = translators.map((): Spent[] =>
    Array.from({ length: sentences }, () => ({ wall: Infinity, processor: Infinity })),
  );
  for (let round = 0; round < rounds; round++) {
    progress(round);
    for (const [turn, translator] of translators.entries()) {
      // Warms up, untimed: others ran meanwhile.
      for (let index = 0; index < Math.min(4, sentences); index++) await translator.ask(index);
      for (let index = 0; index < sentences; index++) {
        best[turn]![index] = least(best[turn]![index]!, await spend(translator, index));
      }
    }
  }
  return best.map((spent) =>
    spent.reduce((sum, { wall, processor }) => ({
      wall: sum.wall + wall,
      processor: sum.processor + processor,
    })),
  );
}
