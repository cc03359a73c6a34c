import {
  type Client,
  chainTime,
  createClient,
  number,
  type Place,
  paint,
  print,
  printFact,
  refusalOf,
  send,
  tellStory,
  waitUntil,
} from '@evm-ml/example-story';
import { type Address, parseEther } from 'viem';
import {
  accept,
  deployBilingual,
  makeOffer,
  type Offer,
  publishTranslator,
  takeBack,
  tokenGas,
  withdraw,
} from './bilingual.ts';

/** Sentences that the network never saw in training. */
const SENTENCES = [
  'good morning',
  'do you turn on the light in the old house',
  'the hungry sisters do not want to dance with him',
  'on the third of may we buy three heavy knives',
  'why does my happy boy not clean up his city',
] as const;
const PRICE = parseEther('0.5');
/** Seconds in which a seller may accept the offer that nobody accepts. */
const SHORT = 4;

await tellStory(
  'Offers in two languages: who offers writes English, who accepts reads German, and a network translates in between.',
  tell,
);

async function tell(place: Place): Promise<void> {
  const [owner, buyer, seller] = [0, 1, 2].map((index) => createClient(place, index)) as [
    Client,
    Client,
    Client,
  ];
  const { modelId, gasUsed, bytes } = await publishTranslator(owner);
  printFact(
    'Network',
    `${number(bytes)} bytes of integers (a16), ${number(gasUsed)} gas to put on the chain`,
  );
  printFact('Token', `${number(await tokenGas(owner, modelId))} gas`);
  const bilingual = await deployBilingual(owner, modelId);
  printFact('Contract', `Bilingual at ${bilingual}, which nobody owns`);
  const offers = await offerAll(buyer, seller, bilingual);
  await acceptSome(buyer, seller, bilingual, offers);
}

async function offerAll(buyer: Client, seller: Client, bilingual: Address): Promise<readonly Offer[]> {
  print('\nThe buyer offers half an ether for each of these. The German is made in the same transaction:\n');
  const offers: Offer[] = [];
  for (const english of SENTENCES) {
    const until = Number(await chainTime(buyer)) + 600;
    const offer = await makeOffer(buyer, bilingual, english, {
      ...{ seller: seller.account.address, until, value: PRICE },
    });
    offers.push(offer);
    print(`  ${offer.id}  ${english}`);
    print(`     ${paint('bold', offer.german)}`);
    print(
      paint(
        'dim',
        `     ${number(offer.gas)} gas for the network, ${number(offer.loadGas)} of it to load it; ${offer.steps} tokens; ${number(offer.receipt.gasUsed)} gas in all`,
      ),
    );
  }
  return offers;
}

async function acceptSome(
  buyer: Client,
  seller: Client,
  bilingual: Address,
  [first, second]: readonly Offer[],
): Promise<void> {
  print(
    '\nThe seller accepts the first by repeating it, and tries to accept the second as something else:\n',
  );
  await send(seller, accept(bilingual, first!.id, first!.german));
  print(`  ${first!.id}  accepted: ${first!.german}`);
  const other = second!.german.replace('alten', 'neuen');
  print(`  ${second!.id}  ${await refusalOf(seller, accept(bilingual, second!.id, other))}: ${other}`);
  await send(seller, withdraw(bilingual, seller.account.address));
  print('\nAnd one that nobody accepts in time goes back:\n');
  const until = Number(await chainTime(buyer)) + SHORT;
  const late = await makeOffer(buyer, bilingual, 'she paints us', {
    ...{ seller: seller.account.address, until, value: PRICE },
  });
  print(
    `  ${late.id}  ${late.german}; before its time, ${await refusalOf(buyer, takeBack(bilingual, late.id))}`,
  );
  await waitUntil(buyer, BigInt(until));
  await send(buyer, takeBack(bilingual, late.id));
  await send(buyer, withdraw(bilingual, buyer.account.address));
  print(`  ${late.id}  half an ether is the buyer's again`);
}
