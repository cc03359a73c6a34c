import { type RefusalCode, refuse } from '../../graph/refuse.ts';

/** Nesting of JSON. */
const JSON_DEPTH = 64;

/** Where the text quoted from `begin` on ends: its closing quote, or the end of all. */
function endOfQuote(text: string, begin: number): number {
  for (let quote = begin; ; ) {
    quote = text.indexOf('"', quote + 1);
    if (quote < 0) return text.length;
    let escapes = 0;
    while (text.charCodeAt(quote - 1 - escapes) === 0x5c) escapes++;
    if (escapes % 2 === 0) return quote;
  }
}

/**
 * Refuses text whose brackets nest deeper than the limit, so that nothing that walks the value can run out of stack.
 * Most of an origin is quoted, and goes by at the speed of indexOf.
 */
function expectShallow(text: string, what: string): void {
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0x22) index = endOfQuote(text, index);
    else if (unit === 0x7b || unit === 0x5b) {
      if (++depth > JSON_DEPTH) refuse('TooLarge', `${what} nests deeper than ${JSON_DEPTH} levels.`);
    } else if (unit === 0x7d || unit === 0x5d) depth--;
  }
}

/** JSON text to a value, bounded in depth. Refuses with `code`. */
export function parseJson(text: string, what: string, code: RefusalCode): unknown {
  expectShallow(text, what);
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return refuse(code, `${what} is not JSON: ${cause.message}`);
    throw cause;
  }
}

/**
 * The canonical form of RFC 8785: no white space, names sorted by UTF-16 code unit, numbers as ECMAScript writes
 * them. Refuses what JSON cannot hold. The value is a tree of plain data, bounded in depth.
 */
export function canonicalJson(value: unknown, what: string, depth = 0): string {
  if (depth > JSON_DEPTH) return refuse('TooLarge', `${what} nests deeper than ${JSON_DEPTH} levels.`);
  if (Array.isArray(value)) {
    return `[${value.map((item: unknown) => canonicalJson(item, what, depth + 1)).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    const text = fields.map(
      ([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item, what, depth + 1)}`,
    );
    return `{${text.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return refuse('BadProgram', `${what} holds ${value}, which JSON cannot say.`);
  }
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return JSON.stringify(value);
  }
  return refuse('BadProgram', `${what} holds a ${typeof value}, which JSON cannot say.`);
}
