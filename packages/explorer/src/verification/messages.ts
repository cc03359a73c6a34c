/** A compiler that lies beside the page. */
export interface Offered {
  /** As code names it: `0.8.28`. */
  readonly version: string;
  readonly url: string;
}

/** What the page asks of the worker that verifies. Codes are hexadecimal, without 0x. */
export interface VerifyAsked {
  /** What somebody gave as a compiler's input. */
  readonly text: string;
  readonly address: string;
  readonly code: string;
  readonly compilers: readonly Offered[];
}

/**
 * How sources and code are alike: to the last byte with the hash of the sources; the code alone, while the hash is another;
 * the code, which holds no hash.
 */
export type Match = 'exact' | 'metadata' | 'unhashed';

/** A library that code calls, and its address in hexadecimal without 0x. */
export interface Library {
  readonly name: string;
  readonly address: string;
}

/** Sources that give a contract's code. All texts but `compiler` are those of whoever gave the input. */
export interface Verified {
  readonly match: Match;
  readonly name: string;
  readonly file: string;
  /** In full, as `0.8.37+commit.f401782d`. */
  readonly compiler: string;
  /** Settings of the compiler, in JSON. */
  readonly settings: string;
  /** In JSON, as the compiler wrote it. */
  readonly abi: string;
  /** Files that the contract is made of. */
  readonly sources: readonly (readonly [path: string, content: string])[];
  /** What was set for good when it was deployed: words in hexadecimal without 0x. */
  readonly immutables: readonly string[];
  readonly libraries: readonly Library[];
}

export type VerifyAnswered = { readonly verified: Verified } | { readonly error: string };
