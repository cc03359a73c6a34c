import { describe, expect, test } from 'vitest';
import type { Graph } from '../../src/index.ts';
import type { Params } from '../support/bounds-case.ts';
import { filled, oneNode } from '../support/one-node.ts';
import { refusalOf } from '../support/refusal-of.ts';

describe('recurrent layers in integers', () => {
  type Kind = 'table' | 'gate' | 'mult' | 'normalized' | 'shift';
  type Roles = Readonly<Record<string, readonly [Kind, number]>>;
  const RANGES = {
    table: ['i16', -32767, 32767],
    gate: ['i32', 0, 2 ** 20 - 1],
    mult: ['i32', 0, 2 ** 21 - 1],
    normalized: ['i32', 2 ** 20, 2 ** 21 - 1],
    shift: ['u8', 1, 52],
  } as const;
  const UNITS = 2;
  const rolesOf = (columns: number, states: number): Roles => ({
    activationTable: ['table', 1025],
    multInput: ['gate', columns],
    multState: ['gate', columns],
    shiftGate: ['shift', columns],
    multOutput: ['normalized', states],
    shiftOutput: ['shift', states],
  });
  const recurrentTable = ['table', 1025] as const;
  const gru: Roles = {
    ...rolesOf(3 * UNITS, 1),
    ...{ recurrentTable, multHidden: ['mult', 2], shiftHidden: ['shift', 1] },
  };
  const lstm: Roles = {
    ...rolesOf(4 * UNITS, 2),
    ...{ recurrentTable, cellTable: recurrentTable, multCell: ['mult', 2], shiftCell: ['shift', 1] },
    ...{ multHidden: ['normalized', 1], shiftHidden: ['shift', 1] },
  };
  const CELLS = [
    ['rnn', false, rolesOf(UNITS, 1)],
    ['lstm', false, lstm],
    ['gru', false, gru],
    ['gru', true, { ...gru, multReset: ['normalized', UNITS], shiftReset: ['shift', UNITS] }],
  ] as const satisfies readonly (readonly [string, boolean, Roles])[];

  function cell(fn: 'rnn' | 'lstm' | 'gru', resetAfter: boolean, params: Params): Graph {
    const columns = { rnn: 1, lstm: 4, gru: 3 }[fn] * UNITS;
    const node = {
      backwards: false,
      zeroOutputForMask: false,
      activation: 'tanh',
      recurrentActivation: 'sigmoid',
    };
    return oneNode({
      ...{ profile: 'a16', inputs: [[5, 3]] },
      outputs: [[5, UNITS], [UNITS], ...(fn === 'lstm' ? [[UNITS]] : [])],
      node: { op: 'recurrent', fn, units: UNITS, resetAfter, ...node },
      params: { kernel: [3, columns], recurrent: [UNITS, columns], ...params },
    });
  }
  const filledRole = ([kind, length]: readonly [Kind, number], end: 1 | 2, beyond = 0) =>
    filled(RANGES[kind][0], [length], RANGES[kind][end] + beyond);
  const all = (roles: Roles, end: 1 | 2): Params =>
    Object.fromEntries(Object.entries(roles).map(([role, demand]) => [role, filledRole(demand, end)]));

  describe.each(CELLS)('%s, resetAfter %s', (fn, resetAfter, roles: Roles) => {
    test('constants at both ends of their ranges', () => {
      for (const end of [1, 2] as const)
        expect(refusalOf(cell(fn, resetAfter, all(roles, end)))).toBe('accepted');
    });

    test.each(Object.entries(roles))('%s: there, of its length and in its range', (role, demand) => {
      const given = all(roles, 1);
      const wrong = new RegExp(`^BadParameter.*${role}`);
      const { [role]: _, ...others } = given;
      expect(refusalOf(cell(fn, resetAfter, others))).toMatch(/^BadParameter.*lacks the parameter/);
      const [kind, length] = demand;
      for (const other of [length - 1, length + 1]) {
        const misshapen = { ...given, [role]: filledRole([kind, other], 1) };
        expect(refusalOf(cell(fn, resetAfter, misshapen))).toMatch(
          other === 0 ? /^Bad/ : new RegExp(`"${role}" should have ${length} elements`),
        );
      }
      for (const [end, beyond] of [
        [1, -1],
        [2, 1],
      ] as const) {
        // 32768 is no int16.
        if (kind === 'table' && end === 2) continue;
        const outside = { ...given, [role]: filledRole(demand, end, beyond) };
        expect(refusalOf(cell(fn, resetAfter, outside))).toMatch(wrong);
      }
    });

    test('no constant of another cell', () => {
      const foreign = { ...lstm, multReset: ['normalized', UNITS], shiftReset: ['shift', UNITS] } as Roles;
      for (const [role, demand] of Object.entries(foreign)) {
        if (role in roles) continue;
        const given = { ...all(roles, 1), [role]: filledRole(demand, 1) };
        expect(refusalOf(cell(fn, resetAfter, given))).toMatch(new RegExp(`"${role}" has no meaning here`));
      }
    });

    test('a bias of each column, twice where the state has its own', () => {
      const columns = { rnn: 1, lstm: 4, gru: 3 }[fn] * UNITS;
      const biased = (length: number) =>
        refusalOf(cell(fn, resetAfter, { ...all(roles, 1), bias: filled('i32', [length], 1) }));
      expect(biased(resetAfter ? 2 * columns : columns)).toBe('accepted');
      expect(biased(resetAfter ? columns : 2 * columns)).toMatch(/"bias" should have/);
    });
  });

  test('N4: the sum of x and the sum of the state fit int32, each with its own bias', () => {
    const [, , , [fn, resetAfter, roles]] = CELLS;
    const columns = 3 * UNITS;
    // 3 numbers of x, or 2 of the state, of 32767 times 1.
    const sums = (kernel: number, recurrent: number, ...bias: (readonly [number, number])[]) => {
      const data = new Int32Array(2 * columns);
      for (const [index, element] of bias) data[index] = element;
      return refusalOf(
        cell(fn, resetAfter, {
          ...all(roles, 1),
          kernel: filled('i8', [3, columns], kernel),
          recurrent: filled('i8', [UNITS, columns], recurrent),
          bias: { shape: [2, columns], data },
        }),
      );
    };
    const [ofInput, ofState] = [2 ** 31 - 1 - 3 * 32767, 2 ** 31 - 1 - 2 * 32767];
    expect(sums(1, 1, [0, ofInput], [columns, ofState])).toBe('accepted');
    expect(sums(1, 1, [columns - 1, ofInput + 1])).toMatch(/^Overflow.*"kernel", channel 5/);
    expect(sums(1, 1, [columns, ofState + 1])).toMatch(/^Overflow.*"recurrent", channel 0/);
    expect(sums(1, 1, [2 * columns - 1, -ofState - 2])).toMatch(/^Overflow.*"recurrent", channel 5/);
    expect(sums(1, 1, [2 * columns - 1, -ofState - 1])).toBe('accepted');
  });

  test('N4: a state has no bias where reset comes first', () => {
    const bias = filled('i32', [3 * UNITS], 2 ** 31 - 1);
    const given = {
      ...all(gru, 1),
      kernel: filled('i8', [3, 6], 0),
      recurrent: filled('i8', [2, 6], 1),
      bias,
    };
    expect(refusalOf(cell('gru', false, given))).toBe('accepted');
  });

  test('f32 has no constants', () => {
    const graph = cell('rnn', false, all(rolesOf(UNITS, 1), 1));
    expect(refusalOf({ ...graph, profile: 'f32' })).toMatch(/^BadGraph/);
  });
});
