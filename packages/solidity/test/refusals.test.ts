import type { Graph, Node } from '@evm-ml/quantized-runtime';
import { describe, expect, test } from 'vitest';
import { networkToSolidity, SolidityError } from '../src/index.ts';
import { NetworkBuilder, tabular } from './support/networks.ts';

const refuse = (graph: Graph, name = 'Model') => {
  try {
    networkToSolidity({ graph }, { name });
  } catch (error) {
    expect(error).toBeInstanceOf(SolidityError);
    return String(error);
  }
  throw new Error('the network was translated');
};

function withNode(node: Partial<Node> & { readonly op: Node['op'] }): Graph {
  const b = new NetworkBuilder('a16', 1);
  const x = b.value([4]);
  const y = b.value([4]);
  const graph = b.build(x, y);
  const whole = { layer: 'mine', inputs: [x], outputs: [y], params: {}, ...node } as Node;
  return { ...graph, nodes: [whole] };
}

describe('networks that have no translation', () => {
  test('f32', () => {
    expect(refuse({ ...tabular('a16'), profile: 'f32' })).toContain('Quantize it to a16 or a8');
  });

  test('division', () => {
    expect(refuse(withNode({ op: 'binary', fn: 'div', inputs: [0, 0] }))).toContain(
      'integer networks cannot',
    );
  });

  test('a port of floats', () => {
    const graph = withNode({ op: 'reshape' });
    const values = graph.values.map((value) => ({ ...value, type: 'f32' as const }));
    expect(refuse({ ...graph, values })).toContain('no floats');
  });

  test('a tensor that is not there', () => {
    expect(refuse(withNode({ op: 'unary', params: { table: 'none' } }))).toContain('"none"');
  });

  test.each(['', '1Model', 'My Model', 'a-b', 'x;y'])('the name %j', (name) => {
    expect(refuse(tabular('a8'), name)).toContain('no name for a contract');
  });
});

describe('the source', () => {
  test('is the same for the same network', () => {
    expect(networkToSolidity({ graph: tabular('a8') }, { name: 'M' })).toBe(
      networkToSolidity({ graph: tabular('a8') }, { name: 'M' }),
    );
  });

  test('takes nothing from layer names but plain characters', () => {
    const graph = withNode({ op: 'reshape', layer: 'a\n} selfdestruct(0x0); /* */ é' });
    const source = networkToSolidity({ graph }, { name: 'M' });
    expect(source).toContain('// reshape (a?? selfdestruct?0x0?? /? ?/ ?)');
  });
});
