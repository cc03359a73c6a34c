/** Bytes of a memory word: every number in memory takes one, so that one MLOAD gives it with its sign. */
export const WORD = 32;

/** An integer as a Yul expression. Yul has no negative literals; `not(n)` is `-n - 1` and costs 6 gas. */
export function int(value: number | bigint): string {
  const n = BigInt(value);
  return n >= 0n ? n.toString() : `not(${-n - 1n})`;
}

/** `pointer + bytes`, without an addition of zero. */
export function offset(pointer: string, bytes: number): string {
  return bytes === 0 ? pointer : `add(${pointer}, ${int(bytes)})`;
}

/** A loop of `count` rounds; after each, every pointer has moved by its step (bytes). */
export interface Level {
  readonly count: number;
  readonly steps: readonly number[];
}

/** Levels that do nothing are dropped; one that goes on where the inner one ends is merged with it. */
export function mergeLevels(levels: readonly Level[]): Level[] {
  const merged: Level[] = [];
  for (const level of levels.filter(({ count }) => count !== 1).reverse()) {
    const inner = merged[0];
    if (inner?.steps.every((step, p) => level.steps[p] === step * inner.count)) {
      merged[0] = { count: inner.count * level.count, steps: inner.steps };
    } else {
      merged.unshift(level);
    }
  }
  return merged;
}

/**
 * Nested loops, outermost first. `body` gets the pointers' names in the innermost loop; they may be read there,
 * not changed. `name` keeps the variables of neighbouring nests apart.
 */
export function nest(
  name: string,
  starts: readonly string[],
  levels: readonly Level[],
  body: (pointers: readonly string[]) => string,
): string {
  const pointersAt = (depth: number) => starts.map((_, p) => `${name}${String.fromCharCode(97 + p)}${depth}`);
  const loops = mergeLevels(levels);
  const write = (depth: number): string => {
    const level = loops[depth];
    const pointers = pointersAt(depth);
    if (!level) return body(pointers);
    const counter = `${name}n${depth}`;
    const copies = pointersAt(depth + 1).map((inner, p) => `let ${inner} := ${pointers[p]}`);
    const moves = pointers.flatMap((pointer, p) =>
      level.steps[p] === 0 ? [] : [`${pointer} := ${offset(pointer, level.steps[p]!)}`],
    );
    return [
      `for { let ${counter} := ${level.count} } ${counter} { ${counter} := sub(${counter}, 1) } {`,
      ...copies,
      write(depth + 1),
      ...moves,
      '}',
    ].join('\n');
  };
  const declarations = pointersAt(0).map((pointer, p) => `let ${pointer} := ${starts[p]}`);
  return ['{', ...declarations, write(0), '}'].join('\n');
}
