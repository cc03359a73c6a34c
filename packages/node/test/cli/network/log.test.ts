import { expect, onTestFinished, test, vi } from 'vitest';
import { EngineLog } from '../../../src/cli/network/engine-log.ts';
import { logPrinter } from '../../../src/cli/network/log-printer.ts';

const nodes = ['node1', 'node2'].map((name, at) => ({
  ...{ name, host: '127.0.0.1', port: at + 1, p2pPort: 26_656 + at, validator: true },
  ...{ nodeId: `${at}`.repeat(40), publicKey: `${'A'.repeat(43)}=` },
}));
const at = (message: string, rest = '') =>
  `E[2026-11-27|13:54:52.419] ${message.padEnd(44)} module=p2p ${rest}`;

test('an engine names peers as the network does', () => {
  const log = new EngineLog(nodes);
  expect(
    log.read(
      at('Stopping peer for error', `peer="Peer{MConn{127.0.0.1:3} ${'1'.repeat(40)} in}" err=EOF`),
      0,
    ),
  ).toBe('13:54:52.419 ERROR lost node2');
  const refused = 'err="dial tcp 127.0.0.1:26656: connect: connection refused"';
  expect(log.read(at('Error dialing peer', refused), 0)).toBe('13:54:52.419 ERROR cannot reach node1');
});

test('the same is said once a minute, and what an engine that ends says is left out', () => {
  const log = new EngineLog(nodes);
  const line = at('CONSENSUS FAILURE!!!', 'err="x"');
  const read = (now: number) => log.read(line, now);
  expect([read(0), read(59_999), read(60_000)]).toEqual([
    '13:54:52.419 ERROR CONSENSUS FAILURE!!! err="x"',
    undefined,
    '13:54:52.419 ERROR CONSENSUS FAILURE!!! err="x"',
  ]);
  expect(log.read(at('error while stopping peer', 'error="already stopped"'), 0)).toBeUndefined();
  expect(log.read('panic: runtime error', 0)).toBe('panic: runtime error');
});

test('what differs each time is forgotten in time: memory has a bound', () => {
  const log = new EngineLog(nodes);
  for (let line = 0; line <= 1_000; line++) log.read(`line ${line}`, 0);
  expect(log.read('line 0', 0)).toBe('line 0');
  expect(log.read('line 1000', 0)).toBeUndefined();
});

test('names are coloured on a terminal alone', () => {
  vi.stubEnv('NO_COLOR', '');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  logPrinter(['node1', 'node22'], { write })('node22', 'node', 'hello');
  logPrinter(['node1', 'node22'], { isTTY: true, write })('node1', '', 'hello');
  expect(written).toEqual(['node22 node   hello\n', '\u001b[36mnode1        \u001b[39m hello\n']);
});
