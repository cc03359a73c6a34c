import { getModel } from '@evm-ml/evm/viem';
import type { Client } from 'viem';
import { getBlock, getTransaction } from 'viem/actions';
import { isAddressText, isBlockNumber, isHash, linkTo } from '../route.ts';

/** Where a text leads: a block's number, a hash, an address, a model's name or id; undefined if nowhere. */
export async function findPlace(client: Client, text: string): Promise<string | undefined> {
  const wanted = text.trim();
  if (isAddressText(wanted)) return linkTo.account(wanted);
  const number = wanted.replaceAll(',', '');
  if (isBlockNumber(number)) {
    return (await answers(getBlock(client, { blockNumber: BigInt(number) })))
      ? linkTo.block(BigInt(number))
      : undefined;
  }
  if (isHash(wanted)) {
    const hash = wanted.toLowerCase() as typeof wanted;
    const [isTransaction, isBlock, isModel] = await Promise.all([
      answers(getTransaction(client, { hash })),
      answers(getBlock(client, { blockHash: hash })),
      answers(getModel(client, { model: hash })),
    ]);
    if (isTransaction) return linkTo.transaction(hash);
    if (isBlock) return linkTo.block(hash);
    return isModel ? linkTo.model(hash) : undefined;
  }
  if (wanted === '' || wanted.length > 300) return undefined;
  return (await answers(getModel(client, { model: wanted }))) ? linkTo.model(wanted) : undefined;
}

const answers = (asked: Promise<unknown>): Promise<boolean> =>
  asked.then(
    () => true,
    () => false,
  );
