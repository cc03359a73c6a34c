import { describe, expect, it } from 'vitest';
import type { LayerType } from '../../../src/workshop/import/context.ts';
import { DEFAULT_POSITIONS } from '../../../src/workshop/import/context.ts';
import { LOWERED } from '../../../src/workshop/import/layers/index.ts';
import { NO_OP_LAYERS } from '../../../src/workshop/import/layers/no-ops.ts';
import { operationModule } from '../../../src/workshop/import/layers/operation-modules.ts';
import { REFUSED } from '../../../src/workshop/import/layers/refused.ts';
import {
  COMMON_ARGUMENTS,
  COMMON_SETTINGS,
  noEffect,
  OPERATION_SETTINGS,
  type Settings,
  settingNamed,
} from '../../../src/workshop/import/settings.ts';
import { RENAMED } from '../../../src/workshop/import/spec.ts';
import { FUNCTIONS } from '../../../src/workshop/import/tensorflow/functions.ts';
import { type Defaults, readSignatures } from './signatures.ts';

function typeNamed(name: string): LayerType | undefined {
  const current = RENAMED[name] ?? name;
  return LOWERED[current] ?? NO_OP_LAYERS[current];
}

/** Settings that nobody looks at, and defaults that would be refused. */
function gaps(signature: Defaults, declared: Settings, common: Settings): string[] {
  return Object.entries(signature).flatMap(([name, fallback]) => {
    const setting = settingNamed(name, declared, common);
    if (setting === undefined) return [`${name} is not declared`];
    // A call that does not say `training` is one at inference, whatever the default of its function.
    if (name === 'training') return [];
    if (setting.kind !== 'only' || fallback.length === 0 || fallback[0] === null) return [];
    const accepted = setting.accepted.some((value) => JSON.stringify(value) === JSON.stringify(fallback[0]));
    return accepted ? [] : [`${name} is refused at its default ${JSON.stringify(fallback[0])}`];
  });
}

describe.each([2, 3] as const)(
  'every setting of every layer of Keras %i is followed or refused',
  (generation) => {
    const { layers, base } = readSignatures(generation);
    const names = Object.keys(layers).filter((name) => REFUSED[name] === undefined);

    it('knows every layer', () => {
      expect(names.filter((name) => typeNamed(name) === undefined)).toEqual([]);
    });

    it.each(names)('%s', (name) => {
      const type = typeNamed(name)!;
      expect(gaps({ ...base, ...layers[name]!.settings }, type.settings, COMMON_SETTINGS)).toEqual([]);
      const [, ...further] = Object.entries(layers[name]!.call).filter(([key]) => !isOperand(type, key));
      expect(gaps(Object.fromEntries(further), type.arguments ?? {}, COMMON_ARGUMENTS)).toEqual([]);
    });

    it('names the arguments that a call gives by position', () => {
      // Keras 2 writes every argument after the inputs by name.
      if (generation === 2) return;
      const wrong = names.filter((name) => {
        const positions = typeNamed(name)!.positions ?? DEFAULT_POSITIONS;
        const further = Object.keys(layers[name]!.call).slice(1);
        return further.some((key, i) => positions[i + 1] !== key);
      });
      expect(wrong).toEqual([]);
    });
  },
);

/** An argument by position that is an input of its own: key and value of an attention layer. */
function isOperand(type: LayerType, key: string): boolean {
  return type.positions?.[0] === 'query' && ['query', 'value', 'key'].includes(key);
}

describe('every setting of every operation of keras.ops is followed or refused', () => {
  const { operations } = readSignatures(3);
  const known = Object.keys(operations).filter((name) => LOWERED[`ops.${name}`] !== undefined);

  it.each(known)('%s', (name) => {
    const type = LOWERED[`ops.${name}`]!;
    expect(gaps(operations[name]!.settings, type.settings, OPERATION_SETTINGS)).toEqual([]);
    const optional = Object.entries(operations[name]!.call).filter(([, fallback]) => fallback.length > 0);
    expect(gaps(Object.fromEntries(optional), type.arguments ?? {}, {})).toEqual([]);
  });

  it('is of operations that Keras has', () => {
    const mine = Object.keys(LOWERED).filter((name) => name.startsWith('ops.'));
    expect(mine.filter((name) => operations[name.slice(4)] === undefined)).toEqual([]);
  });
});

describe('every argument of every function of TensorFlow that Keras 2 stores is followed or refused', () => {
  const { tensorflow } = readSignatures(2);

  it.each(Object.keys(FUNCTIONS).filter((name) => !name.startsWith('__operators__')))('%s', (name) => {
    const signature = tensorflow[name];
    expect(signature, 'no function of this name').toBeDefined();
    const [, ...further] = Object.entries(signature!);
    expect(
      gaps(Object.fromEntries(further), FUNCTIONS[name]!.settings, { ...noEffect('it is a name', 'name') }),
    ).toEqual([]);
  });
});

it('operations name the module that Keras keeps them in', () => {
  const { operations } = readSignatures(3);
  const mine = Object.keys(LOWERED).flatMap((name) => (name.startsWith('ops.') ? [name.slice(4)] : []));
  const wrong = mine.filter((name) => operationModule(name) !== `keras.src.ops.${operations[name]!.module}`);
  expect(wrong).toEqual([]);
});
