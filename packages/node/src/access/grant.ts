/** What one caller may do. */
export interface Grant {
  /** Who it is, for logs and for counting requests; never the credential itself. */
  readonly name: string;
  readonly methods: readonly string[];
  readonly requestsPerSecond: number;
  /** When it ends, seconds since 1970; absent: never. */
  readonly expires?: number;
}

/** Every method, as often as one likes: a node without access rules. */
export const everything: Grant = { name: 'anyone', methods: ['*'], requestsPerSecond: 0 };

/** True if one of the grant's patterns (`eth_call`, `eth_*`, `*`) covers the method. */
export function allows(grant: Grant, method: string): boolean {
  return grant.methods.some(
    (pattern) =>
      pattern === '*' ||
      pattern === method ||
      (pattern.endsWith('_*') && method.startsWith(pattern.slice(0, -1))),
  );
}
