import { InvalidArgumentError, Option } from 'commander';

/** Shapes of inputs by name, without the batch axis. */
export type InputShapes = Readonly<Record<string, readonly number[]>>;

/** `--input-shape NAME=SIZE,SIZE`, for inputs whose size the Keras file leaves open; may be repeated. */
export function inputShapeOption(): Option {
  return new Option(
    '--input-shape <name=sizes>',
    'size of an input that the file leaves open, e.g. tokens=128',
  )
    .argParser(addShape)
    .default({}, 'as in the file');
}

function addShape(text: string, previous: InputShapes): InputShapes {
  const [, name, sizes] = /^(.+)=([1-9]\d*(?:,[1-9]\d*)*)$/.exec(text) ?? [];
  if (name === undefined || sizes === undefined) {
    throw new InvalidArgumentError('Give a name and whole numbers, e.g. image=96,96,3.');
  }
  return { ...previous, [name]: sizes.split(',').map(Number) };
}
