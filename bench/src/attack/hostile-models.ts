import type { Graph } from '@evm-ml/quantized-runtime';
import type { Choices } from '../gas/adversary/attack.ts';
import { AttackGraph, PROFILES } from '../gas/adversary/graph.ts';
import { PROGRAMS } from '../gas/adversary/programs.ts';

const CLAMPED = { min: null, max: null } as const;

/** A network that wants much of a node for few bytes. */
interface HostileModel {
  readonly name: string;
  build(choices: Choices): Graph;
}

/** Memory and time that few bytes ask for. */
export const HOSTILE_MODELS: readonly HostileModel[] = [
  {
    name: 'one kernel, many layers',
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const depth = choices.size(200_000);
      const x = graph.input([depth]);
      const params = graph.weights('k', [depth, 1]);
      const count = choices.size(300);
      const outs = Array.from({ length: count }, () =>
        graph.add({ op: 'dense', ...CLAMPED, params }, [x], [1]),
      );
      return graph.finish(outs.at(-1)!);
    },
  },
  {
    name: 'channel multipliers',
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const size = choices.size(2 ** 16);
      const x = graph.input([1, 1]);
      const wide = graph.add({ op: 'tile', repeats: [size, 16] }, [x], [size, 16]);
      const params = graph.weights('k', [1, 16, 16]);
      const window = { strides: [size], dilations: [1], padding: [[0, 0]] } as const;
      let last = wide;
      for (let count = choices.size(150); count > 0; count--) {
        last = graph.add({ op: 'depthwise', ...CLAMPED, ...window, params }, [wide], [1, 256]);
      }
      return graph.finish(last);
    },
  },
  {
    name: 'arenas',
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const size = choices.size(2 ** 24);
      const x = graph.input([1]);
      const wide = Array.from({ length: choices.size(5) }, () =>
        graph.add({ op: 'tile', repeats: [size] }, [x], [size]),
      );
      return graph.finish(graph.add({ op: 'reshape' }, [x], [1, 1]), ...wide.slice(0, 1));
    },
  },
  {
    name: 'comparisons that look at everything',
    build(choices) {
      const graph = new AttackGraph(choices.of(PROFILES));
      const size = choices.size(2 ** 24);
      const wide = graph.add({ op: 'tile', repeats: [size] }, [graph.input([1])], [size]);
      const reduceLast = choices.of(['any', 'all'] as const);
      let last = wide;
      for (let count = choices.size(200); count > 0; count--) {
        last = graph.add({ op: 'compare', fn: 'eq', constant: 99, reduceLast }, [wide], [], 'u8');
      }
      return graph.finish(last);
    },
  },
  ...PROGRAMS.map(({ name, build }) => ({ name, build: (choices: Choices) => build(choices).graph })),
];
