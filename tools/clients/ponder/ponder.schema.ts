import { onchainTable } from 'ponder';

export const counted = onchainTable('counted', (t) => ({
  id: t.text().primaryKey(),
  block: t.bigint().notNull(),
  value: t.bigint().notNull(),
}));
