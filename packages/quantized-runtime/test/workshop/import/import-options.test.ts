import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { exportKeras, type ImportProgress, importKeras } from '../../../src/workshop/index.ts';
import { loadFamily } from './fixtures.ts';

const lstm = loadFamily('rnn').find(({ name }) => name === 'lstm')!;
const files = unzipSync(lstm.bytes);

/** The network with the length of its sequences left open. */
function openEnded(): Uint8Array {
  const text = strFromU8(files['config.json']!).replaceAll('[null, 5, 3]', '[null, null, 3]');
  return zipSync({ ...files, 'config.json': strToU8(text) });
}

describe('importKeras', () => {
  it('takes the sizes that a file leaves open', async () => {
    const { graph } = await importKeras(openEnded()).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'unknown-size' });
      const name = /Input "([^"]+)"/.exec((error as Error).message)![1]!;
      return importKeras(openEnded(), { inputShapes: { [name]: [9, 3] } });
    });
    expect(graph.values[graph.inputs[0]!.value]!.shape).toEqual([9, 3]);
  });

  it('refuses a shape for an input that the network does not have, by the names of those that it has', async () => {
    for (const name of ['y', '__proto__', 'constructor']) {
      const inputShapes = Object.fromEntries([[name, [9, 3]]]);
      await expect(importKeras(openEnded(), { inputShapes })).rejects.toMatchObject({
        code: 'unknown-size',
        message: expect.stringMatching(/no input "\w+" to give a shape: the network has "/),
      });
    }
  });

  it('reads an unpacked folder like the archive', async () => {
    const packed = await importKeras(lstm.bytes);
    const folder = await importKeras(new Map(Object.entries(files)));
    expect(folder).toEqual(packed);
  });

  it('reports its progress', async () => {
    const seen: ImportProgress[] = [];
    await importKeras(lstm.bytes, { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ task, done, total }) => `${task} ${done}/${total}`)).toEqual([
      'read 0/1',
      'read 1/1',
      'translate 0/1',
      'translate 1/1',
    ]);
  });

  it('says that a stateful layer starts every prediction from zero', async () => {
    const notices: string[] = [];
    const stateful = loadFamily('rnn').find(({ name }) => name === 'lstm_stateful')!;
    await importKeras(stateful.bytes, { onNotice: (sentence) => notices.push(sentence) });
    expect(notices).toEqual([expect.stringMatching(/^Layer "lstm\w*" is stateful: .* from zero states/)]);
  });

  it('gives the same network each time, and exports the same bytes', async () => {
    const [first, second] = await Promise.all([importKeras(lstm.bytes), importKeras(lstm.bytes)]);
    expect(second).toEqual(first);
    expect(await exportKeras(second)).toEqual(await exportKeras(first));
  });

  it('does not fold: a batch normalization is an affine node, an activation a unary one', async () => {
    const mlp = loadFamily('normalization').find(({ name }) => name === 'mlp')!;
    const { graph } = await importKeras(mlp.bytes);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['dense', 'affine', 'unary', 'dense', 'softmax']);
  });
});
