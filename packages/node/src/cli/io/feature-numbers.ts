import { extname } from 'node:path';
import { UserError } from '../errors.ts';
import type { Port } from './arrange-examples.ts';
import { note } from './note.ts';
import { elementsOf, type Numbers } from './numbers.ts';
import { readExamples } from './numbers-file.ts';

/**
 * One number for each feature of an example, as an option gives them: a number for all, a file with one for each index of
 * the last axis, or a file with one for each feature.
 * @throws UserError
 */
export async function readFeatureNumbers(
  option: string,
  given: string,
  ports: readonly Port[],
): Promise<Float64Array> {
  const total = ports.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
  const same = Number(given);
  if (given.trim() !== '' && !Number.isNaN(same)) return new Float64Array(total).fill(same);
  if (extname(given) === '') {
    throw new UserError(
      `${option} ${given}: is neither a number nor a file; give a number for all features, or a .csv, .json or .npy with one for each.`,
    );
  }
  const examples = await readExamples(given, note);
  const { data } = examples instanceof Map ? [...examples.values()][0]! : (examples as Numbers);
  const channels = ports.length === 1 ? (ports[0]!.shape.at(-1) ?? 1) : total;
  if (data.length === total) return data;
  if (data.length === channels) return Float64Array.from({ length: total }, (_, i) => data[i % channels]!);
  const wanted = channels === total ? `${total} numbers` : `${channels} or ${total} numbers`;
  throw new UserError(
    `${given}: holds ${data.length} numbers and the model takes ${total} an example; give ${wanted}.`,
  );
}
