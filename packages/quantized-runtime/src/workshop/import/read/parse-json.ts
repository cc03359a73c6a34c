import { ImportError } from '../../../errors.ts';

/** Lists and objects inside each other: what reads a config calls itself for each. */
const MOST_DEPTH = 500;

/**
 * JSON as Python writes it: NaN and infinities become the texts "NaN", "Infinity" and "-Infinity", harmless where nobody reads them
 * and refused by name where a number is needed. Throws ImportError `broken-config`.
 */
export function parseJson(bytes: Uint8Array, name: string): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return JSON.parse(quoteNonFinite(text, name));
  } catch (error) {
    if (error instanceof ImportError) throw error;
    throw new ImportError('broken-config', `"${name}" is not valid JSON.`, { cause: error });
  }
}

const NON_FINITE = ['NaN', 'Infinity', '-Infinity'] as const;

/** Puts what is no number in JSON into quotes, and refuses what nests too deep. Steps over texts whatever their length. */
function quoteNonFinite(text: string, name: string): string {
  const mark = /["[\]{}NI-]/g;
  const parts: string[] = [];
  let [depth, done] = [0, 0];
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const at = found.index;
    const [letter] = found;
    if (letter === '"') {
      mark.lastIndex = endOfText(text, at);
    } else if (letter === '[' || letter === '{') {
      depth++;
      if (depth > MOST_DEPTH) throw tooDeep(name);
    } else if (letter === ']' || letter === '}') {
      depth--;
    } else {
      const word = NON_FINITE.find((each) => text.startsWith(each, at));
      if (word === undefined) continue;
      parts.push(text.slice(done, at), `"${word}"`);
      done = at + word.length;
      mark.lastIndex = done;
    }
  }
  return parts.length === 0 ? text : parts.join('') + text.slice(done);
}

/** Behind the quote that ends the text which begins at `start`; the end of all where none does. */
function endOfText(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return text.length;
}

function tooDeep(name: string): ImportError {
  return new ImportError(
    'broken-config',
    `"${name}" nests more than ${MOST_DEPTH} lists and objects: models inside models are a few deep.`,
  );
}
