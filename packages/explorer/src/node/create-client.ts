import { type Client, createClient, http } from 'viem';

/** Milliseconds that an answer may take. */
const patience = 30_000;

/** A client of a node's public JSON-RPC. Questions of the same moment go together. */
export const createNodeClient = (url: string, token: string | undefined): Client =>
  createClient({
    // A contract must not have the page fetch addresses of its choice (ERC-3668).
    ccipRead: false,
    transport: http(url, {
      batch: { batchSize: 100 },
      retryCount: 0,
      timeout: patience,
      ...(token !== undefined && { fetchOptions: { headers: { authorization: `Bearer ${token}` } } }),
    }),
  });
