import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { importKeras } from '../../../src/workshop/index.ts';

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const folder = (...names: string[]) => new Map(names.map((name) => [name, new Uint8Array(4)]));

/** What people give by mistake: each is named, with what to do. Heads of files as their programs write them. */
describe('files of other programs', () => {
  it.each([
    [
      'a folder of a SavedModel',
      folder('saved_model.pb', 'variables/variables.index'),
      'a SavedModel of TensorFlow',
    ],
    ['the graph of a SavedModel', latin('\x08\x01\x12\x8d\x10'), 'a SavedModel of TensorFlow'],
    [
      'an archive of PyTorch',
      zipSync({ 'model/data.pkl': strToU8('x'), 'model/data/0': strToU8('y') }),
      'a file of PyTorch',
    ],
    ['an older file of PyTorch', latin('\x80\x02ctorch._utils\n'), 'a file of PyTorch'],
    ['a pickle', latin('\x80\x04\x95\x10'), 'a pickle of Python'],
    ['ONNX', latin('\x08\x07\x12\x07pytorch\x1a\x03'), 'an ONNX file'],
    ['TensorFlow Lite', latin('\x1c\0\0\0TFL3\x14'), 'a model of TensorFlow Lite'],
    ['an array', latin('\x93NUMPY\x01\0'), 'an array of NumPy'],
    ['arrays', zipSync({ 'arr_0.npy': strToU8('x') }), 'an array of NumPy'],
    [
      'weights alone',
      zipSync({ 'model.weights.h5': strToU8('x') }),
      'the weights of a model without its layers',
    ],
    ['what is compressed', latin('\x1f\x8b\x08'), 'a compressed file'],
    ['nothing', new Uint8Array(0), 'an empty file'],
  ])('%s', async (_, source, words) => {
    const refused = importKeras(source);
    await expect(refused).rejects.toMatchObject({ name: 'ImportError', code: 'not-a-model' });
    await expect(refused).rejects.toThrow(`This is ${words}`);
  });
});
