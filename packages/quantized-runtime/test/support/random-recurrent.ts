import type { MakeOp } from './graph-maker.ts';

const layer = 'random';

/** rnn, lstm or gru over a sequence, sometimes masked by it. */
export const recurrent: MakeOp = (m, x) => {
  const shape = m.shape(x);
  if (shape.length !== 2) return null;
  const [steps, width] = [shape[0]!, shape[1]!];
  const fn = m.random.pick(['rnn', 'lstm', 'gru'] as const);
  const units = m.random.pick([1, 3, 8]);
  const resetAfter = fn === 'gru' && m.random.integer(0, 1) === 1;
  const columns = { rnn: 1, lstm: 4, gru: 3 }[fn] * units;
  const states = fn === 'lstm' ? 2 : 1;
  const table = (role: string): string => m.tensor(role, 'i16', [1025]);
  const integer = () => ({
    activationTable: table('activation'),
    multInput: m.tensor('multInput', 'i32', [columns], 0, 2 ** 20 - 1),
    multState: m.tensor('multState', 'i32', [columns], 0, 2 ** 20 - 1),
    shiftGate: m.tensor('shiftGate', 'u8', [columns], 20, 34),
    multOutput: m.tensor('multOutput', 'i32', [states], 2 ** 20, 2 ** 21 - 1),
    shiftOutput: m.tensor(
      'shiftOutput',
      'u8',
      [states],
      m.type === 'i16' ? 20 : 28,
      m.type === 'i16' ? 22 : 30,
    ),
    ...(fn === 'rnn' ? {} : { recurrentTable: table('recurrent') }),
    ...(fn === 'lstm'
      ? {
          cellTable: table('cell'),
          multCell: m.tensor('multCell', 'i32', [2], 0, 2 ** 21 - 1),
          shiftCell: m.tensor('shiftCell', 'u8', [1], 34, 37),
        }
      : {}),
    ...(fn === 'lstm'
      ? {
          multHidden: m.tensor('multHidden', 'i32', [1], 2 ** 20, 2 ** 21 - 1),
          shiftHidden: m.tensor('shiftHidden', 'u8', [1], 34, 37),
        }
      : {}),
    ...(fn === 'gru'
      ? {
          multHidden: m.tensor('multHidden', 'i32', [2], 0, 2 ** 21 - 1),
          shiftHidden: m.tensor('shiftHidden', 'u8', [1], 34, 37),
        }
      : {}),
    ...(resetAfter
      ? {
          multReset: m.tensor('multReset', 'i32', [units], 2 ** 20, 2 ** 21 - 1),
          shiftReset: m.tensor('shiftReset', 'u8', [units], 25, 40),
        }
      : {}),
  });
  const params = {
    kernel: m.kernel([width, columns], width),
    recurrent: m.kernel([units, columns], units),
    bias: m.tensor(
      'bias',
      m.float ? 'f32' : 'i32',
      resetAfter ? [2, columns] : [columns],
      -(2 ** 20),
      2 ** 20,
    ),
    ...(m.float ? {} : integer()),
  };
  const inputs = [x];
  if (m.random.integer(0, 1) === 1) {
    const mask = m.mask([steps]);
    m.add({
      op: 'compare',
      inputs: [x],
      outputs: [mask],
      layer,
      fn: 'gt',
      constant: m.values[x]!.zero,
      reduceLast: 'any',
    });
    inputs.push(mask);
  }
  const outputs = [m.value([steps, units]), m.value([units]), ...(fn === 'lstm' ? [m.value([units])] : [])];
  const [backwards, zeroOutputForMask] = [m.random.integer(0, 1) === 1, m.random.integer(0, 1) === 1];
  return m.add({
    ...{ op: 'recurrent', inputs, outputs, layer, fn, units, backwards, resetAfter, zeroOutputForMask },
    ...{ activation: 'tanh', recurrentActivation: 'sigmoid', params },
  });
};
