import { join } from 'node:path';
import type { ServiceUser } from './compose-file.ts';

/** What the unit of a node is made from. Paths are absolute. */
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

export const unitName = (name: string) => `evm-ml-${name}.service`;

/**
 * A node with its engine, both watched by `network start`: systemd would start again what ends, and see neither that
 * one of the two needs the other anew nor that an engine which runs has stopped to decide.
 */
export const nodeUnit = ({ name, folder, user, node, engine }: UnitParts): string => `\
[Unit]
Description=evm-ml node ${name} with its engine
After=network-online.target
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
Environment=${words(`EVM_ML_COMETBFT=${engine}`)}
ExecStart=${words(...node, 'network', 'start', folder, '--only', name)}
# SIGTERM finishes the block in work before the processes end; it goes to the first of them, which tells the others.
KillMode=mixed
TimeoutStopSec=60
LimitNOFILE=65536
SystemCallFilter=@system-service @pkey
# MemoryDenyWriteExecute is not here: V8 compiles, and could not.
User=${user.uid}
Group=${user.gid}
WorkingDirectory=${specifiers(folder)}
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
