import { ImportError } from '../../../errors.ts';
import { type Config, isObject, type JsonObject } from '../config.ts';
import type { Operand } from './expression.ts';

/** One call of a function of TensorFlow: its first argument, and the others by name. */
export class FunctionCall {
  constructor(
    /** The first argument: one operand, or as many as its list has. */
    readonly first: readonly Operand[],
    readonly config: Config,
  ) {}

  /** The first argument, which is no list. */
  get x(): Operand {
    const [x, ...others] = this.first;
    if (x === undefined || others.length > 0) throw this.refuse('it takes one tensor');
    return x;
  }

  /** A tensor, a number or an array. */
  operand(name: string): Operand {
    const value = this.config.get(name);
    if (Array.isArray(value)) return toConstant(value);
    if (typeof value === 'number' || isObject(value)) return value;
    throw this.refuse(`its argument "${name}" is missing`);
  }

  /** A setting as it is; undefined where it is null or missing. */
  setting(name: string): unknown {
    return this.config.get(name) ?? undefined;
  }

  refuse(reason: string): ImportError {
    const { where } = this.config;
    return new ImportError(
      'unsupported-setting',
      `In the model's config, ${where} cannot be imported: ${reason}.`,
    );
  }
}

/** Lists of numbers, which Keras 2 stores as they are, as an array of Keras 3. */
export function toConstant(value: readonly unknown[]): JsonObject {
  return { class_name: '__tensor__', config: { value, dtype: 'float32' } };
}
