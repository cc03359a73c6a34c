import type { Account, Chain, Client, Transport } from 'viem';

/** Any viem client, with or without an account or a chain. */
export type AnyClient = Client<Transport, Chain | undefined, Account | undefined>;
