import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Limits } from '../config/limits.ts';
import type { TlsFiles } from '../node-options.ts';
import { boundConnectionsByAddress } from './connections-by-address.ts';

/** How often a server looks for requests that are late, milliseconds. */
const lookForLate = 1_000;

/** A server whose connections are bounded in number and in time. Reads the files of TLS once. */
export async function httpServerFactory(
  limits: Pick<
    Limits,
    'maxConnections' | 'maxConnectionsPerAddress' | 'maxRequestSeconds' | 'maxIdleSeconds'
  >,
  tls: TlsFiles | undefined,
): Promise<(handler: RequestListener) => Server> {
  const late = limits.maxRequestSeconds * 1_000;
  const options: ServerOptions = {
    requestTimeout: late,
    headersTimeout: late,
    connectionsCheckingInterval: Math.min(lookForLate, late),
    keepAliveTimeout: limits.maxIdleSeconds * 1_000,
  };
  const files = tls && { ...(await readTls(tls)), handshakeTimeout: late };
  return (handler) => {
    const server = files
      ? createTlsServer({ ...options, ...files }, handler)
      : createServer(options, handler);
    server.maxConnections = limits.maxConnections;
    boundConnectionsByAddress(server, limits.maxConnectionsPerAddress);
    return server;
  };
}

async function readTls({ certFile, keyFile, clientCaFile }: TlsFiles) {
  return {
    cert: await readFile(certFile),
    key: await readFile(keyFile),
    ...(clientCaFile !== undefined && {
      ca: await readFile(clientCaFile),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  };
}
