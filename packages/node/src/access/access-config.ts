import { z } from 'zod';

/** `eth_call`, `eth_*` or `*`. */
const methodPattern = z
  .string()
  .regex(/^(\*|[a-z][a-z0-9]*_(\*|[A-Za-z0-9]+))$/, 'expected eth_call, eth_* or *');

const rights = {
  /** Methods that may be called. */
  methods: z.array(methodPattern),
  /** JSON-RPC requests a second, each item of a batch counted; 0 is unbounded. */
  requestsPerSecond: z.number().int().min(0).default(0),
};

/** Who may call what. Without it, whoever reaches the port may call every method that the node serves. */
export const accessConfig = z.strictObject({
  /** Rights of a caller without credentials; left out: credentials are required. */
  anonymous: z.strictObject(rights).optional(),
  /** Header `X-API-Key`. The config holds only the key's SHA-256 digest, so that a leaked config opens no door. */
  apiKeys: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/, "expected the key's SHA-256 digest, 64 lower-case hex digits"),
        ...rights,
      }),
    )
    .default([]),
  /**
   * Header `Authorization: Bearer`. A token needs `sub`, `exp` and `methods` (a list like above); it may hold
   * `requestsPerSecond`.
   */
  jwt: z
    .discriminatedUnion('algorithm', [
      z.strictObject({
        algorithm: z.literal('HS256'),
        /** File with the shared secret: 64 or more hex digits. */
        secretFile: z.string(),
      }),
      z.strictObject({
        algorithm: z.literal('RS256'),
        /** File with the issuer's public key, PEM (SPKI). */
        publicKeyFile: z.string(),
      }),
    ])
    .optional(),
});

export type AccessConfig = z.output<typeof accessConfig>;

/** What a token says about its bearer. */
export const tokenClaims = z.object({
  sub: z.string().min(1),
  exp: z.number(),
  ...rights,
});
