import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import * as result from '../results/index.ts';

/** What each kind of subscription tells, as the `result` of its notifications. */
export const notices = {
  newHeads: result.header,
  logs: result.log,
  newPendingTransactions: z.union([result.hash, result.transaction]),
  syncing: z.literal(false),
} as const;

/** What can be subscribed to. */
export type SubscriptionKind = keyof typeof notices;

/** A notice of one kind of subscription. */
export type Notice<Kind extends SubscriptionKind> = z.output<(typeof notices)[Kind]>;

const kinds = Object.keys(notices) as [SubscriptionKind, ...SubscriptionKind[]];

/** Notifications over WebSocket. */
export const subscriptionMethods = {
  eth_subscribe: define(
    'Starts notifications over this WebSocket: newHeads, logs (with a query), newPendingTransactions (true: whole transactions), syncing.',
    [{ kind: z.enum(kinds) }, { option: z.unknown().optional() }],
    result.bytes,
  ),

  eth_unsubscribe: define(
    'Ends a subscription; false if there is none of this id.',
    [{ id: z.string() }],
    result.boolean,
  ),
} satisfies Definitions;
