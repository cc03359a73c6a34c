import { ponder } from 'ponder:registry';
import { counted } from 'ponder:schema';

ponder.on('Counter:Counted', async ({ event, context }) => {
  await context.db
    .insert(counted)
    .values({ id: event.id, block: event.block.number, value: event.args.value });
});
