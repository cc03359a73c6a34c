import { version } from '../version.ts';
import { engineVersion } from './engine-version.ts';
import { layout } from './layout.ts';
import type { NetworkNode } from './network-file.ts';

/** As whom services run: the owner of the network's folder. */
export interface ServiceUser {
  uid: number;
  gid: number;
}

/**
 * What Docker runs the nodes of a folder by: two containers each, in the host's network, so that JSON-RPC is on loopback
 * as without Docker, and engines meet at the ports that the network names.
 */
export const composeFile = (nodes: readonly NetworkNode[], user: ServiceUser): string => `\
# The nodes of this folder, each with its engine. Build the images in a checkout of evm-ml, once:
#   docker build -f deploy/Dockerfile -t evm-ml:${version()} .
#   docker build -f deploy/Dockerfile --target engine -t cometbft:${engineVersion} .
# then, here:
#   docker compose up -d
name: evm-ml
services:
${nodes.map((node) => services(node, user)).join('')}`;

const services = ({ name, port }: NetworkNode, { uid, gid }: ServiceUser): string => `\
  ${name}-node:
    image: evm-ml:${version()}
    command: ["node", "--config", "${layout.node.config}"]
    working_dir: /network/${name}
    # The image says otherwise, and would beat the file.
    environment:
      EVM_ML_HOST: "127.0.0.1"
    healthcheck:
      test: ["CMD", "node", "-e", "fetch('http://127.0.0.1:${port}/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
    volumes: ["./${name}:/network/${name}", "./${layout.genesis}:/network/${layout.genesis}:ro"]
    stop_grace_period: 60s
${common({ uid, gid })}\
  ${name}-engine:
    image: cometbft:${engineVersion}
    command: ["start", "--home", "${layout.node.engine}"]
    working_dir: /network/${name}
    depends_on: ["${name}-node"]
    volumes: ["./${name}:/network/${name}"]
    stop_grace_period: 10s
${common({ uid, gid })}`;

const common = ({ uid, gid }: ServiceUser): string => `\
    user: "${uid}:${gid}"
    network_mode: host
    restart: always
    read_only: true
    tmpfs: ["/tmp"]
    cap_drop: ["ALL"]
    security_opt: ["no-new-privileges:true"]
`;
