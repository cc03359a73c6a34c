import { isLoopback } from './loopback.ts';

/** What decides who can do what to a node. */
export interface Exposure {
  /** The address that it listens on. */
  readonly host: string;
  /** True if access rules say who may call what. */
  readonly restricted: boolean;
  /** True if accounts of the chain have keys that everybody knows. */
  readonly keysAreKnown: boolean;
  /** True if the development methods are open. */
  readonly dev: boolean;
}

/** What its operator should hear of a node that others can reach; `undefined`: nothing. */
export function exposureWarning({ host, restricted, keysAreKnown, dev }: Exposure): string | undefined {
  if (isLoopback(host)) return undefined;
  if (keysAreKnown) {
    return `others can reach ${host}, and everybody has the keys of this chain's accounts: listen on 127.0.0.1, or give a --genesis of your own`;
  }
  if (restricted) return undefined;
  return dev
    ? `others can reach ${host} and change accounts and blocks at will: leave the development methods out (--no-dev)`
    : `others can reach ${host} and call every open method: set "access" to say who may`;
}
