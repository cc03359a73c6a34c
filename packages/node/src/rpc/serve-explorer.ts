import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Compiler } from './find-compilers.ts';

/** Where the page is, under the node's address. */
export const EXPLORER_PATH = '/explorer/';

/** The page is off, or on; a list: on, and these origins of other nodes may be looked at, too. */
export type ExplorerRule = boolean | readonly string[];

const require = createRequire(import.meta.url);

/** The built files of `@evm-ml/explorer`; undefined where they are not. */
function pageFolder(): string | undefined {
  const folder = join(require.resolve('@evm-ml/explorer/package.json'), '../dist/page');
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
}

/** False where the page was never built: a node does without it. */
export const isPageBuilt = (): boolean => pageFolder() !== undefined;

/**
 * What the page may do: run and show what this node serves, call this node, and the `nodes` that its operator names.
 * Nothing becomes HTML or code that is not one of those files.
 */
export const explorerPolicy = (nodes: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", ...nodes].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ');

/** The door's rules, which hold for the page as for all else. */
interface DoorRules {
  onRequest(request: FastifyRequest): Promise<void>;
  onSend(reply: FastifyReply): void;
}

/** The page, and the compilers that it finds beside itself. */
export interface Explorer {
  readonly rule: ExplorerRule;
  readonly compilers: readonly Compiler[];
}

/**
 * Serves the page's files, a few dozen, and the compilers, which are large; no other file is read. What compilers there
 * are says `compilers.json`: a list of versions and of paths beside it.
 */
export async function serveExplorer(
  server: FastifyInstance,
  { rule, compilers }: Explorer,
  { onRequest, onSend }: DoorRules,
): Promise<void> {
  const root = rule === false ? undefined : pageFolder();
  if (root === undefined) return;
  const policy = explorerPolicy(typeof rule === 'boolean' ? [] : rule);
  await server.register(async (scope) => {
    scope.addHook('onRequest', onRequest);
    scope.addHook('onSend', async (_request, reply) => onSend(reply));
    await scope.register(staticFiles, {
      root,
      prefix: EXPLORER_PATH,
      // Routes for the files that are there: no path is looked up that somebody sends.
      wildcard: false,
      preCompressed: true,
      setHeaders(reply, path) {
        reply.header('content-security-policy', policy);
        reply.header('x-content-type-options', 'nosniff');
        reply.header('referrer-policy', 'no-referrer');
        reply.header('cross-origin-opener-policy', 'same-origin');
        reply.header('cross-origin-resource-policy', 'same-origin');
        // Their names hold a hash of what is in them.
        const isNamedByHash = path.includes('/assets/');
        reply.header('cache-control', isNamedByHash ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    const path = (version: string) => `compilers/${version}.js`;
    const list = compilers.map(({ version }) => ({ version, path: path(version) }));
    scope.get(`${EXPLORER_PATH}compilers.json`, async () => list);
    for (const { version, file } of compilers) {
      scope.get(`${EXPLORER_PATH}${path(version)}`, (_request, reply) =>
        reply.sendFile(basename(file), dirname(file)),
      );
    }
  });
  server.get(EXPLORER_PATH.slice(0, -1), async (_request, reply) => reply.redirect(EXPLORER_PATH, 301));
}

/**
 * True for what the page of this very node sends: a browser names where a page came from, and that is the address
 * that it asks. Which names those may be, `hosts` says.
 */
export function isOwnPage({ headers: { origin, host } }: Pick<FastifyRequest, 'headers'>): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
