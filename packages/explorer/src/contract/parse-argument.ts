import { type AbiParameter, isAddress, isHex } from 'viem';

/** A value for a parameter of a function, from what somebody typed. @throws Error with one sentence */
export function parseArgument(parameter: AbiParameter, text: string): unknown {
  const { type } = parameter;
  if (!type.endsWith(']') && !type.startsWith('tuple')) return parseSimple(parameter, text);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Error(`${labelOf(parameter)} is written as JSON, such as ["1", "2"].`);
  }
  return fromJson(parameter, given);
}

/** How a parameter is called: by its name, or by its type. */
export const labelOf = ({ name, type }: AbiParameter): string => (name ? `${name} (${type})` : type);

function fromJson(parameter: AbiParameter, given: unknown): unknown {
  const { type } = parameter;
  const list = /^(.*)\[(\d*)\]$/.exec(type);
  if (list) {
    const [, inner = '', length = ''] = list;
    if (!Array.isArray(given) || (length !== '' && given.length !== Number(length)))
      throw new Error(`${labelOf(parameter)} is a list${length && ` of ${length}`}.`);
    return given.map((item) => fromJson({ ...parameter, type: inner }, item));
  }
  if (type === 'tuple') {
    const components = (parameter as { components?: readonly AbiParameter[] }).components ?? [];
    const fields = components.map((component, index) =>
      fromJson(component, Array.isArray(given) ? given[index] : Object(given)[component.name ?? index]),
    );
    return components.every(({ name }) => name)
      ? Object.fromEntries(components.map(({ name }, index) => [name, fields[index]]))
      : fields;
  }
  if (typeof given === 'number' && !Number.isSafeInteger(given))
    throw new Error(`${labelOf(parameter)}: write whole numbers beyond 2^53 in quotes.`);
  return parseSimple(parameter, given === undefined || given === null ? '' : String(given));
}

function parseSimple(parameter: AbiParameter, text: string): unknown {
  const { type } = parameter;
  const given = type === 'string' ? text : text.trim();
  if (type === 'string') return given;
  if (type === 'bool') {
    if (given !== 'true' && given !== 'false') throw new Error(`${labelOf(parameter)} is true or false.`);
    return given === 'true';
  }
  if (type === 'address') {
    if (!isAddress(given, { strict: false }))
      throw new Error(`${labelOf(parameter)} is 0x and 40 hexadecimal digits.`);
    return given.toLowerCase();
  }
  if (/^u?int/.test(type)) {
    if (!/^-?\d{1,78}$/.test(given) && !/^0x[0-9a-f]{1,64}$/i.test(given))
      throw new Error(`${labelOf(parameter)} is a whole number.`);
    return BigInt(given);
  }
  if (!isHex(given) || given.length % 2 !== 0)
    throw new Error(`${labelOf(parameter)} is 0x and two hexadecimal digits for each byte.`);
  return given;
}
