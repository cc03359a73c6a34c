import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { busyAccount } from './in-browser/busy-account.ts';
import { theChain } from './in-browser/chain.ts';
import { contracts } from './in-browser/contracts.ts';
import { hostileTexts } from './in-browser/hostile.ts';
import { largeModel } from './in-browser/large-model.ts';
import { looks } from './in-browser/looks.ts';
import { models } from './in-browser/models.ts';
import { otherNodes } from './in-browser/nodes.ts';
import { playground } from './in-browser/playground.ts';
import { verification } from './in-browser/verification.ts';
import { noBrowser } from './support/browser.ts';
import { closeStage, complaints, openStage, strangers } from './support/stage.ts';

if (noBrowser !== undefined) console.log(`The page is not tried in a browser: ${noBrowser}.`);

/** One chain and one page for all rooms, which follow each other. */
describe.skipIf(noBrowser !== undefined)('the page in a browser', () => {
  beforeAll(openStage);
  afterAll(closeStage);

  describe('the chain', theChain);
  describe('contracts', contracts);
  describe('verification', verification);
  describe('models', models);
  describe('the playground', playground);
  describe('strangers', hostileTexts);
  describe('other nodes', otherNodes);
  describe('a large model', largeModel);
  describe('a busy account', busyAccount);
  describe('looks', looks);

  test('nothing went wrong meanwhile, and nobody else was asked', () => {
    expect(
      complaints.filter((text) => !/net::ERR_CONNECTION_REFUSED|WebSocket connection/.test(text)),
    ).toEqual([]);
    expect([...strangers]).toEqual([]);
  });
});
