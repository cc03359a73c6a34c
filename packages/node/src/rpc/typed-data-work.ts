import { invalidParams } from './errors.ts';

/** Structured data (EIP-712) as a request has it. */
interface TypedData {
  domain: Record<string, unknown>;
  types: Record<string, readonly { name: string; type: string }[]>;
  primaryType: string;
  message: Record<string, unknown>;
}

/** Steps that one signature may take, about a second: it has this thread alone. */
const maxSteps = 5_000_000;

/** Steps of a value, and of a struct besides those of the text of the types, which is hashed again for each. */
const [valueSteps, structSteps] = [50, 500];

/** Structs and lists inside one another, at most. */
const deepest = 100;

/** Refuses structured data that takes too long to hash, before it is looked at any further. @throws RpcError */
export function assertLittleWork({ domain, types, primaryType, message }: TypedData): void {
  const typesText = JSON.stringify(types).length;
  let left = maxSteps;
  const take = (steps: number) => {
    left -= steps;
    if (left < 0)
      throw invalidParams(
        `the structured data takes more than ${maxSteps} steps to hash: sign fewer values, or with shorter types`,
      );
  };
  // Goes where hashing goes: two fields of one name lead twice to one value, and what an object inherits leads on.
  const visit = (type: string, value: unknown, depth: number): void => {
    if (depth > deepest)
      throw invalidParams(
        `not structured data that can be signed (EIP-712): what it nests is deeper than ${deepest}`,
      );
    take(valueSteps + (typeof value === 'string' ? value.length : 0));
    const item = /^(.+)\[\d*\]$/.exec(type)?.[1];
    if (item !== undefined) {
      if (Array.isArray(value)) for (const each of value) visit(item, each, depth + 1);
      return;
    }
    if (!Object.hasOwn(types, type)) return;
    take(structSteps + typesText);
    if (value === null || value === undefined) return;
    for (const field of types[type]!) visit(field.type, Reflect.get(Object(value), field.name), depth + 1);
  };
  visit('EIP712Domain', domain, 0);
  visit(primaryType, message, 0);
}
