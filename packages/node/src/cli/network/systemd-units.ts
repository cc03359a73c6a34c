import { join } from 'node:path';
import type { ServiceUser } from './compose-file.ts';
import { layout } from './layout.ts';

/** What the units of a node are made from. Paths are absolute. */
export interface UnitParts {
  name: string;
  /** Of the network. */
  folder: string;
  user: ServiceUser;
  /** What starts `evm-ml`: a program and its first arguments. */
  node: readonly string[];
  /** The `cometbft` program. */
  engine: string;
}

export const unitName = (name: string, what: 'node' | 'engine') => `evm-ml-${name}-${what}.service`;

/** A node: it starts again whatever it ended by. */
export const nodeUnit = (parts: UnitParts): string => `\
[Unit]
Description=evm-ml node ${parts.name}
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${words(...parts.node, 'node', '--config', layout.node.config)}
# SIGTERM finishes the block in work before the process ends.
TimeoutStopSec=60
LimitNOFILE=65536
SystemCallFilter=@system-service @pkey
# MemoryDenyWriteExecute is not here: V8 compiles, and could not.
${common(parts)}`;

/** Its engine: it starts and stops with the node, and starts again even if it ended well, as when its node was gone. */
export const engineUnit = (parts: UnitParts): string => `\
[Unit]
Description=CometBFT of evm-ml node ${parts.name}
After=${unitName(parts.name, 'node')}
Wants=${unitName(parts.name, 'node')}
PartOf=${unitName(parts.name, 'node')}
StartLimitIntervalSec=0

[Service]
# A killed engine leaves its socket behind, and would not start over it.
ExecStartPre=/bin/rm -f ${layout.node.rpcSocket}
ExecStart=${words(parts.engine, 'start', '--home', layout.node.engine)}
# One whose node is gone may not hear SIGTERM.
TimeoutStopSec=10
SystemCallFilter=@system-service
MemoryDenyWriteExecute=yes
${common(parts)}`;

const common = ({ name, folder, user }: UnitParts): string => `\
User=${user.uid}
Group=${user.gid}
WorkingDirectory=${specifiers(join(folder, name))}
Restart=always
RestartSec=2
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths=${words(join(folder, name))}
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
CapabilityBoundingSet=
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
UMask=0077

[Install]
WantedBy=multi-user.target
`;

/** Words of a line of a unit: quoted where they need it. */
const words = (...all: readonly string[]): string =>
  all
    .map((word) =>
      /^[\w./@:+,=-]+$/.test(word)
        ? word
        : `"${specifiers(word).replaceAll(/["\\]/g, '\\$&').replaceAll('$', '$$$$')}"`,
    )
    .join(' ');

/** What systemd would replace in a path. */
const specifiers = (text: string): string => text.replaceAll('%', '%%');
