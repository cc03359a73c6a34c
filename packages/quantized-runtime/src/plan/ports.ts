import { InputError } from '../errors.ts';
import { ELEMENT_BYTES, elementCount } from '../graph/element-types.ts';
import type { ElementType, Graph, InputPort, Value } from '../graph/graph.ts';

/** One port's place within an example's bytes (rule P7). */
export interface PortLayout {
  readonly value: Value;
  readonly index: number;
  /** Elements and bytes of one example, and where they begin among the example's numbers and bytes. */
  readonly elements: number;
  readonly bytes: number;
  readonly firstElement: number;
  readonly firstByte: number;
}

/** All ports of one side: an example is the ports one after another. */
export interface ExampleLayout<P extends PortLayout = PortLayout> {
  readonly ports: readonly P[];
  readonly length: number;
  readonly bytes: number;
}

export interface InputLayout extends PortLayout {
  readonly port: InputPort;
}

function layOut(graph: Graph, values: readonly number[]): ExampleLayout {
  let length = 0;
  let bytes = 0;
  const ports = values.map((index) => {
    const value = graph.values[index]!;
    const elements = elementCount(value.shape);
    const place = { value, index, elements, firstElement: length, firstByte: bytes };
    length += elements;
    bytes += elements * ELEMENT_BYTES[value.type];
    return { ...place, bytes: elements * ELEMENT_BYTES[value.type] };
  });
  return { ports, length, bytes };
}

export function layOutInputs(graph: Graph): ExampleLayout<InputLayout> {
  const { ports, ...sizes } = layOut(
    graph,
    graph.inputs.map(({ value }) => value),
  );
  return { ...sizes, ports: ports.map((place, index) => ({ ...place, port: graph.inputs[index]! })) };
}

export const layOutOutputs = (graph: Graph): ExampleLayout =>
  layOut(
    graph,
    graph.outputs.map(({ value }) => value),
  );

/** Reads or writes element `index` of `type` in little-endian bytes. */
export const READ_ELEMENT: Readonly<Record<ElementType, (view: DataView, offset: number) => number>> = {
  f32: (view, offset) => view.getFloat32(offset, true),
  i32: (view, offset) => view.getInt32(offset, true),
  i16: (view, offset) => view.getInt16(offset, true),
  i8: (view, offset) => view.getInt8(offset),
  u8: (view, offset) => view.getUint8(offset),
};

export const WRITE_ELEMENT: Readonly<
  Record<ElementType, (view: DataView, offset: number, element: number) => void>
> = {
  f32: (view, offset, element) => view.setFloat32(offset, element, true),
  i32: (view, offset, element) => view.setInt32(offset, element, true),
  i16: (view, offset, element) => view.setInt16(offset, element, true),
  i8: (view, offset, element) => view.setInt8(offset, element),
  u8: (view, offset, element) => view.setUint8(offset, element),
};

/** Refuses an input that is not `batch` whole examples of `size` bytes or numbers each. */
export function expectWhole(what: string, given: number, size: number, batch: number): void {
  if (!Number.isInteger(batch) || batch < 0 || given !== batch * size) {
    throw new InputError(
      'WrongInputLength',
      `Expected ${size} ${what} for each example, ${size * batch} for ${batch}; got ${given}.`,
    );
  }
}
