import { InputError } from '../errors.ts';
import { ELEMENT_BYTES, TYPE_RANGE } from '../graph/element-types.ts';
import { END_OF_TEXT } from '../graph/text.ts';
import {
  createFixedDecoder,
  createIndexEncoder,
  createIntegerEncoder,
  type Encoder,
  FLOAT_ENCODER,
} from '../numerics/real-codec.ts';
import {
  type ExampleLayout,
  expectWhole,
  type InputLayout,
  type PortLayout,
  READ_ELEMENT,
  WRITE_ELEMENT,
} from './ports.ts';

function createEncoder({ port, value }: InputLayout): Encoder {
  if (port.kind === 'index') return createIndexEncoder(port.limit);
  if (port.kind === 'text') return createIndexEncoder(END_OF_TEXT + 1);
  if (value.type === 'f32') return FLOAT_ENCODER;
  const [low, high] = TYPE_RANGE[value.type];
  return createIntegerEncoder(port.scale, port.offset, value.zero, low, high);
}

/** Says which of the numbers it was that an encoder refused. */
function locate(error: unknown, position: number): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(error.code, `Number ${position}: ${error.message}`, position);
}

/** From numbers to the input's bytes: whole examples, ports one after another. */
export function createTranscoder(inputs: ExampleLayout<InputLayout>, outputs: ExampleLayout) {
  const encoders = inputs.ports.map(createEncoder);
  const decoders = outputs.ports.map(({ value }) => createFixedDecoder(value.type, value.scale, value.zero));

  function encode(
    count: number,
    encodeOne: (encoder: Encoder, position: number, index: number) => number,
  ): Uint8Array {
    const batch = Math.floor(count / inputs.length);
    expectWhole('numbers', count, inputs.length, batch);
    const bytes = new Uint8Array(batch * inputs.bytes);
    const view = new DataView(bytes.buffer);
    let position = 0;
    try {
      for (const [index, { value, elements, firstElement, firstByte }] of inputs.ports.entries()) {
        const encoder = encoders[index]!;
        const write = WRITE_ELEMENT[value.type];
        const size = ELEMENT_BYTES[value.type];
        for (let example = 0; example < batch; example++) {
          const begin = example * inputs.bytes + firstByte;
          for (let i = 0; i < elements; i++) {
            position = example * inputs.length + firstElement + i;
            write(view, begin + i * size, encodeOne(encoder, position, i));
          }
        }
      }
    } catch (error) {
      throw locate(error, position);
    }
    return bytes;
  }

  function decode(
    output: Uint8Array,
    take: (port: PortLayout, index: number, element: number, to: number) => void,
  ) {
    const batch = Math.floor(output.length / outputs.bytes);
    expectWhole('bytes', output.length, outputs.bytes, batch);
    const view = new DataView(output.buffer, output.byteOffset, output.byteLength);
    outputs.ports.forEach((port, index) => {
      const read = READ_ELEMENT[port.value.type];
      const size = ELEMENT_BYTES[port.value.type];
      for (let example = 0; example < batch; example++) {
        for (let i = 0; i < port.elements; i++) {
          const element = read(view, example * outputs.bytes + port.firstByte + i * size);
          take(port, index, element, example * outputs.length + port.firstElement + i);
        }
      }
    });
  }

  const outputNumbers = (output: Uint8Array) => Math.floor(output.length / outputs.bytes) * outputs.length;

  return {
    encodeFixed: (numbers: readonly bigint[]): Uint8Array =>
      encode(numbers.length, (encoder, position, index) => encoder.fixed(numbers[position]!, index)),
    encodeReal: (numbers: ArrayLike<number>): Uint8Array =>
      encode(numbers.length, (encoder, position, index) => encoder.real(numbers[position]!, index)),
    decodeFixed(output: Uint8Array): bigint[] {
      const numbers = new Array<bigint>(outputNumbers(output)).fill(0n);
      decode(output, (_, index, element, to) => {
        numbers[to] = decoders[index]!(element);
      });
      return numbers;
    },
    decodeReal(output: Uint8Array): Float64Array {
      const numbers = new Float64Array(outputNumbers(output));
      decode(output, ({ value }, _, element, to) => {
        numbers[to] = value.type === 'f32' ? element : (element - value.zero) * value.scale;
      });
      return numbers;
    },
  };
}
