/** A request and the response that the suite expects. */
export interface Exchange {
  request: unknown;
  method: string;
  expected: unknown;
  /** Only the form is fixed: values may differ between nodes. */
  formOnly: boolean;
}

/** Reads an `.io` file: `//` comments, `>>` requests, `<<` responses. */
export function readExchanges(text: string): Exchange[] {
  const lines = text.split('\n');
  const formOnly = lines.some((line) => line.startsWith('// speconly'));
  const exchanges: Exchange[] = [];
  let request: { method: string } | undefined;
  for (const line of lines) {
    if (line.startsWith('>> ')) request = JSON.parse(line.slice(3));
    else if (line.startsWith('<< ') && request) {
      exchanges.push({ request, method: request.method, expected: JSON.parse(line.slice(3)), formOnly });
    }
  }
  return exchanges;
}

/** Where an answer differs from what was expected, or `undefined`. Errors must agree in being errors, not in words. */
export function firstDifference(
  expected: unknown,
  given: unknown,
  formOnly: boolean,
  path = '',
): string | undefined {
  if (path === '/error') return undefined;
  if (Array.isArray(expected) && Array.isArray(given)) {
    if (expected.length !== given.length && !formOnly)
      return `${path}: expected ${expected.length} items, got ${given.length}`;
    for (const [index, item] of expected.entries()) {
      if (index >= given.length) break;
      const difference = firstDifference(item, given[index], formOnly, `${path}/${index}`);
      if (difference) return difference;
    }
    return undefined;
  }
  if (isObject(expected) && isObject(given)) {
    for (const [key, value] of Object.entries(expected)) {
      // Which fields of a form are optional, the suite does not say; the node's own schema does.
      if (!(key in given) && formOnly && path !== '') continue;
      if (!(key in given))
        return `${path}/${key} is missing${'error' in given ? `: ${shorten(given['error'])}` : ''}`;
      const difference = firstDifference(value, given[key], formOnly, `${path}/${key}`);
      if (difference) return difference;
    }
    const extra = Object.keys(given).find((key) => !(key in expected));
    return extra === undefined || formOnly ? undefined : `${path}/${extra} is not expected`;
  }
  if (formOnly ? typeof expected === typeof given : expected === given) return undefined;
  return `${path}: expected ${shorten(expected)}, got ${shorten(given)}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const shorten = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 80);
