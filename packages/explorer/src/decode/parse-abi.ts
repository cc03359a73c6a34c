import type { Abi } from 'viem';

/** Bounds of what somebody may hand in as an ABI. */
const [mostCharacters, mostItems, mostDepth] = [1_000_000, 1_000, 8];

const kinds = ['function', 'event', 'error', 'constructor', 'fallback', 'receive'];
const identifier = /^[A-Za-z_$][\w$]{0,99}$/;
const typeName = /^(address|bool|string|function|tuple|bytes\d{0,2}|u?int\d{0,3})(\[\d{0,4}\]){0,4}$/;

/** An ABI as compilers write it, or a compiler's file that has one as `abi`; one sentence for what is none. */
export function parseAbiText(text: string): { readonly abi: Abi } | { readonly error: string } {
  if (text.length > mostCharacters) return { error: 'This is longer than an ABI may be here, a megabyte.' };
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { error: 'This is no JSON.' };
  }
  const items: unknown = Array.isArray(given) ? given : Object(given).abi;
  if (!Array.isArray(items)) return { error: 'Expected a list, or an object with the list as "abi".' };
  if (items.length > mostItems) return { error: `An ABI may have ${mostItems} entries here.` };
  const wrong = items.findIndex((item) => !isItem(item));
  if (wrong >= 0) return { error: `Entry ${wrong + 1} is none that an ABI has.` };
  const abi = items as Abi;
  return abi.some(({ type }) => type === 'function' || type === 'event' || type === 'error')
    ? { abi }
    : { error: 'It has no function, event or error.' };
}

function isItem(item: unknown): boolean {
  const { type, name, inputs = [], outputs = [] } = Object(item);
  if (!kinds.includes(type)) return false;
  if (['function', 'event', 'error'].includes(type) && !isName(name)) return false;
  return areParameters(inputs, 0) && areParameters(outputs, 0);
}

const isName = (name: unknown) => typeof name === 'string' && identifier.test(name);

function areParameters(list: unknown, depth: number): boolean {
  if (!Array.isArray(list) || depth > mostDepth || list.length > 100) return false;
  return list.every((parameter) => {
    const { type, name = '', components } = Object(parameter);
    if (typeof type !== 'string' || !typeName.test(type)) return false;
    if (name !== '' && !isName(name)) return false;
    return type.startsWith('tuple') ? areParameters(components, depth + 1) : components === undefined;
  });
}
