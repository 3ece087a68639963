import { test } from 'vitest';
import { campaign, inMemory } from './support/lifecycle/campaign.ts';

test('300,000 steps of the life of keys', { timeout: 1_800_000 }, async () => {
  await campaign(inMemory, { runs: 2_500, length: 160 });
});
