import type { InterpreterStep, Log } from '@ethereumjs/evm';
import { bigIntToAddressBytes, bigIntToBytes, hexToBytes, setLengthLeft } from '@ethereumjs/util';
import type { Machine } from '../machine.ts';
import { eventsOf } from '../trace/tracer.ts';

/** Address under which transfers of ether are shown, and the topic of ERC-20's Transfer(address,address,uint256). */
const etherAddress = hexToBytes('0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee');
const transferTopic = hexToBytes('0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef');

/** A log with its place in the block. */
export interface ShownLog {
  log: Log;
  /** Counts from 0 in the block. Logs of reverted frames have been counted, as in go-ethereum. */
  index: number;
}

const word = (value: bigint | Uint8Array): Uint8Array =>
  setLengthLeft(typeof value === 'bigint' ? bigIntToBytes(value) : value, 32);

const transfer = (from: Uint8Array, to: Uint8Array, value: bigint): Log => [
  etherAddress,
  [transferTopic, word(from), word(to)],
  word(value),
];

/**
 * Listens for logs and for transfers of ether, in the order in which they happen. What a reverted frame did is not
 * in the result. Stop it before the machine is used for anything else.
 * @param first index of the next log in the block
 */
export function collectLogs(machine: Machine, first: number): { logs: ShownLog[]; stop(): number } {
  const logs: ShownLog[] = [];
  const starts: number[] = [];
  const events = eventsOf(machine);
  let index = first;
  const add = (log: Log) => logs.push({ log, index: index++ });
  events.on('step', (step, resolve) => {
    const { name } = step.opcode;
    if (/^LOG\d$/.test(name)) add(readLog(step));
    if (name !== 'SELFDESTRUCT') return resolve?.();
    const heir = bigIntToAddressBytes(BigInt.asUintN(160, step.stack.at(-1) ?? 0n));
    void step.stateManager
      .getAccount(step.address)
      .then((account) => {
        if (account && account.balance > 0n) add(transfer(step.address.bytes, heir, account.balance));
      })
      .finally(() => resolve?.());
  });
  events.on('beforeMessage', ({ caller, to, value, delegatecall }) => {
    starts.push(logs.length);
    if (value > 0n && !delegatecall && to) add(transfer(caller.bytes, to.bytes, value));
  });
  events.on('afterMessage', ({ execResult }) => {
    const start = starts.pop() ?? 0;
    if (execResult.exceptionError) logs.length = start;
  });
  return {
    logs,
    stop() {
      events.removeAllListeners();
      return index;
    },
  };
}

function readLog({ stack, memory, opcode, address }: InterpreterStep): Log {
  const [offset, length] = [Number(stack.at(-1)), Number(stack.at(-2))];
  const data = new Uint8Array(length);
  data.set(memory.subarray(offset, offset + length));
  const topics = stack.slice(-2 - Number(opcode.name.slice(3)), -2).reverse();
  return [address.bytes, topics.map(word), data];
}
