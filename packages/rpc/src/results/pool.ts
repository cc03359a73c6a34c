import { z } from 'zod';
import { checksummedAddress, quantity } from './scalars.ts';
import { transaction } from './transaction.ts';

const byNonce = <Item extends z.ZodType>(item: Item) => z.record(z.string().regex(/^\d+$/), item);
const groups = <Item extends z.ZodType>(item: Item) => z.strictObject({ pending: item, queued: item });

export const poolStatus = groups(quantity);
export const poolOfAccount = groups(byNonce(transaction));
export const poolContent = groups(z.record(checksummedAddress, byNonce(transaction)));
export const poolInspection = groups(z.record(checksummedAddress, byNonce(z.string())));
