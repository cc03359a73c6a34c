import type { Graph } from '@evm-ml/quantized-runtime';
import { elementCount } from '@evm-ml/quantized-runtime';
import { WORD } from './yul.ts';

/** Where values lie in memory, in bytes. */
export interface MemoryLayout {
  readonly values: readonly number[];
  /** Room that a node uses while it runs. */
  readonly temporaries: readonly number[];
  readonly end: number;
}

interface Request {
  readonly bytes: number;
  readonly birth: number;
  readonly death: number;
  place(address: number): void;
}

/** First fit by time of birth: values whose lives overlap get places that do not. A reshape shares its input's. */
export function layOutMemory(
  graph: Graph,
  temporaryWords: (node: number) => number,
  start: number,
): MemoryLayout {
  const { values, nodes } = graph;
  const root = values.map((_, index) => index);
  nodes.forEach(({ op, inputs, outputs }) => {
    if (op === 'reshape') root[outputs[0]!] = root[inputs[0]!]!;
  });
  const birth = values.map(() => -1);
  const death = values.map(() => -1);
  nodes.forEach(({ inputs, outputs }, time) => {
    for (const output of outputs) if (root[output] === output) birth[output] = time;
    for (const value of [...inputs, ...outputs]) death[root[value]!] = time;
  });
  for (const { value } of graph.outputs) death[root[value]!] = nodes.length;

  const places = values.map(() => start);
  const temporaries = nodes.map(() => start);
  const requests: Request[] = values.flatMap((value, index) =>
    root[index] !== index
      ? []
      : [
          {
            bytes: WORD * elementCount(value.shape),
            birth: birth[index]!,
            death: death[index]!,
            place: (address: number) => {
              places[index] = address;
            },
          },
        ],
  );
  nodes.forEach((_, time) => {
    const place = (address: number) => {
      temporaries[time] = address;
    };
    requests.push({ bytes: WORD * temporaryWords(time), birth: time, death: time, place });
  });

  let end = start;
  const placed: (Request & { readonly address: number })[] = [];
  for (const request of requests.sort((a, b) => a.birth - b.birth)) {
    const busy = placed
      .filter((other) => other.birth <= request.death && request.birth <= other.death)
      .sort((a, b) => a.address - b.address);
    let address = start;
    for (const other of busy) {
      if (address + request.bytes <= other.address) break;
      address = Math.max(address, other.address + other.bytes);
    }
    request.place(address);
    placed.push({ ...request, address });
    end = Math.max(end, address + request.bytes);
  }
  return { values: values.map((_, index) => places[root[index]!]!), temporaries, end };
}
