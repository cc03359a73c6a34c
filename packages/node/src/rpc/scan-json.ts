import type { Limits } from '../config/limits.ts';

/** The bounds on the shape of a body. */
export type ShapeLimits = Pick<Limits, 'maxNesting' | 'maxJsonValues'>;

/** A body goes beyond a bound on its shape. */
export class ShapeExceeded extends Error {
  override readonly name = 'ShapeExceeded';
}

const [quote, backslash, comma] = Buffer.from('"\\,');
const [openList, closeList, openObject, closeObject] = Buffer.from('[]{}');

/**
 * Counts nesting and values of JSON as its bytes arrive, before anything is parsed: what goes beyond the bounds costs
 * no more than the bytes up to there. Whether it is JSON at all the parser says.
 */
export class JsonScan {
  private depth = 0;
  private values = 1;
  private inText = false;
  private escaped = false;

  constructor(private readonly limits: ShapeLimits) {}

  /** Takes the next bytes. @throws ShapeExceeded */
  feed(bytes: Uint8Array): void {
    const { maxNesting, maxJsonValues } = this.limits;
    for (const byte of bytes) {
      if (this.inText) this.inside(byte);
      else if (byte === quote) this.inText = true;
      else if (byte === openList || byte === openObject) this.depth++;
      else if (byte === closeList || byte === closeObject) this.depth--;
      else if (byte === comma) this.values++;
      if (this.depth > maxNesting) {
        throw new ShapeExceeded(`lists and objects lie more than maxNesting = ${maxNesting} deep`);
      }
      if (this.values > maxJsonValues) {
        throw new ShapeExceeded(
          `more than maxJsonValues = ${maxJsonValues} values: send them in several requests`,
        );
      }
    }
  }

  private inside(byte: number): void {
    if (this.escaped) this.escaped = false;
    else if (byte === backslash) this.escaped = true;
    else if (byte === quote) this.inText = false;
  }
}
