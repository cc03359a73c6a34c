/** Whose definitions a file follows: hard_sigmoid is x / 6 + 1/2 in Keras 3, and was x / 5 + 1/2. */
export type Dialect = 'keras2' | 'keras3';

/** Which Keras wrote a file. */
export interface Release {
  readonly dialect: Dialect;
  /** The number after the first point; infinite where the file does not say, as for the newest. */
  readonly minor: number;
}

/** Reads `keras_version`, such as "3.10.0" or "2.15.0-tf"; a file that has none was written by `without`. */
export function releaseOf(version: unknown, without: Dialect): Release {
  const found = typeof version === 'string' ? /^(\d+)(?:\.(\d+))?/.exec(version) : null;
  if (found === null) return { dialect: without, minor: Number.POSITIVE_INFINITY };
  const [, major, minor] = found;
  return {
    dialect: Number(major) < 3 ? 'keras2' : 'keras3',
    minor: minor === undefined ? Number.POSITIVE_INFINITY : Number(minor),
  };
}
