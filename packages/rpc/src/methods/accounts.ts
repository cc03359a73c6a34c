import { z } from 'zod';
import { type Definitions, define } from '../define.ts';
import { address, callRequest, data } from '../parameters/index.ts';
import * as result from '../results/index.ts';

const typedData = z.object({
  domain: z.record(z.string(), z.unknown()),
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  primaryType: z.string(),
  message: z.record(z.string(), z.unknown()),
});

/** As an object, or as text of JSON, as wallets send it. */
const typedDataOrText = z.union(
  [
    typedData,
    z
      .string()
      .transform((text, context): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          context.addIssue('expected JSON');
          return z.NEVER;
        }
      })
      .pipe(typedData),
  ],
  'expected structured data (EIP-712), as an object or as text of JSON: domain, types, primaryType and message',
);

/** Signing with the development accounts, whose keys everybody knows, and with those that the operator unlocked. */
export const accountMethods = {
  eth_sendTransaction: define(
    'Fills in, signs and submits a transaction of a development, unlocked or impersonated account.',
    [{ transaction: callRequest }],
    result.hash,
  ),

  eth_signTransaction: define(
    'Fills in and signs a transaction of a development or unlocked account without submitting it.',
    [{ transaction: callRequest }],
    result.bytes,
  ),

  eth_sign: define(
    "Signs bytes with a development or unlocked account's key as a message (EIP-191).",
    [{ account: address }, { message: data }],
    result.bytes,
  ),

  personal_sign: define(
    'As eth_sign, with the message first; text is signed as UTF-8.',
    [{ message: z.string() }, { account: address }, { password: z.string().optional() }],
    result.bytes,
  ),

  eth_signTypedData_v4: define(
    "Signs structured data (EIP-712) with a development or unlocked account's key.",
    [{ account: address }, { data: typedDataOrText }],
    result.bytes,
  ),
} satisfies Definitions;
