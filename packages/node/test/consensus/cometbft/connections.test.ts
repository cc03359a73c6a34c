import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AbciServer } from '../../../src/consensus/cometbft/abci-server.ts';
import { encodeFrame } from '../../../src/consensus/cometbft/frames.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { dial, encodeRequest, validator } from './validator.ts';

const recorded = fileURLToPath(new URL('../../../fixtures/abci/transfer.json', import.meta.url));

/** Connection, `ask` or `answer`, bytes. */
type Piece = [number: number, kind: string, hex: string];

test('D22: what a real engine asked from genesis to a transfer is answered byte for byte as it was then', async () => {
  const pieces: Piece[] = JSON.parse(await readFile(recorded, 'utf8'));
  const { chain, abciSocket } = await validator();
  const sockets = await Promise.all([0, 1, 2, 3].map(() => dial(abciSocket)));
  const [got, expected] = [sockets.map(() => ''), sockets.map(() => '')];
  let arrived: () => void = () => undefined;
  sockets.forEach(({ socket }, at) => {
    socket.removeAllListeners('readable').on('data', (chunk) => {
      got[at] += chunk.toString('hex');
      arrived();
    });
  });
  const settled = async () => {
    while (got.some((text, at) => text.length < expected[at]!.length))
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
  };
  for (const [number, kind, hex] of pieces) {
    if (kind === 'answer') {
      expected[number] += hex;
      continue;
    }
    await settled();
    sockets[number]!.socket.write(Buffer.from(hex, 'hex'));
  }
  await settled();
  expect(got).toEqual(expected);
  expect(chain.head.header.number).toBe(1n);
  expect(chain.head.transactions).toHaveLength(1);
});

test('requests that are sent together are answered one by one, in their order, on each connection', async () => {
  const { abciSocket } = await validator();
  const engines = await Promise.all([dial(abciSocket), dial(abciSocket)]);
  for (const { socket } of engines) {
    const asked = Array.from({ length: 50 }, (_, at) =>
      encodeRequest({ case: 'echo', value: { message: `${at}` } }),
    );
    socket.write(Buffer.concat([...asked, encodeRequest({ case: 'flush', value: {} })]));
  }
  for (const { answer } of engines) {
    for (let at = 0; at < 50; at++)
      expect(await answer()).toMatchObject({ case: 'echo', value: { message: `${at}` } });
    expect(await answer()).toMatchObject({ case: 'flush' });
  }
});

test('fields that this version does not know are passed over', async () => {
  const { dial } = await validator();
  const { socket, answer } = await dial();
  // Echo with "a" and a field 1000, inside Request with a field 999.
  const echo = Uint8Array.of(0x0a, 0x01, 0x61, 0xc2, 0x3e, 0x01, 0x00);
  socket.write(encodeFrame(Uint8Array.of(0xba, 0x3e, 0x01, 0x00, 0x0a, echo.length, ...echo)));
  expect(await answer()).toMatchObject({ case: 'echo', value: { message: 'a' } });
});

test.each([
  ['no message', encodeFrame(new Uint8Array())],
  ['a kind that there is not', encodeFrame(Uint8Array.of(0x22, 0x00))],
])('%s is answered by an exception, and the connection ends', async (_, bytes) => {
  const { dial, errors } = await validator();
  const { socket, answer, closed } = await dial();
  socket.write(bytes);
  expect(await answer()).toMatchObject({
    case: 'exception',
    value: { error: expect.stringContaining('unknown') },
  });
  await closed;
  expect(errors).toHaveLength(1);
});

test.each([
  ['a length of four gigabytes', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f)],
  ['a message that is no protobuf', encodeFrame(new Uint8Array(20).fill(0xff))],
  ['a text that is no UTF-8', encodeFrame(Uint8Array.of(0x0a, 0x04, 0x0a, 0x02, 0xff, 0xfe))],
])('%s ends its connection and nothing else', async (_, bytes) => {
  const { dial, chain } = await validator();
  const [bad, good] = [await dial(), await dial()];
  bad.socket.write(bytes);
  await bad.closed;
  expect(await good.ask({ case: 'info', value: {} })).toMatchObject({ case: 'info' });
  expect(chain.fault).toBeUndefined();
});

test('arbitrary bytes, and recorded ones with a byte that is another, never stop the node', async () => {
  const pieces: Piece[] = JSON.parse(await readFile(recorded, 'utf8'));
  const asked = pieces.filter(([, kind]) => kind === 'ask').map(([, , hex]) => Buffer.from(hex, 'hex'));
  const { dial, chain } = await validator();
  const flipped = fc
    .tuple(fc.constantFrom(...asked), fc.nat(), fc.integer({ min: 1, max: 255 }))
    .map(([bytes, at, by]) => {
      const copy = Buffer.from(bytes);
      copy[at % copy.length]! ^= by;
      return copy;
    });
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 100 }), flipped), async (bytes) => {
      const { socket, closed } = await dial();
      socket.resume().end(bytes);
      await closed;
      expect(chain.fault).toBeUndefined();
    }),
    { numRuns: 300 },
  );
  expect(await (await dial()).ask({ case: 'echo', value: { message: 'still' } })).toMatchObject({
    case: 'echo',
  });
});

test('a socket that a killed node left behind is taken over, one that is served is not', async () => {
  const path = join(await temporaryFolder(), 'abci.sock');
  const events = { connected() {}, disconnected() {}, failed() {} };
  const create = (at = path) => new AbciServer(at, async () => ({ case: 'flush', value: {} }), events);
  await writeFile(path, '');
  const first = create();
  await first.listen();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await expect(create().listen()).rejects.toThrow('is served by another node');
  await expect(create(`/tmp/${'a'.repeat(99)}`).listen()).rejects.toThrow('is too long for a socket');
  await first.close();
});
