import type { NodeConfig } from '../../config/node-config.ts';

/**
 * Why a node could not start, in one sentence that says what to do; undefined for a bug. Storage, chain and genesis speak
 * in such sentences themselves; the operating system does not.
 */
export function startFailure(error: unknown, { host, port, dataDir }: NodeConfig): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return `port ${port} of ${host} is taken; stop what listens there, or give --port.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is no address of this machine; give another --host.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return path === undefined
        ? `port ${port} of ${host} may not be used; give a --port above 1023.`
        : `${path} may not be written or read; check its owner and mode, or give another --data-dir.`;
    case 'ENOENT':
      return `${path}: there is no such file; check the paths of tls and access.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${dataDir} is not a folder; give another --data-dir.`;
    case 'ENOSPC':
      return `the disk of ${dataDir} is full.`;
    case 'ERR_OSSL_PEM_NO_START_LINE':
    case 'ERR_OSSL_X509_KEY_VALUES_MISMATCH':
      return `certFile and keyFile of tls are no certificate and its key, in PEM (${error.message}).`;
    default:
      return BUGS.some((bug) => error instanceof bug) ? undefined : error.message;
  }
}

/** Errors that the language throws, and nobody on purpose. */
const BUGS = [TypeError, RangeError, ReferenceError, SyntaxError];
