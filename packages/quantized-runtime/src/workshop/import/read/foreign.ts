import { ImportError } from '../../../errors.ts';

/** Files of others that people try, and what to do with each: for messages, not for reading them. */

interface Foreign {
  readonly what: string;
  readonly remedy: string;
}

const SAVED_MODEL: Foreign = {
  what: 'a SavedModel of TensorFlow, which holds no layers',
  remedy: 'load it where it was trained and save it with model.save("model.keras")',
};
const PYTORCH: Foreign = {
  what: 'a file of PyTorch',
  remedy:
    'build the same layers in Keras, copy the weights with set_weights and save with model.save("model.keras")',
};
const ONNX: Foreign = {
  what: 'an ONNX file',
  remedy: 'save the Keras model that it was made from with model.save("model.keras")',
};
const TFLITE: Foreign = {
  what: 'a model of TensorFlow Lite, which holds no layers',
  remedy: 'save the Keras model that it was made from with model.save("model.keras")',
};
const PICKLE: Foreign = {
  what: 'a pickle of Python',
  remedy: 'load it in Python and save the model with model.save("model.keras")',
};
const NUMPY: Foreign = {
  what: 'an array of NumPy',
  remedy: 'give a model here, and examples with --samples or --input',
};
const WEIGHTS: Foreign = {
  what: 'the weights of a model without its layers',
  remedy: 'save the whole model with model.save("model.keras")',
};
const GZIP: Foreign = { what: 'a compressed file', remedy: 'unpack it first' };

/** What bytes are that are no model, where that shows; undefined elsewhere. */
function recognise(bytes: Uint8Array): Foreign | undefined {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
  if (text.startsWith('\x93NUMPY')) return NUMPY;
  if (text.startsWith('\x1f\x8b')) return GZIP;
  if (text.slice(4, 8) === 'TFL3') return TFLITE;
  const isPickle = bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;
  if (isPickle) return /torch/.test(text) ? PYTORCH : PICKLE;
  if (text.startsWith('\x08') && /onnx|pytorch|torch/i.test(text)) return ONNX;
  if (text.startsWith('\x08\x01\x12') || text.includes('saved_model')) return SAVED_MODEL;
  return undefined;
}

/** The refusal of bytes that are none of the containers that can be read. */
export function notAModel(bytes: Uint8Array): ImportError {
  return refusal(
    bytes.length === 0 ? { what: 'an empty file', remedy: 'save or copy it again' } : recognise(bytes),
  );
}

/** Throws ImportError for the names of a folder or archive that is another program's. */
export function expectKerasEntries(names: readonly string[]): void {
  const has = (test: RegExp) => names.some((name) => test.test(name));
  if (has(/(^|\/)config\.json$/)) return;
  if (has(/(^|\/)saved_model\.pb$/)) throw refusal(SAVED_MODEL);
  if (has(/(^|\/)data\.pkl$/)) throw refusal(PYTORCH);
  if (has(/^model\.weights\.h5$/)) throw refusal(WEIGHTS);
  if (has(/\.npy$/)) throw refusal(NUMPY);
}

function refusal(foreign: Foreign | undefined): ImportError {
  const sentence =
    foreign === undefined
      ? 'This is not a Keras model: expected a .keras or .h5 file, or the folder of a TensorFlow.js model.'
      : `This is ${foreign.what}, not a Keras model: ${foreign.remedy}.`;
  return new ImportError('not-a-model', sentence);
}
