import type { Graph } from '@evm-ml/quantized-runtime';
import { realPort } from '@evm-ml/quantized-runtime/workshop';
import type { Choices } from './attack.ts';
import { AttackGraph, DATA, type Operation, PROFILES } from './graph.ts';

/** A network that is much to load for its bytes. */
interface Program {
  readonly name: string;
  build(choices: Choices): { readonly what: string; readonly graph: Graph };
}

const CLAMPED = { min: null, max: null } as const;
const MOST_NODES = 4000;

/** `count` nodes, each on what the one before gives (or, fanned out, all on the input). */
function chain(
  name: string,
  add: (graph: AttackGraph, choices: Choices, width: number) => (input: number, index: number) => number,
): Program {
  return {
    name,
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const count = choices.size(MOST_NODES);
      const width = choices.size(64);
      const isFan = choices.uniform() < 0.3;
      const x = graph.input([width]);
      const step = add(graph, choices, width);
      let last = x;
      for (let i = 0; i < count; i++) last = step(isFan ? x : last, i);
      return {
        what: `${count} ${isFan ? 'beside each other' : 'in a chain'}, ${width} wide`,
        graph: graph.finish(last),
      };
    },
  };
}

/** Nodes that read no tensors. */
const plain = (name: string, operation: (width: number) => Operation): Program =>
  chain(name, (graph, _, width) => (input) => graph.add(operation(width), [input], [width]));

const matrix = (graph: AttackGraph, width: number, name: string) => graph.weights(name, [width, width]);

export const PROGRAMS: readonly Program[] = [
  chain('dense, shared weights', (graph, _, width) => {
    const params = matrix(graph, width, 'k');
    return (input) => graph.add({ op: 'dense', ...CLAMPED, params }, [input], [width]);
  }),
  chain('dense, own weights', (graph, choices, width) => {
    const own = Math.min(width, 16);
    const most = choices.size(2000);
    let params = matrix(graph, width, 'k0');
    return (input, index) => {
      if (index > 0 && index < most && width <= own) params = matrix(graph, width, `k${index}`);
      return graph.add({ op: 'dense', ...CLAMPED, params }, [input], [width]);
    };
  }),
  chain('conv, shared weights', (graph, choices, width) => {
    const taps = choices.size(8);
    const params = graph.weights('k', [taps, 1, 1]);
    const padding = [[taps - 1, 0]] as const;
    return (input) => {
      const cells = graph.add({ op: 'reshape' }, [input], [width, 1]);
      const y = graph.add(
        { op: 'conv', ...CLAMPED, params, strides: [1], dilations: [1], padding, groups: 1 },
        [cells],
        [width, 1],
      );
      return graph.add({ op: 'reshape' }, [y], [width]);
    };
  }),
  plain('reshape', () => ({ op: 'reshape' })),
  plain('slice', (width) => ({ op: 'slice', begin: [0], size: [width], strides: [1] })),
  plain('transpose', () => ({ op: 'transpose', perm: [0] })),
  plain('tile', () => ({ op: 'tile', repeats: [1] })),
  plain('pad', () => ({ op: 'pad', padding: [[0, 0]], fill: 0 })),
  chain('concat', (graph, choices, width) => {
    const parts = choices.size(32);
    const operation = { op: 'concat', axis: 0 } as const;
    return (input) => {
      const whole = graph.add(operation, Array<number>(parts).fill(input), [width * parts]);
      return graph.add({ op: 'slice', begin: [0], size: [width], strides: [1] }, [whole], [width]);
    };
  }),
  chain('max of two', (graph, _, width) => {
    return (input) => graph.add({ op: 'binary', fn: 'max', ...CLAMPED, params: {} }, [input, input], [width]);
  }),
  chain('masks', (graph, choices, width) => {
    const reduceLast = choices.of(['none', 'any'] as const);
    return (input) => {
      const shape = reduceLast === 'none' ? [width] : [];
      const mask = graph.add({ op: 'compare', fn: 'gt', constant: 0, reduceLast }, [input], shape, 'u8');
      return graph.add({ op: 'select' }, [mask, input, input], [width]);
    };
  }),
  chain('reduce', (graph, _, width) => {
    return (input) => {
      const y = graph.add({ op: 'reduce', fn: 'max', axes: [0], params: {} }, [input], []);
      return graph.add({ op: 'tile', repeats: [width] }, [graph.add({ op: 'reshape' }, [y], [1])], [width]);
    };
  }),
  chain('pool', (graph, _, width) => {
    const operation = {
      op: 'pool',
      fn: 'max',
      size: [1],
      strides: [1],
      padding: [[0, 0]],
      params: {},
    } as const;
    return (input) => {
      const cells = graph.add({ op: 'reshape' }, [input], [width, 1]);
      return graph.add({ op: 'reshape' }, [graph.add(operation, [cells], [width, 1])], [width]);
    };
  }),
  chain('constants', (graph, _, width) => {
    const value = graph.tensor('c', [width], new DATA[graph.profile](width));
    return (input, index) => {
      const constant = graph.add({ op: 'constant', params: { value } }, [], [width]);
      if (index === 0) return constant;
      return graph.add({ op: 'binary', fn: 'min', ...CLAMPED, params: {} }, [input, constant], [width]);
    };
  }),
  chain('tables', (graph, _, width) => {
    const isFloat = graph.profile === 'f32';
    const data = graph.profile === 'a16' ? new Int16Array(1025) : new Int8Array(256);
    const params = isFloat ? {} : { table: graph.tensor('t', [data.length], data) };
    return (input) => graph.add({ op: 'unary', fn: 'tanh', alpha: 0, beta: 0, params }, [input], [width]);
  }),
  {
    name: 'dense, one large kernel shared',
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const width = choices.size(512);
      const count = choices.size(Math.min(MOST_NODES, Math.floor(2 ** 24 / width ** 2)));
      const x = graph.input([width]);
      const params = matrix(graph, width, 'k');
      let last = x;
      for (let i = 0; i < count; i++) {
        last = graph.add({ op: 'dense', ...CLAMPED, params }, [last], [width]);
      }
      return { what: `${count} of ${width} to ${width}`, graph: graph.finish(last) };
    },
  },
  {
    name: 'conv, groups',
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const groups = choices.size(4096);
      const taps = choices.size(4);
      const filters = 2 * groups;
      const x = graph.input([taps, 2 * groups]);
      const params = graph.weights('k', [taps, 2, filters]);
      const y = graph.add(
        { op: 'conv', ...CLAMPED, params, strides: [1], dilations: [1], padding: [[0, 0]], groups },
        [x],
        [1, filters],
      );
      return { what: `${groups} groups of ${taps} taps`, graph: graph.finish(y) };
    },
  },
  {
    name: 'convTranspose, phases',
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const stride = choices.size(512);
      const taps = choices.size(512);
      const x = graph.input([2, 1]);
      const params = graph.weights('k', [taps, 1, 1]);
      const y = graph.add(
        { op: 'convTranspose', ...CLAMPED, params, strides: [stride], dilations: [1], padding: [[0, 0]] },
        [x],
        [taps + stride, 1],
      );
      return { what: `${taps} taps, stride ${stride}`, graph: graph.finish(y) };
    },
  },
  {
    name: 'scales of a port',
    build(choices) {
      const graph = new AttackGraph(choices.of(['a16', 'a8'] as const));
      const length = choices.size(100_000);
      const x = graph.value([length]);
      const scale = Array.from({ length }, (_, i) => 1 + i / 7);
      graph.port({ ...realPort('x', x), scale, offset: scale });
      return {
        what: `${length} of them`,
        graph: graph.finish(graph.add({ op: 'reshape' }, [x], [length, 1])),
      };
    },
  },
  {
    name: 'ports and texts',
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const ports = choices.size(256);
      const text = 'n'.repeat(choices.size(100));
      for (let i = 0; i < ports; i++) graph.port(realPort(`${text}${i}`, graph.value([1])));
      const values = graph.writer.inputs.map(({ value }) => value);
      const y = graph.add({ op: 'concat', axis: 0 }, values, [ports], undefined, text);
      return { what: `${ports} ports, names of ${text.length}`, graph: graph.finish(y) };
    },
  },
  {
    name: 'one large kernel',
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const [k, n] = [choices.size(4096), choices.size(512)];
      const x = graph.input([k]);
      const params = graph.weights('k', [k, n]);
      const y = graph.add({ op: 'dense', ...CLAMPED, params }, [x], [n]);
      return { what: `${k} to ${n}`, graph: graph.finish(y) };
    },
  },
];
