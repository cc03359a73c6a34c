import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { readJson } from '../node/read-config.ts';
import { layout } from './layout.ts';

const port = z.number().int().min(1).max(65_535);

/** What a network's folder says of itself: `network.json`. */
const networkSchema = z.strictObject({
  /** Path of the `cometbft` to run; left out: it is looked for. */
  engine: z.string().min(1).optional(),
  nodes: z
    .array(
      z.strictObject({
        /** Of its folder. */
        name: z.string().regex(/^[a-z0-9-]{1,32}$/, 'expected small letters, digits and hyphens'),
        /** TCP port of its JSON-RPC, on this machine. */
        port,
        /** TCP port on which its engine waits for the others. */
        p2pPort: port,
      }),
    )
    .min(1),
});

export type NetworkFile = z.output<typeof networkSchema>;
export type NetworkNode = NetworkFile['nodes'][number];

/** Reads the network in a folder. @throws UserError */
export async function readNetwork(folder: string): Promise<NetworkFile> {
  const path = join(folder, layout.network);
  const { data, error } = networkSchema.safeParse(await readJson(path, 'network'));
  if (data) return data;
  const [issue] = error.issues;
  throw new UserError(`${path} is not valid at ${issue?.path.join('.') || 'its root'}: ${issue?.message}.`);
}
