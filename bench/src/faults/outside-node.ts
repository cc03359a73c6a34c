import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '../chain/process/free-ports.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { evmMl } from '../cluster/evm-ml.ts';
import { Member } from '../cluster/member.ts';

interface NetworkFile {
  nodes: { name: string; nodeId: string }[];
}

/** A node with keys and ports of its own in a folder of its own, which begins with a network's genesis. */
export interface OutsideNode {
  readonly member: Member;
  /** Ends it, and takes its folder away. */
  remove(): Promise<void>;
}

/** Writes a node beside a network; it does not run yet. @param peers members that its engine calls */
export async function outsideNode(
  cluster: Cluster,
  name: string,
  peers: readonly Member[],
): Promise<OutsideNode> {
  const folder = `${cluster.folder}.${name}`;
  const port = await freePorts(2);
  await evmMl(
    ...['network', 'init', '-o', folder, '--validators', '1'],
    ...['--port', `${port}`, '--p2p-port', `${port + 1}`],
  );
  const member = new Member(folder, 'node1', `http://127.0.0.1:${port}`);
  await cp(join(cluster.folder, 'genesis.json'), join(folder, 'genesis.json'));
  const genesis = 'engine/config/genesis.json';
  await cp(join(cluster.members[0]!.folder, genesis), join(member.folder, genesis));
  const { nodes } = JSON.parse(await readFile(join(cluster.folder, 'network.json'), 'utf8')) as NetworkFile;
  const addresses = peers.map(
    (peer) => `${nodes.find(({ name }) => name === peer.name)!.nodeId}@${cluster.placeOf(peer)}`,
  );
  const path = join(member.folder, 'engine/config/config.toml');
  const config = await readFile(path, 'utf8');
  await writeFile(
    path,
    config.replace(/persistent_peers = ".*"/, `persistent_peers = "${addresses.join(',')}"`),
  );
  return {
    member,
    async remove() {
      await member.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
